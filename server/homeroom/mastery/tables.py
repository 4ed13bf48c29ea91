"""What each student can do, skill by skill: answers folded into traces, read as states."""

from collections.abc import Iterable, Sequence
from typing import Any

import peewee

from homeroom import clock, journal
from homeroom.db import Projection
from homeroom.evidence.events import AnswerGiven
from homeroom.journal import Entry
from homeroom.mastery import rules

Row = tuple[str, int, str, bool, bool, str]
COLUMNS = ("skill", "when", "ref", "correct", "helped", "level")


class SkillAnswer(Projection):
    """One answer, once for each skill its card practices."""

    student = peewee.TextField()
    skill = peewee.TextField()
    when = peewee.IntegerField()
    ref = peewee.TextField()
    slot = peewee.TextField()
    correct = peewee.BooleanField()
    helped = peewee.BooleanField()
    level = peewee.TextField()

    class Meta:
        table_name = "skill_answer"
        primary_key = peewee.CompositeKey("student", "skill", "when", "ref")


class SkillTrace(Projection):
    """What is left of a student's answers about one skill."""

    student = peewee.TextField()
    skill = peewee.TextField()
    attempts = peewee.IntegerField()
    right = peewee.IntegerField()
    form = peewee.FloatField()
    level = peewee.FloatField()
    last = peewee.IntegerField()
    mastered = peewee.IntegerField(null=True)
    recent = peewee.TextField()

    class Meta:
        table_name = "skill_trace"
        primary_key = peewee.CompositeKey("student", "skill")


@journal.fold(AnswerGiven)
def fold_answers(register: str, entries: Sequence[Entry]) -> None:
    """Bring the answers of one slot, and the traces of the skills they touch, up to date."""
    where = {"student": entries[0].event.student, "slot": entries[0].event.slot}
    wanted = set(_rows(journal.standing(entries)))
    there = set(map(_row, SkillAnswer.rows(*COLUMNS, **where)))
    gone, fresh = there - wanted, sorted(wanted - there)
    for one in gone:
        SkillAnswer.drop(student=where["student"], **dict(zip(COLUMNS[:3], one[:3], strict=True)))
    for one in fresh:
        SkillAnswer.put(**where, **dict(zip(COLUMNS, one, strict=True)))
    undone = {one[0] for one in gone}
    for skill in sorted(undone | {one[0] for one in fresh}):
        added = [rules.Answer(*one[1:]) for one in fresh if one[0] == skill]
        _keep_trace(where["student"], skill, [] if skill in undone else added)


def _rows(entries: Iterable[Entry]) -> Iterable[Row]:
    tried: set[str] = set()
    for entry in entries:
        event = entry.event
        if event.correct is None or event.trial:
            continue
        helped = event.question in tried or event.hints > 0 or event.tries > 1
        tried.add(event.question)
        for skill in dict.fromkeys(event.skills):
            yield skill, event.when, entry.ref, event.correct, helped, event.level


def _row(found: tuple[Any, ...]) -> Row:
    skill, when, ref, correct, helped, level = found
    return skill, when, ref, bool(correct), bool(helped), level


def _keep_trace(student: str, skill: str, added: Sequence[rules.Answer]) -> None:
    where = {"student": student, "skill": skill}
    before = SkillTrace.one(**where)
    if before and added and min(one.when for one in added) > before.last:
        # Later than all that was known: going on from there is the same as walking the whole way again.
        SkillTrace.put(**where, **vars(rules.trace(added, _trace(before))))
        return
    answers = [rules.Answer(*_row(found)[1:]) for found in SkillAnswer.rows(*COLUMNS, **where)]
    if answers:
        SkillTrace.put(**where, **vars(rules.trace(answers)))
    else:
        SkillTrace.drop(**where)


# --- queries -----------------------------------------------------------------------------------------


def state_of(student: str, skill: str) -> rules.SkillState:
    """What a student can do about one skill now; also for a skill she never met."""
    row = SkillTrace.get_or_none((SkillTrace.student == student) & (SkillTrace.skill == skill))
    return rules.state(skill, _trace(row) if row else rules.Trace(), clock.now_ms())


def states_of(student: str) -> dict[str, rules.SkillState]:
    """What a student can do, for every skill she has answered about."""
    return states_of_all([student])[student]


def states_of_all(students: Iterable[str]) -> dict[str, dict[str, rules.SkillState]]:
    """The same for several students, in one question to the database."""
    wanted, now = list(students), clock.now_ms()
    found: dict[str, dict[str, rules.SkillState]] = {student: {} for student in wanted}
    for row in SkillTrace.select().where(SkillTrace.student.in_(wanted)):
        found[row.student][row.skill] = rules.state(row.skill, _trace(row), now)
    return found


def _trace(row: Any) -> rules.Trace:
    return rules.Trace(
        attempts=row.attempts,
        right=row.right,
        form=row.form,
        level=row.level,
        last=row.last,
        mastered=row.mastered,
        recent=row.recent,
    )
