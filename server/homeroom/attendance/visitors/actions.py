"""What is done about visitors: in and out at a kiosk, erased by the office. The only writers of their entries."""

from homeroom import acts, clock, db, journal
from homeroom.attendance.events import VisitErased, VisitorCame, VisitorWent
from homeroom.attendance.visitors.tables import Visit, forget
from homeroom.errors import NotFound
from homeroom.i18n import _

LONGEST = 80  # letters of a name


@acts.act("attendance.visitor-in", by=("kiosk",))
def come_in(act: acts.Act) -> None:
    """A grown-up checked a visitor in at the kiosk."""
    name = acts.text(act.body, "name", most=LONGEST)
    host = acts.text(act.body, "host", most=LONGEST, optional=True)
    when = min(act.when, clock.now_ms())
    visit = acts.ident(act.body, "visit")
    journal.write(VisitorCame(visit=visit, day=clock.day_of(when), when=when, name=name.strip(), host=host.strip()))


@acts.act("attendance.visitor-out", by=("kiosk",))
def go_out(act: acts.Act) -> None:
    """A visitor left; she may be known to the box only later."""
    when = min(act.when, clock.now_ms())
    journal.write(VisitorWent(visit=acts.ident(act.body, "visit"), day=clock.day_of(when), when=when))


@db.writes
def erase(visit: str) -> None:
    """Erase a visit before its time, on every box of the school. Raises NotFound."""
    row = Visit.one(id=visit)
    if row is None:
        raise NotFound(_("This visit is not known here (any more)."))
    journal.write(VisitErased(visit=visit, day=row.day, when=clock.now_ms()))
    forget([visit])
