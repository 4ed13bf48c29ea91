"""What waits for an answer, and the answers, folded from the journal."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import peewee

from homeroom import clock, journal
from homeroom.contests import events as ev
from homeroom.db import Projection
from homeroom.journal import Entry

SHOWN = 14 * 86_400_000  # ms: how long a child finds an answer


class Contest(Projection):
    """One recommendation that a student did not agree with; `answered` in ms, 0 as long as nobody has."""

    student = peewee.TextField()
    about = peewee.TextField()
    key = peewee.TextField()
    text = peewee.TextField(null=True)
    why = peewee.TextField()
    when = peewee.IntegerField()
    waits = peewee.BooleanField()
    agreed = peewee.BooleanField(default=False)
    answer = peewee.TextField(null=True)
    answered = peewee.IntegerField(default=0)
    actor = peewee.TextField(default="")

    class Meta:
        primary_key = peewee.CompositeKey("student", "about", "key")

    @property
    def row(self) -> dict[str, Any]:
        """What explained it when she said so."""
        found: dict[str, Any] = json.loads(self.why)
        return found


@journal.fold(ev.Contested, ev.Answered)
def fold_contest(register: str, entries: Sequence[Entry]) -> None:
    """It waits until somebody of the staff has answered after it; the last answer counts."""
    first = entries[0].event
    where = {"student": first.student, "about": first.about, "key": first.key}
    Contest.drop(**where)
    said = [one for one in entries if isinstance(one.event, ev.Contested)]
    answers = [one for one in entries if isinstance(one.event, ev.Answered)]
    if not said:
        return
    last, answer = said[-1], answers[-1] if answers else None
    waits = answer is None or answer.order < last.order
    told: dict[str, Any] = {}
    if answer and not waits:
        event = answer.event
        told = {"agreed": event.agreed, "answer": event.text, "answered": event.when, "actor": answer.actor}
    why = json.dumps(last.event.why, sort_keys=True, ensure_ascii=False)
    Contest.put(**where, text=last.event.text, why=why, when=last.event.when, waits=waits, **told)


def waiting(students: Iterable[str]) -> list[Contest]:
    """What of these students waits for an answer, the longest wait first."""
    wanted = set(students)
    found = Contest.select().where(Contest.waits).order_by(Contest.when, Contest.student, Contest.about, Contest.key)
    return [one for one in found if one.student in wanted]


def contest(student: str, about: str, key: str) -> Contest | None:
    """One of them, or None."""
    return Contest.one(student=student, about=about, key=key)


def recent(student: str) -> list[Contest]:
    """What a student said lately, or what was answered lately."""
    since = clock.now_ms() - SHOWN
    mine = (Contest.student == student) & ((Contest.when >= since) | (Contest.answered >= since))
    return list(Contest.select().where(mine).order_by(Contest.when))
