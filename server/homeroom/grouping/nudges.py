"""The open nudges about a class, and what came of those that were answered."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

from homeroom import clock, journal
from homeroom.grouping import nudge_facts, nudging, tables
from homeroom.grouping.nudging import DAY, Nudge, Outcome, Tally
from homeroom.i18n import _, language
from homeroom.mastery import tables as mastery
from homeroom.people import tables as people

AFTER, WINDOW = 7, 14  # days until it is asked whether the reason is gone; days before and after that are compared
SHOWN = 3  # on the page Today

_kept: "OrderedDict[tuple[Any, ...], list[Nudge]]" = OrderedDict()
_lock = threading.Lock()


def of_class(class_id: str) -> list[Nudge]:
    """The nudges about a class that nobody has answered lately, each child's in the order of the rules."""
    key = (class_id, journal.version(), clock.today(), language())
    with _lock:
        if key in _kept:
            return _kept[key]
    found = _look(class_id)
    with _lock:
        _kept[key] = found
        while len(_kept) > 32:
            _kept.popitem(last=False)
    return found


def _look(class_id: str) -> list[Nudge]:
    students = [one.id for one in people.students_of(class_id)]
    off, seen = tables.switched_off(class_id), nudge_facts.seen(students)
    said = {(row.student, row.rule, row.about): (row.answer, row.when) for row in tables.answers(students)}
    found = [one for student in students for one in nudging.nudges(seen[student], off)]
    order = {rule: n for n, rule in enumerate(nudging.RULES)}
    return sorted(nudging.open_nudges(found, said, clock.now_ms()), key=lambda one: order[one.rule])


# --- what came of them ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Record:
    """A rule with its count for all and for each group of children."""

    rule: str
    off: bool
    whole: Tally
    groups: dict[str, Tally]

    @property
    def harmed(self) -> list[str]:
        """Groups that got fewer answers right where others or the whole did not."""
        return [name for name, found in self.groups.items() if found.harms]

    @property
    def splits(self) -> bool:
        """Whether it went down for many children where no group of them stands out."""
        return self.whole.splits and not self.harmed


def records(class_id: str) -> list[Record]:
    """For every rule what was answered, what was accepted and what came of it, also by group."""
    students = people.students_of(class_id)
    outcomes = [_outcome(row) for row in tables.answers([one.id for one in students])]
    groups, off = _groups(students), tables.switched_off(class_id)
    found = []
    for rule in nudging.RULES:
        mine = [one for one in outcomes if one.rule == rule]
        parts = {name: nudging.tally(one for one in mine if one.student in who) for name, who in groups.items()}
        found.append(Record(rule, rule in off, nudging.tally(mine), parts))
    return found


def _outcome(row: tables.NudgeAnswer) -> Outcome:
    then = row.when + AFTER * DAY
    return Outcome(
        rule=row.rule,
        student=row.student,
        answer=row.answer,
        settled=_settled(row, then) if then <= clock.now_ms() else None,
        before=nudge_facts.right_between(row.student, row.when - WINDOW * DAY, row.when),
        after=nudge_facts.right_between(row.student, row.when + 1, row.when + WINDOW * DAY),
    )


def _settled(row: tables.NudgeAnswer, then: int) -> bool:
    """Whether the reason was gone a week later: the same rule, asked again about that day."""
    if row.rule == "rusty":
        shows = mastery.shows_of(row.student, row.about)
        return any(row.when < one.when <= then and one.outcome >= 0.5 for one in shows)
    seen = nudge_facts.seen([row.student], then)[row.student]
    return not any((one.rule, one.about) == (row.rule, row.about) for one in nudging.nudges(seen))


def _groups(students: Iterable[people.Student]) -> dict[str, set[str]]:
    """The children by what might make a rule work differently: knowledge, gender, language at home."""
    everybody = list(students)
    known = {
        student: sum(state.state == "mastered" for state in states.values())
        for student, states in mastery.states_of_all([one.id for one in everybody]).items()
    }
    middle = median(known.values()) if known else 0
    found = {
        _("knows fewer skills"): {one for one, many in known.items() if many < middle},
        _("knows more skills"): {one for one, many in known.items() if many >= middle},
    }
    genders = {"female": _("girls"), "male": _("boys")}
    for one in everybody:
        if one.gender in genders:
            found.setdefault(genders[one.gender], set()).add(one.id)
        if one.language and one.language != language():
            found.setdefault(_("another language at home"), set()).add(one.id)
    return {name: who for name, who in found.items() if who}
