"""Test-outs: who tried to show that she knows a card's skill, how it went, and where a teacher should look in."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import peewee

from homeroom import clock, journal
from homeroom.db import Projection
from homeroom.evidence.events import AnswerGiven
from homeroom.journal import Entry
from homeroom.playlists import events as ev

FEW = 2  # tries without a pass after which a teacher is asked to look in
A_DAY = 2  # tries a day of one skill: then work on it first
LOOK_BACK = 7  # days after a pass
RUN = "try-"  # how the slots of such answers begin
FOR_KINDS = ("explanation", "exercise", "video", "reading", "check")  # not what is made, talked about or done by hand


class TestOut(Projection):
    """One try."""

    __test__ = False

    student = peewee.TextField()
    run = peewee.TextField()
    slot = peewee.TextField()
    card = peewee.TextField()
    skill = peewee.TextField()
    passed = peewee.BooleanField()
    right = peewee.IntegerField()
    asked = peewee.IntegerField()
    when = peewee.IntegerField()
    recheck = peewee.TextField()

    class Meta:
        table_name = "test_out"
        primary_key = peewee.CompositeKey("student", "run")


class LookedIn(Projection):
    """When a teacher last sat with a student about a skill."""

    student = peewee.TextField()
    skill = peewee.TextField()
    when = peewee.IntegerField()
    staff = peewee.TextField()

    class Meta:
        table_name = "looked_in"
        primary_key = peewee.CompositeKey("student", "skill")


def _of_run(entry: Entry) -> Iterable[str]:
    return [f"{entry.event.student}/{entry.event.run}"]


def _entries_of_run(key: str) -> Sequence[Entry]:
    student, _slash, run = key.partition("/")
    found = journal.of_subject(student, ev.TestedOut.kind)
    return [entry for entry in found if entry.event.run == run]


@journal.fold(ev.TestedOut, key=_of_run, read=_entries_of_run)
def fold_test(key: str, entries: Sequence[Entry]) -> None:
    """A run is told once; if twice, the first telling counts."""
    if not entries:
        return  # erased
    told = entries[0].event
    names = ("student", "run", "slot", "card", "skill", "passed", "right", "asked", "when", "recheck")
    TestOut.put(**{name: getattr(told, name) for name in names})


@journal.fold(ev.LookedIn)
def fold_look(register: str, entries: Sequence[Entry]) -> None:
    """The latest visit."""
    last = max(entries, key=lambda entry: (entry.event.when, entry.ref))
    LookedIn.put(
        student=last.event.student, skill=last.event.skill, when=last.event.when, staff=last.actor.partition(":")[2]
    )


# --- queries -----------------------------------------------------------------------------------------


def tests_of(students: Iterable[str]) -> list[TestOut]:
    """All tries of these students, oldest first."""
    mine = TestOut.student.in_(list(students))
    return list(TestOut.select().where(mine).order_by(TestOut.when, TestOut.run))


def booked(students: Iterable[str], until: str, since: str) -> dict[str, list[str]]:
    """The skills of which a look back was booked for the days from `since` to `until` (ISO), by student."""
    found: dict[str, list[str]] = {}
    for one in tests_of(students):
        mine = found.setdefault(one.student, [])
        if one.passed and since <= one.recheck <= until and one.skill not in mine:
            mine.append(one.skill)
    return found


def run(student: str, name: str) -> TestOut | None:
    """One try, or None."""
    return TestOut.get_or_none((TestOut.student == student) & (TestOut.run == name))


def tired(student: str) -> dict[str, int]:
    """How often she tried each skill today without a pass."""
    today, found = clock.today(), dict[str, int]()
    for one in tests_of([student]):
        if not one.passed and clock.day_of(one.when) == today:
            found[one.skill] = found.get(one.skill, 0) + 1
    return found


def look_ins(students: Iterable[str]) -> list[TestOut]:
    """The last try of each skill that a student could not show a few times since a teacher last looked in."""
    wanted = list(students)
    seen: Any = LookedIn.select().where(LookedIn.student.in_(wanted))
    visits = {(row.student, row.skill): row.when for row in seen}
    misses: dict[tuple[str, str], list[TestOut]] = {}
    for one in tests_of(wanted):
        key = (one.student, one.skill)
        if one.passed:
            misses.pop(key, None)
        elif one.when > visits.get(key, 0):
            misses.setdefault(key, []).append(one)
    return [tries[-1] for tries in misses.values() if len(tries) >= FEW]


def day_after(day: str, days: int) -> str:
    """A day (ISO) some days later."""
    return date.fromordinal(date.fromisoformat(day).toordinal() + days).isoformat()


def answers(student: str, run: str) -> list[AnswerGiven]:
    """What was answered under a run, in order."""
    found = (entry.event for entry in journal.of_register(f"work/{student}/{run}"))
    return [told for told in found if isinstance(told, AnswerGiven)]
