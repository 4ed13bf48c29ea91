"""Keeping the school calendar. The only writers of its entries."""

from collections.abc import Iterable

from homeroom import clock, db, journal, store, timekeeping
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.terms import events as ev
from homeroom.terms import reading, tables
from homeroom.terms.rules import Span


@timekeeping.when_sure
def put_clocks_right() -> None:
    """The time was learned from whoever is to be trusted: say by how much the clock of each lane was off.

    A listener, inside a write. Only of this start of the machine: before it nobody knows what had passed.
    """
    if store.is_hub():
        return
    for lane, offset in store.clocks_of_this_boot().items():
        said = ev.ClockPutRight(lane=lane, ms=clock.clock.offset() - offset)
        before = tables.LaneClock.one(lane=lane)
        if abs(said.ms - (before.ms if before else 0)) > timekeeping.WRONG and tables.in_doubt(lane):
            with journal.acting(actor="system:clock"):
                journal.write(said, replaces=journal.standing(journal.of_register(said.register)))


@db.writes
def keep(span: Span) -> str:
    """Enter a term, a holiday or extra days; the same days twice stay one. Returns its id."""
    found = reading.checked(span)
    if isinstance(found, str):
        raise Refused(found)
    for one in tables.calendar().spans:
        if (one.sort, one.first, one.last, one.school_class) == (
            found.sort,
            found.first,
            found.last,
            found.school_class,
        ):
            return one.id
    key = journal.new_id("k")
    told = {name: getattr(found, name) for name in ("school_class", "sort", "title", "first", "last")}
    journal.write(ev.SpanKept(span=key, **told))
    return key


@db.writes
def keep_all(spans: Iterable[Span]) -> int:
    """Enter several; returns how many of them are new."""
    before = {one.id for one in tables.calendar().spans}
    return len({keep(one) for one in spans} - before)


@db.writes
def drop(key: str) -> None:
    """Take one out again."""
    found = next((one for one in tables.calendar().spans if one.id == key), None)
    if found is None:
        raise NotFound(_("This is not in the calendar any more. Load the page again."))
    told = {name: getattr(found, name) for name in ("school_class", "sort", "title", "first", "last")}
    said = ev.SpanKept(span=key, dropped=True, **told)
    journal.write(said, replaces=journal.standing(journal.of_register(said.register)))


@db.writes
def keep_weekdays(school_class: str, days: Iterable[int]) -> None:
    """Say on which weekdays (0 = Monday) there is school; none for a class: as for all."""
    chosen = sorted({one for one in days if 0 <= one <= 6})
    if not chosen and not school_class:
        raise Refused(_("Choose at least one day of the week."))
    said = ev.WeekdaysKept(school_class=school_class, days=chosen)
    journal.write(said, replaces=journal.standing(journal.of_register(said.register)))
