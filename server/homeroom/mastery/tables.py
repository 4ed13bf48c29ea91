"""What each student can do, skill by skill: answers folded into traces, read as states."""

from collections.abc import Iterable, Sequence
from typing import Any

import peewee

from homeroom import clock, journal
from homeroom.db import Projection
from homeroom.evidence.events import AnswerGiven
from homeroom.journal import Entry
from homeroom.mastery import rules

Row = tuple[str, int, str, bool, bool, str]  # skill, when, ref, correct, helped, level


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
    student, slot = entries[0].event.student, entries[0].event.slot
    rows = set(_rows(journal.standing(entries)))
    names = (SkillAnswer.skill, SkillAnswer.when, SkillAnswer.ref, SkillAnswer.correct)
    mine = (SkillAnswer.student == student) & (SkillAnswer.slot == slot)
    query: Any = SkillAnswer.select(*names, SkillAnswer.helped, SkillAnswer.level).where(mine).tuples()
    there: set[Row] = set(query)
    for skill, when, ref, *_ in there - rows:
        one = (SkillAnswer.skill == skill) & (SkillAnswer.when == when) & (SkillAnswer.ref == ref)
        SkillAnswer.delete().where((SkillAnswer.student == student) & one).execute()
    for skill, when, ref, correct, helped, level in sorted(rows - there):
        SkillAnswer.insert(
            student=student, slot=slot, skill=skill, when=when, ref=ref, correct=correct, helped=helped, level=level
        ).execute()
    for skill in sorted({row[0] for row in rows ^ there}):
        _keep_trace(student, skill)


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


def _keep_trace(student: str, skill: str) -> None:
    names = (SkillAnswer.when, SkillAnswer.ref, SkillAnswer.correct, SkillAnswer.helped, SkillAnswer.level)
    mine = (SkillAnswer.student == student) & (SkillAnswer.skill == skill)
    query: Any = SkillAnswer.select(*names).where(mine).tuples()
    answers = [rules.Answer(*row) for row in query]
    if answers:
        SkillTrace.replace(student=student, skill=skill, **vars(rules.trace(answers))).execute()
    else:
        SkillTrace.delete().where((SkillTrace.student == student) & (SkillTrace.skill == skill)).execute()


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
