"""The school calendar, folded from the journal. Others ask `calendar()`."""

from collections.abc import Sequence

import peewee

from homeroom import clock, db, journal, store
from homeroom.terms import events as ev
from homeroom.terms.rules import Calendar, Span

MOST_OFF = 100 * 366 * clock.DAY  # ms that a clock is off; more is nonsense


class CalendarSpan(db.Projection):
    """One term, holiday or extra time of a school."""

    school = peewee.TextField()
    id = peewee.TextField()
    school_class = peewee.TextField()
    sort = peewee.TextField()
    title = peewee.TextField()
    first = peewee.TextField()
    last = peewee.TextField()
    actor = peewee.TextField()

    class Meta:
        table_name = "calendar_span"
        primary_key = peewee.CompositeKey("school", "id")


class CalendarWeekdays(db.Projection):
    """The weekdays with school, as digits; for a class, or all ("")."""

    school = peewee.TextField()
    school_class = peewee.TextField()
    days = peewee.TextField()
    actor = peewee.TextField()

    class Meta:
        table_name = "calendar_weekdays"
        primary_key = peewee.CompositeKey("school", "school_class")


class LaneClock(db.Projection):
    """How much later than it says happened what a box wrote in a lane before it learned the time."""

    lane = peewee.TextField(primary_key=True)
    ms = peewee.IntegerField()

    class Meta:
        table_name = "lane_clock"


@journal.fold(ev.ClockPutRight)
def fold_clock(register: str, entries: Sequence[journal.Entry]) -> None:
    """The last word about the clock of a lane. Only the box that wrote the lane knows."""
    lane = register.partition("/")[2]
    last = journal.winner(journal.standing(entries))
    LaneClock.drop(lane=lane)
    if last is not None and type(last.event.ms) is int and abs(last.event.ms) <= MOST_OFF:
        LaneClock.put(lane=lane, ms=last.event.ms)


def in_doubt(lane: str) -> bool:
    """Whether something in a lane was written while nobody vouched for the clock."""
    sql = "SELECT 1 FROM entry e JOIN lane l USING (lane_no) WHERE l.lane = ? AND e.clock = 0 LIMIT 1"
    return db.database.run(sql, (lane,)).fetchone() is not None


def real_day(entry: journal.Entry) -> str:
    """The school day on which this was written in doubt of the time, as far as anybody has learned since; or ""."""
    known = LaneClock.one(lane=entry.lane)
    return clock.day_of(clock.ms_of(entry.at) + known.ms) if known and not entry.clock else ""


@journal.fold(ev.SpanKept)
def fold_span(register: str, entries: Sequence[journal.Entry]) -> None:
    """The last word about a span, for each school."""
    for school in sorted({entry.school for entry in entries}):
        mine = [entry for entry in entries if entry.school == school]
        last = journal.winner(journal.standing(mine)) or journal.winner(mine)
        assert last is not None
        said: ev.SpanKept = last.event
        CalendarSpan.drop(school=school, id=said.span)
        if not said.dropped:
            told = {name: getattr(said, name) for name in ("school_class", "sort", "title", "first", "last")}
            CalendarSpan.put(school=school, id=said.span, actor=last.actor, **told)


@journal.fold(ev.WeekdaysKept)
def fold_weekdays(register: str, entries: Sequence[journal.Entry]) -> None:
    """The last word about weekdays, for each school."""
    for school in sorted({entry.school for entry in entries}):
        mine = [entry for entry in entries if entry.school == school]
        last = journal.winner(journal.standing(mine)) or journal.winner(mine)
        assert last is not None
        said: ev.WeekdaysKept = last.event
        CalendarWeekdays.drop(school=school, school_class=said.school_class)
        if said.days:
            days = "".join(str(one) for one in sorted(set(said.days)))
            CalendarWeekdays.put(school=school, school_class=said.school_class, days=days, actor=last.actor)


SPAN = ("first", "last", "sort", "title", "school_class", "id")


def calendar() -> Calendar:
    """The calendar of this school as it stands: two small questions to the database."""
    school = store.school_id()
    spans = [Span(*row) for row in CalendarSpan.rows(*SPAN, school=school)]
    spans.sort(key=lambda one: (one.first, one.last, one.id))
    weekdays = {
        key: tuple(int(digit) for digit in days if digit in "0123456")
        for key, days in CalendarWeekdays.rows("school_class", "days", school=school)
    }
    return Calendar(tuple(spans), weekdays)
