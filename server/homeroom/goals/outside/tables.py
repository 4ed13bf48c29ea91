"""Places outside the school, and what was written about the days there."""

from collections.abc import Iterable, Sequence

import peewee

from homeroom import journal
from homeroom.db import Json, Projection
from homeroom.errors import NotFound
from homeroom.goals.outside import events as ev
from homeroom.i18n import _
from homeroom.journal import Entry


class OutsidePlace(Projection):
    """Where a student learns outside the school."""

    student = peewee.TextField()
    outside = peewee.TextField()
    place = peewee.TextField(null=True)
    mentor = peewee.TextField(null=True)
    contact = peewee.TextField(null=True)
    starts = peewee.TextField()
    ends = peewee.TextField()
    hours = peewee.IntegerField()
    aims = Json()
    over = peewee.BooleanField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "outside")


class OutsideLog(Projection):
    """One line: what she did there, or what her mentor there wrote."""

    student = peewee.TextField()
    outside = peewee.TextField()
    log = peewee.TextField()
    kind = peewee.TextField()
    author = peewee.TextField()
    role = peewee.TextField()
    day = peewee.TextField()
    minutes = peewee.IntegerField()
    text = peewee.TextField(null=True)
    upload = peewee.TextField(null=True)
    upload_kind = peewee.TextField()
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "outside", "log")


@journal.fold(ev.PlaceKept)
def fold_place(register: str, entries: Sequence[Entry]) -> None:
    """As it was kept last."""
    told = journal.standing(entries)[-1].event
    names = ("student", "outside", "place", "mentor", "contact", "starts", "ends", "hours", "over")
    OutsidePlace.put(aims=told.aims or [], **{name: getattr(told, name) for name in names})


@journal.fold(ev.OutsideLogged)
def fold_log(register: str, entries: Sequence[Entry]) -> None:
    """As it was written last; the author is who began the line."""
    first, told = entries[0], journal.standing(entries)[-1].event
    where = {name: getattr(told, name) for name in ("student", "outside", "log")}
    OutsideLog.drop(**where)
    if not told.thrown:
        names = ("day", "minutes", "text", "upload", "upload_kind", "when")
        row = {name: getattr(told, name) for name in names}
        author = first.actor.partition(":")[2]
        OutsideLog.put(**where, **row, kind=told.what, author=author, role=first.role)


# --- queries -----------------------------------------------------------------------------------------


def place(student: str, outside: str) -> OutsidePlace:
    """One place of one student. Raises NotFound."""
    found = OutsidePlace.one(student=student, outside=outside)
    if found is None:
        raise NotFound(_("This place is not known here."))
    return found


def places_of(students: Iterable[str]) -> list[OutsidePlace]:
    """The places of several students, the latest first."""
    rows = OutsidePlace.select().where(OutsidePlace.student.in_(list(students)))
    return sorted(rows, key=lambda row: (row.starts, row.outside), reverse=True)


def logs(student: str, outside: str) -> list[OutsideLog]:
    """The lines about one place, latest day first."""
    rows = OutsideLog.select().where((OutsideLog.student == student) & (OutsideLog.outside == outside))
    return sorted(rows, key=lambda row: (row.day, row.when, row.log), reverse=True)


def minutes(rows: Iterable[OutsideLog]) -> tuple[int, int]:
    """Minutes by her own log, and by her mentor's slips."""
    found = list(rows)
    return sum(row.minutes for row in found if row.kind == "log"), sum(
        row.minutes for row in found if row.kind == "slip"
    )
