"""How classes hand out tablets and who was given which, read from the journal; and who has which now."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import peewee

from homeroom import clock, db, journal, watching
from homeroom.attendance import tables as attendance
from homeroom.attendance.tablets import rules
from homeroom.attendance.tablets.events import OwnTabletSet, TabletBack, TabletGiven, TabletWayChosen
from homeroom.people import devices, tablet_signs
from homeroom.people import tables as people
from homeroom.people.on_this_box import Device


class TabletWay(db.Projection):
    """A class that hands out tablets, and how: own or next."""

    school_class = peewee.TextField(primary_key=True)
    way = peewee.TextField()

    class Meta:
        table_name = "tablet_way"


class OwnTablet(db.Projection):
    """The tablet that a child of a class takes each day."""

    school_class = peewee.TextField()
    student = peewee.TextField()
    tablet = peewee.TextField()
    at = peewee.IntegerField()
    ref = peewee.TextField()

    class Meta:
        table_name = "own_tablet"
        primary_key = peewee.CompositeKey("school_class", "student")


class GivenTablet(db.Projection):
    """A tablet was given to a child on a day, and nobody has said since that it was given on or came back."""

    day = peewee.TextField()
    tablet = peewee.TextField()
    student = peewee.TextField()
    at = peewee.IntegerField()
    ref = peewee.TextField()

    class Meta:
        table_name = "tablet_given"
        primary_key = peewee.CompositeKey("day", "tablet", "student")


WAYS = watching.notice("tablet_way")


@journal.fold(TabletWayChosen)
def fold_way(register: str, entries: Sequence[journal.Entry]) -> None:
    """The word that counts; no row where none are handed out."""
    best = journal.winner(journal.standing(entries))
    assert best is not None
    TabletWay.drop(school_class=best.event.school_class)
    if best.event.way in rules.WAYS[1:]:
        TabletWay.put(school_class=best.event.school_class, way=best.event.way)


@journal.fold(OwnTabletSet)
def fold_own(register: str, entries: Sequence[journal.Entry]) -> None:
    """The word that counts; no row for a child without one."""
    best = journal.winner(journal.standing(entries))
    assert best is not None
    key = {"school_class": best.event.school_class, "student": best.event.student}
    OwnTablet.drop(**key)
    if best.event.tablet:
        OwnTablet.put(**key, tablet=best.event.tablet, at=best.at, ref=best.ref)


@journal.fold(TabletGiven, TabletBack)
def fold_given(register: str, entries: Sequence[journal.Entry]) -> None:
    """Every giving of the day that stands; of one child to whom it was given twice, the first."""
    day, tablet = entries[0].event.day, entries[0].event.tablet
    GivenTablet.drop(day=day, tablet=tablet)
    given = [one for one in journal.standing(entries) if isinstance(one.event, TabletGiven)]
    for one in sorted(given, key=lambda entry: (entry.at, entry.ref), reverse=True):
        GivenTablet.put(day=day, tablet=tablet, student=one.event.student, at=one.at, ref=one.ref)


# --- questions ---------------------------------------------------------------------------------------


def ways() -> dict[str, str]:
    """Every class that hands out tablets, and how."""
    return db.database.changes.remember(WAYS, "", lambda: {one.school_class: one.way for one in TabletWay.select()})


def way_of(class_id: str) -> str:
    """How a class hands out tablets: none, own or next."""
    return ways().get(class_id, "none")


def tablets() -> dict[str, Device]:
    """All tablets that the school trusts, by their names."""
    found = [one for one in devices.devices() if one.kind == "tablet"]
    return {one.id: one for one in sorted(found, key=tablet_signs.place)}


def fitting(known: dict[str, Device], class_id: str) -> list[Device]:
    """The tablets of a class: its own, then those of the whole school."""
    found = [one for one in known.values() if one.school_class in ("", class_id)]
    return sorted(found, key=lambda one: not one.school_class)


def history(tablet: str, day: str) -> list[journal.Entry]:
    """All that was said of one tablet on a day, in order."""
    return journal.of_register(f"tablet/{tablet}/{day}")


def own_history(class_id: str, student: str) -> list[journal.Entry]:
    """All that was said of a child's own tablet in a class, in order."""
    return journal.of_register(f"own-tablet/{class_id}/{student}")


def way_history(class_id: str) -> list[journal.Entry]:
    """All that was said of how a class hands tablets out, in order."""
    return journal.of_register(f"tablet-way/{class_id}")


def owners(known: dict[str, Device], *, of_class: str = "") -> dict[str, str]:
    """Child → her own tablet, in classes that keep a list (or on the list of one class, whatever its way is)."""
    listed = [of_class] if of_class else [one.id for one in people.classes() if way_of(one.id) == "own"]
    if not listed:
        return {}
    members = {(class_id, one.id) for class_id in listed for one in people.students_of(class_id)}
    said = [
        rules.Said((one.at, one.ref), one.tablet, one.student)
        for one in OwnTablet.select().where(OwnTablet.school_class.in_(listed))
        if (one.school_class, one.student) in members and _fits(known.get(one.tablet), one.school_class)
    ]
    return rules.owners(said)


def _fits(tablet: Device | None, class_id: str) -> bool:
    return tablet is not None and tablet.school_class in ("", class_id)


def holders(known: Collection[str], day: str) -> dict[str, str]:
    """Tablet → the child who has it on a day: who was given one that is trusted, and is at school."""
    given = [
        rules.Said((at, ref), tablet, student)
        for tablet, student, at, ref in GivenTablet.rows("tablet", "student", "at", "ref", day=day)
        if tablet in known
    ]
    return rules.holders(given, present({one.student for one in given}, day)) if given else {}


def present(students: Collection[str], day: str) -> set[str]:
    """Those of these children who are at school, as far as is known."""
    table = attendance.AttendanceDay
    at_school = table.status.in_(attendance.PRESENT)
    found = table.select(table.student).where(table.day == day, at_school, table.student.in_(list(students)))
    return {str(one.student) for one in found}


def held_today() -> dict[str, Device]:
    """Child → the tablet she has now."""
    known = tablets()
    return {student: known[tablet] for tablet, student in holders(known, clock.today()).items()}


def child_of(tablet: str) -> str:
    """The child who has this tablet now, or ""."""
    return next((student for student, one in held_today().items() if one.id == tablet), "")


def news(day: str) -> str:
    """A short text that changes whenever a tablet of a day was given or came back."""
    rows = GivenTablet.rows("tablet", "at", day=day)
    return f"{len(rows)}-{max((at for _tablet, at in rows), default=0)}"
