"""Who visits the school: one row a visit, as long as its words are kept."""

from collections.abc import Sequence

import peewee

from homeroom import clock, db, erasing, journal
from homeroom.attendance.events import VisitErased, VisitorCame, VisitorWent


class Visit(db.Projection):
    """A visit. `went` is None while the visitor is in the building."""

    id = peewee.TextField(primary_key=True)
    day = peewee.TextField()
    school = peewee.TextField()
    name = peewee.TextField()
    host = peewee.TextField()
    came = peewee.IntegerField()
    went = peewee.IntegerField(null=True)
    latest = peewee.IntegerField()


@journal.fold(VisitorCame, VisitorWent, VisitErased)
def fold_visit(register: str, entries: Sequence[journal.Entry]) -> None:
    """Show one visit; no row without its words, or when it was erased."""
    visit = register.partition("/")[2]
    Visit.drop(id=visit)
    came = journal.winner(entry for entry in entries if isinstance(entry.event, VisitorCame) and entry.event.name)
    if came is None or any(isinstance(entry.event, VisitErased) for entry in entries):
        return
    Visit.put(
        id=visit,
        day=came.event.day,
        school=came.school,
        name=came.event.name,
        host=came.event.host or "",
        came=came.event.when,
        went=min((entry.event.when for entry in entries if isinstance(entry.event, VisitorWent)), default=None),
        latest=max(entry.at for entry in entries),
    )


@journal.on_arrival(VisitorCame, VisitErased)
def stay_erased(fresh: Sequence[journal.Entry]) -> None:
    """What another box had erased, or brings after it was erased here, keeps no words here."""
    for register in {entry.register for entry in fresh}:
        told = journal.of_register(register)
        if any(isinstance(entry.event, VisitErased) for entry in told):
            erasing.empty(told)


def forget(visits: Sequence[str]) -> None:
    """Let the words of these visits go; that there was one stays. Inside a write."""
    for visit in visits:
        erasing.empty(journal.of_register(f"visit/{visit}"))
        Visit.drop(id=visit)


def inside() -> list[Visit]:
    """Who visits now, first come first."""
    return list(Visit.select().where(Visit.day == clock.today(), Visit.went.is_null()).order_by(Visit.came, Visit.id))


def known() -> list[Visit]:
    """All visits whose words are kept, the newest first."""
    return list(Visit.select().order_by(Visit.came.desc(), Visit.id))


def before(until: int) -> list[str]:
    """The visits that began before `until` (ms)."""
    return [str(row.id) for row in Visit.select(Visit.id).where(Visit.came < until)]


def news() -> str:
    """A short text that changes whenever a visitor of today comes or goes."""
    rows = Visit.rows("went", "latest", day=clock.today())
    return f"{len(rows)}-{max((latest for _went, latest in rows), default=0)}"
