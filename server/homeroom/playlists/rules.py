"""What the changes of a week add up to, and which week is which. Plain Python."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from homeroom.entries import Entry
from homeroom.errors import Refused
from homeroom.playlists import events as ev

PARTS = ("slot", "card", "must", "reason", "origin", "quick", "place", "partner")


@dataclass(frozen=True)
class Place:
    """One card in a week."""

    slot: str
    card: str
    must: bool = False
    reason: dict[str, Any] = field(default_factory=dict)
    origin: str = "plan"
    quick: str = ""
    place: str = ""
    partner: str = ""
    tested: bool = False


def places(facts: Sequence[Entry], winner: Callable[[Iterable[Entry]], Entry | None]) -> list[Place]:
    """Fold the standing changes of one week into its cards, in their order.

    `winner` says which of several concurrent changes of the same thing counts. A slot that was taken
    out stays out; its id is never used again.
    """
    published = winner(_of(facts, ev.PlaylistPublished))
    found = [Place(**_slot(one)) for one in published.event.slots] if published else []
    for fact in _of(facts, ev.SlotAdded):
        _insert(found, fact)
    gone = {fact.event.slot for fact in _of(facts, ev.SlotRemoved)}
    changed = [_changed(one, facts, winner) for one in found if one.slot not in gone]
    order = winner(_of(facts, ev.SlotsOrdered))
    return _ordered(changed, order.event.slots if order else [])


def _of(facts: Iterable[Entry], kind: type[Any]) -> list[Entry]:
    return [fact for fact in facts if isinstance(fact.event, kind)]


def _slot(one: dict[str, Any]) -> dict[str, Any]:
    return {name: one[name] for name in PARTS if name in one}


def _insert(found: list[Place], fact: Entry) -> None:
    event = fact.event
    if any(one.slot == event.slot for one in found):
        return
    origin = "student" if fact.role == "student" else "teacher"
    new = Place(event.slot, event.card, event.must, event.reason, origin)
    index = next((n for n, one in enumerate(found) if one.slot == event.before), len(found))
    found.insert(index, new)


def _changed(one: Place, facts: Sequence[Entry], winner: Callable[[Iterable[Entry]], Entry | None]) -> Place:
    swap = winner(fact for fact in _of(facts, ev.SlotSwapped) if fact.event.slot == one.slot)
    if swap:
        one = replace(one, card=swap.event.card, reason=swap.event.reason or one.reason, quick="")
    where = winner(fact for fact in _of(facts, ev.SlotArranged) if fact.event.slot == one.slot)
    if where:
        one = replace(one, place=where.event.place, partner=where.event.partner)
    passed = (fact.event for fact in _of(facts, ev.TestedOut) if fact.event.passed and fact.event.slot == one.slot)
    if any(event.card == one.card for event in passed):
        one = replace(one, tested=True)
    mark = winner(fact for fact in _of(facts, ev.SlotMarked) if fact.event.slot == one.slot)
    return replace(one, must=mark.event.must) if mark else one


def _ordered(found: list[Place], wish: Sequence[str]) -> list[Place]:
    rank = {slot: n for n, slot in enumerate(wish)}
    return sorted(found, key=lambda one: rank.get(one.slot, len(rank)))


# --- showing what one knows ----------------------------------------------------------------------------

MISSES = 2  # at so many a short test stops


@dataclass(frozen=True)
class ShortTest:
    """What passes a short test: so many `straight`, or `right` of `of`."""

    straight: int
    right: int
    of: int


# Of children who get 95, 90, 80, 60 and 40 % right, USUAL passes 98, 93, 76, 37 and 11 %, STRICT 97, 89, 67, 25 and
# 5 % (learning.md 4.6). STRICT is for doors: who wrongly passes one meets several skills that she can't begin.
USUAL, STRICT = ShortTest(3, 4, 5), ShortTest(4, 5, 6)
DOOR = 2  # so many skills build on a door directly; with one, the next card of the same path tells soon enough


def short_test(leads_to: int) -> ShortTest:
    """The test for a skill on which so many others build directly."""
    return STRICT if leads_to >= DOOR else USUAL


def tested_out(answers: Sequence[bool], test: ShortTest) -> bool | None:
    """Whether a short test is passed; it stops at the second miss. None: go on."""
    if answers.count(False) >= MISSES:
        return False
    if all(answers[: test.straight]) and len(answers) >= test.straight:
        return True
    return answers.count(True) >= test.right if len(answers) >= test.of else None


# --- weeks -------------------------------------------------------------------------------------------


def week_of(day: str) -> str:
    """The ISO week a day (ISO date) lies in, e.g. 2026-W48."""
    year, week, _ = date.fromisoformat(day).isocalendar()
    return f"{year}-W{week:02d}"


def monday_of(week: str) -> date:
    """The first day of an ISO week. Raises Refused when the text is no week."""
    year, _, number = week.partition("-W")
    try:
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError as error:
        raise Refused(f"“{week}” is not a week like 2026-W48.") from error


def shifted(week: str, by: int) -> str:
    """The week some weeks later (or earlier)."""
    return week_of((monday_of(week) + timedelta(weeks=by)).isoformat())
