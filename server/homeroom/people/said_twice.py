"""What two people said at the same time about one thing: which of it counts, and what else was said."""

from __future__ import annotations

import json
from collections.abc import Sequence

import peewee

from homeroom import journal, store
from homeroom.db import Projection
from homeroom.journal import Entry


class SaidTwice(Projection):
    """A field of a person or class (or "class" of a student) of which entries that know nothing of each other differ.

    `counts` is the entry that counts by its rank, `others` are the rest (JSON); a person decides.
    """

    register = peewee.TextField()
    field = peewee.TextField()
    school = peewee.TextField()
    counts = peewee.TextField()
    others = peewee.TextField()

    class Meta:
        table_name = "said_twice"
        primary_key = peewee.CompositeKey("register", "field")


def note(register: str, field: str, school: str, said: Sequence[Entry]) -> Entry | None:
    """Of entries that stand beside each other, the one that counts; where they differ, that is noted (in a fold)."""
    best = journal.winner(said)
    if best is None:
        return None
    value = getattr(best.event, field)
    others = sorted(one.ref for one in said if getattr(one.event, field) != value)
    if others:
        SaidTwice.put(register=register, field=field, school=school, counts=best.ref, others=json.dumps(others))
    return best


def unsettled() -> list[SaidTwice]:
    """All that still differs (at a hub: at the school for which the caller acts)."""
    query = SaidTwice.select()
    if store.at_school():
        query = query.where(SaidTwice.school == store.at_school())
    return list(query.order_by(SaidTwice.register, SaidTwice.field))


def count(school: str = "") -> int:
    """How much still differs (at one school)."""
    query = SaidTwice.select()
    return int((query.where(SaidTwice.school == school) if school else query).count())
