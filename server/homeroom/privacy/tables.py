"""The looks kept on this box alone: one row a day for who saw what of whom."""

from __future__ import annotations

import peewee

from homeroom import aliases, db
from homeroom.db import Local
from homeroom.people import tables as people

MOST_SHOWN = 400


class LookedAt(Local):
    """`student` is empty for lists, `school_class` for single children; both are for a list of the whole school."""

    day = peewee.TextField()
    staff = peewee.TextField()
    what = peewee.TextField()
    student = peewee.TextField()
    school_class = peewee.TextField()
    first = peewee.IntegerField()
    last = peewee.IntegerField()
    times = peewee.IntegerField()

    class Meta:
        table_name = "looked_at"
        primary_key = peewee.CompositeKey("day", "staff", "what", "student", "school_class")


def looks_at(student_id: str) -> list[LookedAt]:
    """Who looked at this child or at a list with her, the latest first."""
    groups = ["", *(one.id for one in people.classes_of(student_id))]
    listed = (LookedAt.student == "") & LookedAt.school_class.in_(groups)
    query = LookedAt.select().where(LookedAt.student.in_(aliases.ids_of(student_id)) | listed)
    return list(query.order_by(LookedAt.last.desc()).limit(MOST_SHOWN))


def add(key: tuple[str, str, str, str, str], first: int, last: int, times: int) -> None:
    """Count looks of a day (inside a write)."""
    db.database.run(
        "INSERT INTO looked_at VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET last = max(last, excluded.last), times = times + excluded.times",
        (*key, first, last, times),
    )
