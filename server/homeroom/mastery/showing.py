"""What pages, report, table and tablet show of skills: one function for all of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from homeroom import clock, i18n
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.mastery import tables, why, words
from homeroom.mastery.bars import SkillBar
from homeroom.mastery.rows import SkillSaid
from homeroom.mastery.rules import SkillState
from homeroom.mastery.skillmap import SkillMap, skill_map
from homeroom.mastery.weights import GROUPS
from homeroom.packs import tables as packs
from homeroom.people import tables as people


@dataclass(frozen=True)
class Shown:
    """A skill of a student as everybody reads it."""

    skill: str
    title: str
    subject: str
    state: str
    word: str
    meaning: str
    sentence: str
    standard: int | None
    standard_word: str
    now: SkillState
    reason: str = ""
    judge: str = ""
    contested: bool = False
    asks: str = ""  # what a teacher wants here, other than usual, and why

    @property
    def icon(self) -> str:
        """The sign of its state."""
        return words.ICONS[self.state]

    @property
    def kind(self) -> str:
        """The color of its state."""
        return words.KINDS[self.state]


def asks_of(bar: SkillBar | None, names: Callable[[str], str]) -> str:
    """What a teacher wants for a skill, other than usual, and why; "" for the usual bar."""
    if bar is None:
        return ""
    told = {"teacher": names(bar.author), "n": bar.bar, "reason": bar.text}
    return _("%(teacher)s asks for %(n)s of 100 here: %(reason)s", **told)


def shown(
    now: SkillState, at: SkillMap, names: Callable[[str], str], contested: bool = False, bar: SkillBar | None = None
) -> Shown:
    """A state in words, with its sentence; a teacher's reason goes before the model's."""
    judged = now.judged if now.judged and now.judged.state else None
    who = names(judged.author) if judged else ""
    return Shown(
        skill=now.skill,
        title=at.title(now.skill),
        subject=at.subject(now.skill),
        state=now.state,
        word=words.states()[now.state],
        meaning=words.meanings(now.bar)[now.state],
        sentence=_judged(now, who) if judged else why.sentence(why.explain(now, clock.now_ms()), at.title),
        standard=now.standard,
        standard_word=words.standards()[now.standard] if now.standard else "",
        now=now,
        reason=(judged.reason or "") if judged else "",
        judge=who,
        contested=contested,
        asks=asks_of(bar, names),
    )


def _judged(now: SkillState, who: str) -> str:
    reason = now.judged.reason if now.judged else None
    if reason:
        return _("%(teacher)s said so: %(reason)s", teacher=who, reason=reason)
    return _("%(teacher)s said so.", teacher=who)


def name_of(names: dict[str, str], staff: str) -> str:
    """The name of a member of staff, asked once; "Teacher" for who is not here any more."""
    if staff not in names:
        try:
            names[staff] = people.staff(staff).name
        except NotFound:
            names[staff] = _("Teacher")
    return names[staff]


def namer() -> Callable[[str], str]:
    """A function that names staff."""
    return partial(name_of, {})


def skills_of(student: str, *, begun_only: bool = True) -> list[Shown]:
    """All skills of a student in the order of the map: those begun, or all there are."""
    at, seen, names = skill_map(), tables.forecast([student]), namer()
    waiting = {one.skill for one in tables.contests([student])}
    known = seen.states(student)
    wanted = set(known) if begun_only else {*known, *at.places}
    asked = seen.bars.get(student, {})
    return [
        shown(seen.state(student, skill), at, names, skill in waiting, asked.get(skill)) for skill in at.ordered(wanted)
    ]


@dataclass(frozen=True)
class Grid:
    """A class against its skills: a row a student, a cell a skill."""

    skills: list[tuple[str, str, str]]
    rows: list[tuple[people.Student, str, list[Shown]]]
    subjects: list[str]

    def able(self, n: int) -> int:
        """How many can do the skill of a column."""
        return sum(row[2][n].state == "mastered" for row in self.rows)


def grid(class_id: str, *, subject: str = "", everything: bool = False) -> Grid:
    """The states of a class; only skills that somebody has begun, unless everything is asked for."""
    students = people.students_of(class_id)
    names, at, staff = people.short_names(students), skill_map(), namer()
    seen = tables.forecast([one.id for one in students])
    states = {one.id: seen.states(one.id) for one in students}
    begun = {skill for mine in states.values() for skill, now in mine.items() if now.state != "not_begun"}
    wanted = begun | set(at.places) if everything else begun
    subjects = list(dict.fromkeys(at.subject(skill) for skill in at.ordered(wanted)))
    chosen = [skill for skill in at.ordered(wanted) if subject in ("", at.subject(skill))]
    waiting = {(one.student, one.skill) for one in tables.contests([one.id for one in students])}
    rows = [
        (
            one,
            names[one.id],
            [
                shown(states[one.id].get(skill) or seen.state(one.id, skill), at, staff, (one.id, skill) in waiting)
                for skill in chosen
            ],
        )
        for one in students
    ]
    return Grid([(skill, at.title(skill), at.subject(skill)) for skill in chosen], rows, subjects)


@dataclass(frozen=True)
class Proof:
    """One thing behind a state: what it was, how it went, where to look at it."""

    when: int
    way: str
    title: str
    went: str
    good: bool
    path: str
    note: str = ""
    who: str = ""


def proofs(student: str, skill: str) -> list[Proof]:
    """What a state rests on, latest first: answers card by card, marked work, talks, observations."""
    said = {one.ref: one for one in tables.said_of(student, skill)}
    names, titles, found = namer(), dict[str, str](), list[Proof]()
    for rows in _by_card(tables.shows_of(student, skill)):
        first = rows[0]
        seen = said.get(first.ref)
        if first.way == "answers":
            right = sum(row.outcome >= 0.5 for row in rows)
            went = _("%(right)s of %(all)s right", right=right, all=len(rows))
        else:
            went = words.standards().get(first.mark, "")
        path = f"/inbox/{student}/{first.slot}" if first.card and first.slot else ""
        title = title_of(first.card, titles) if first.card else words.ways().get(first.way, first.way)
        good = sum(row.outcome for row in rows) >= 0.7 * len(rows)
        note, who = (seen.text or "", names(seen.author)) if seen else ("", "")
        found.append(Proof(first.when, first.way, title, went, good, path, note, who))
    return found


def _by_card(rows: Sequence[tables.SkillShow]) -> Iterable[list[tables.SkillShow]]:
    # The answers of one sitting on one card are one line; everything else stands alone.
    group: list[tables.SkillShow] = []
    for row in rows:
        if (
            group
            and row.way == "answers"
            and (row.way, row.slot, row.card)
            == (
                group[0].way,
                group[0].slot,
                group[0].card,
            )
        ):
            group.append(row)
            continue
        if group:
            yield group
        group = [row]
    if group:
        yield group


def title_of(card: str, titles: dict[str, str]) -> str:
    """The title of a card, asked once; its id when its pack is gone."""
    if card not in titles:
        try:
            titles[card] = packs.card(card, i18n.language()).title
        except NotFound:
            titles[card] = card
    return titles[card]


def history(student: str, skill: str) -> list[dict[str, Any]]:
    """What was said about a skill, latest first, in words."""
    names, told = namer(), []
    for one in tables.said_of(student, skill):
        text = _event(one, names)
        if text:
            told.append({"when": one.when, "text": text, "note": one.text or "", "counts": one.counts})
    return told


def _event(one: SkillSaid, names: Callable[[str], str]) -> str:
    state = words.states().get(one.state, "")
    if one.kind == "skill-judged":
        if not one.state:
            return _("%(who)s took the judgement back", who=names(one.author))
        return _("%(who)s judged: %(state)s", who=names(one.author), state=state)
    if one.kind == "state-contested":
        return _("The child did not agree with “%(state)s”", state=state)
    if one.kind == "contest-answered":
        return _("%(who)s answered the child", who=names(one.author))
    return _("A quick question was asked") if one.kind == "recheck-begun" else ""


def parts_of(now: SkillState) -> list[tuple[str, float, list[tuple[str, float]]]]:
    """The four groups with their sums, and each part that is not nothing, for adults."""
    named, groups = words.parts(), words.groups()
    return [
        (
            groups[group],
            value,
            [(named[name], now.parts[name]) for name in GROUPS[group] if abs(now.parts.get(name, 0)) >= 0.005],
        )
        for group, value in now.groups.items()
    ]
