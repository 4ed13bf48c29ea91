"""Why a recommendation was made: one row for each kind, and the sentence and the sums that follow from it.

card: a slot of her week · recheck: the quick question about a skill · place: day:layout:period of the stations ·
placement: a strand of the latest one · level: what she may choose
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from homeroom import clock
from homeroom.errors import NotFound, Refused
from homeroom.grouping import reasons as places
from homeroom.grouping import tables as grouping
from homeroom.grouping.layout import Layout
from homeroom.grouping.names import Names
from homeroom.i18n import _, language
from homeroom.mastery import tables as mastery
from homeroom.mastery import why as skills
from homeroom.mastery import words as skill_words
from homeroom.people import tables as people
from homeroom.playlists import catalog, comparing, independence, reasons
from homeroom.playlists import tables as playlists
from homeroom.playlists.placement import tables as placements
from homeroom.playlists.placement.ladder import Stand

Row = dict[str, Any]
ABOUT = ("card", "recheck", "place", "placement", "level")


@dataclass(frozen=True)
class Told:
    """A row in words: what it is about, the sentence for the child, the parts for adults, heaviest first."""

    title: str
    sentence: str
    parts: tuple[tuple[str, float], ...]

    @property
    def total(self) -> float:
        """What the parts add up to."""
        return round(sum(value for _name, value in self.parts), 2)


def row_for(student: str, about: str, key: str) -> Row:
    """What explains a recommendation now. Raises NotFound when there is none."""
    return _ROWS[about](student, key)


def told(student: str, about: str, key: str, row: Mapping[str, Any]) -> Told:
    """A kept row in words; the sentence is made anew from what weighed."""
    title, sentence, parts = _WORDS[about](student, key, row)
    ordered = sorted(parts.items(), key=lambda one: (-abs(one[1]), one[0]))
    return Told(title, sentence, tuple(ordered))


def _gone() -> NotFound:
    return NotFound(_("This is not there any more. Load the page again."))


# --- the rows ----------------------------------------------------------------------------------------


def _card_row(student: str, key: str) -> Row:
    found = playlists.slot(student, key)
    if found is None:
        raise _gone()
    return {"card": found.card, "week": found.week, "parts": {}, "facts": {}, **found.reason}


def _recheck_row(student: str, key: str) -> Row:
    now = mastery.state_of(student, key)
    if now.trace.last is None:
        raise _gone()
    return skills.explain(now, clock.now_ms())


def split(key: str) -> tuple[str, str, str]:
    """Day, layout and period of a place. Raises Refused."""
    parts = key.split(":")
    if len(parts) != 3:
        raise Refused(_("It was not clear which place was meant."))
    return parts[0], parts[1], parts[2]


def _place_row(student: str, key: str) -> Row:
    day, layout, period = split(key)
    found = next((one for one in grouping.places(day, [student]) if (one.layout, one.period) == (layout, period)), None)
    if found is None:
        raise _gone()
    return {"station": found.station, "parts": {}, "facts": {}, **found.reason}


def stand(student: str, strand: str) -> Stand:
    """What the latest placement of a student found about a strand. Raises NotFound."""
    latest = placements.latest_of([student]).get(student)
    found = next((one for one in latest.stands if one.strand.id == strand), None) if latest else None
    if found is None:
        raise _gone()
    return found


def _placement_row(student: str, key: str) -> Row:
    return placement_row(stand(student, key))


def placement_row(found: Stand) -> Row:
    """What explains where a student starts in a strand."""
    rungs = found.strand.rungs
    return {
        "known": found.known,
        "rungs": len(rungs),
        "right": sum(one.right for one in found.asked),
        "asked": len(found.asked),
        "start": rungs[min(found.start, len(rungs) - 1)],
        "judged": found.judged is not None,
    }


def _level_row(student: str, key: str) -> Row:
    said = independence.set_for(student)
    return {
        "level": independence.level(student),
        "set": said.since if said else 0,
        "together": bool(said and said.together),
    }


_ROWS: dict[str, Callable[[str, str], Row]] = {
    "card": _card_row,
    "recheck": _recheck_row,
    "place": _place_row,
    "placement": _placement_row,
    "level": _level_row,
}


# --- in words ----------------------------------------------------------------------------------------

Words = tuple[str, str, dict[str, float]]


def _card_words(student: str, key: str, row: Mapping[str, Any]) -> Words:
    shelf, names = catalog.shelf(language()), comparing.part_names()
    card = shelf.find(str(row.get("card", "")))
    parts: dict[str, float] = row.get("parts") or {}
    reason = reasons.explain(parts, row.get("facts") or {}) if parts else dict(row)
    title = card.title if card else str(row.get("card", ""))
    return title, reasons.sentence(reason, shelf.skill_title), {names.get(name, name): n for name, n in parts.items()}


def _recheck_words(student: str, key: str, row: Mapping[str, Any]) -> Words:
    title, named = catalog.shelf(language()).skill_title, skill_words.groups()
    sums: dict[str, float] = row.get("sums") or {}
    sentence = skills.sentence(dict(row), title)
    return title(key), sentence, {named.get(name, name): value for name, value in sums.items()}


def _place_words(student: str, key: str, row: Mapping[str, Any]) -> Words:
    day, layout, period = split(key)
    plan = grouping.plan(layout, day)
    names, named = Names([one for key in _classes(plan) for one in people.students_of(key)]), places.part_names()
    parts: dict[str, float] = row.get("parts") or {}
    reason = places.explain(parts, row.get("facts") or {}) if parts else dict(row)
    title = _where(plan.frame if plan else None, str(row.get("station", "")), period)
    return title, places.sentence(reason, names.calls), {named.get(name, name): value for name, value in parts.items()}


def _classes(plan: grouping.StationPlan | None) -> tuple[str, ...]:
    return plan.frame.classes if plan else ()


def _where(frame: Layout | None, station: str, period: str) -> str:
    at, when = (frame.station(station), frame.period(period)) if frame else (None, None)
    return f"{when.start if when else ''} {at.name if at else station}".strip()


def _placement_words(student: str, key: str, row: Mapping[str, Any]) -> Words:
    title = catalog.shelf(language()).skill_title
    start = title(str(row.get("start", key)))
    if row.get("judged"):
        sentence = _("Your teacher said that you start with “%(skill)s”.", skill=start)
    else:
        told = {"right": row.get("right", 0), "asked": row.get("asked", 0), "skill": start}
        sentence = _("You got %(right)s of %(asked)s questions right, so you start with “%(skill)s”.", **told)
    return title(key), sentence, {}


def _level_words(student: str, key: str, row: Mapping[str, Any]) -> Words:
    level = int(row.get("level", 1))
    name = independence.names().get(level, str(level))
    return name, independence.why(bool(row.get("set")), bool(row.get("together"))), {}


_WORDS: dict[str, Callable[[str, str, Mapping[str, Any]], Words]] = {
    "card": _card_words,
    "recheck": _recheck_words,
    "place": _place_words,
    "placement": _placement_words,
    "level": _level_words,
}
