"""When school starts and ends: for the school or one class, from one day to another, read from the journal."""

from collections.abc import Iterable, Sequence

import peewee

from homeroom import config, db, journal, store
from homeroom.attendance import rules
from homeroom.attendance.events import SessionTimes


class TimesOfSchool(db.Projection):
    """Start, grace and end for a class ("" = all), from `first` to `last` ("" = until further notice)."""

    school = peewee.TextField()
    school_class = peewee.TextField()
    first = peewee.TextField()
    last = peewee.TextField()
    start = peewee.TextField()
    grace = peewee.IntegerField()
    end = peewee.TextField()
    said_by = peewee.TextField()

    class Meta:
        table_name = "session_times"
        primary_key = peewee.CompositeKey("school", "school_class", "first", "last")


@journal.fold(SessionTimes)
def fold_times(register: str, entries: Sequence[journal.Entry]) -> None:
    """Show the times that hold for each school of this register."""
    for school in {entry.school for entry in entries}:
        last = journal.winner(entry for entry in entries if entry.school == school)
        assert last is not None
        said: SessionTimes = last.event
        key = {"school": school, "school_class": said.school_class, "first": said.first, "last": said.last}
        if said.dropped:
            TimesOfSchool.delete().where(*(getattr(TimesOfSchool, name) == is_ for name, is_ in key.items())).execute()
        else:
            TimesOfSchool.replace(**key, start=said.start, grace=said.grace, end=said.end, said_by=last.actor).execute()


def times_of_school() -> list[TimesOfSchool]:
    """All times set for this school and its classes, the newest first."""
    mine = TimesOfSchool.school == store.school_id()
    return list(TimesOfSchool.select().where(mine).order_by(TimesOfSchool.first.desc(), TimesOfSchool.school_class))


def times_for(class_ids: Iterable[str], day: str) -> rules.Times:
    """The times that apply to students of these classes on a day: class before school before the settings."""
    settings = config.current()
    start, grace, end = settings.attendance_start, settings.attendance_grace, settings.attendance_end
    mine = list(class_ids)
    fitting = [
        one
        for one in times_of_school()
        if one.school_class in ("", *mine) and one.first <= day and (not one.last or day <= one.last)
    ]
    if fitting:
        best = max(fitting, key=lambda one: (bool(one.last), bool(one.school_class), one.first, one.school_class))
        start, grace, end = best.start, best.grace, best.end
    return rules.times(day, start=start, grace=grace, end=end, timezone=settings.timezone)
