"""Handing out tablets: what a teacher chooses, and who gets one when she comes. The only writers of these entries."""

from __future__ import annotations

from collections.abc import Mapping

from homeroom import clock, db, journal
from homeroom.attendance.tablets import rules, tables
from homeroom.attendance.tablets.events import OwnTabletSet, TabletBack, TabletGiven, TabletWayChosen
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.people.on_this_box import Device


@db.writes
def choose_way(class_id: str, way: str) -> None:
    """How a class hands out its tablets. Who has one now keeps it until she goes home."""
    people.school_class(class_id)
    if way not in rules.WAYS:
        raise Refused(_("Choose one of the three ways."))
    if way != tables.way_of(class_id):
        before = journal.standing(tables.way_history(class_id))
        journal.write(TabletWayChosen(school_class=class_id, way=way), replaces=before)


@db.writes
def set_list(class_id: str, wanted: Mapping[str, str]) -> None:
    """The fixed list of a class: child → tablet, or "" for none. Raises Refused when two would share one."""
    people.school_class(class_id)
    members = {one.id for one in people.students_of(class_id)}
    asked = {student: tablet for student, tablet in wanted.items() if student in members}
    known = tables.tablets()
    _check_list(class_id, asked, known)
    listed = {
        student: tablet
        for student, tablet in tables.OwnTablet.rows("student", "tablet", school_class=class_id)
        if student in asked
    }
    for student, tablet in asked.items():
        if tablet != listed.get(student, ""):
            before = journal.standing(tables.own_history(class_id, student))
            journal.write(OwnTabletSet(school_class=class_id, student=student, tablet=tablet), replaces=before)


def _check_list(class_id: str, asked: Mapping[str, str], known: dict[str, Device]) -> None:
    fitting = {one.id for one in tables.fitting(known, class_id)}
    chosen = [tablet for tablet in asked.values() if tablet]
    for tablet in chosen:
        if tablet not in fitting:
            raise Refused(_("One of the tablets is not one of this class any more. Please look again."))
        if chosen.count(tablet) > 1:
            raise Refused(_("%(tablet)s can only be one child's. Nothing was changed.", tablet=known[tablet].name))
    elsewhere = {tablet: child for child, tablet in tables.owners(known).items() if child not in asked}
    for tablet in chosen:
        if tablet in elsewhere:
            name = people.student(elsewhere[tablet]).name
            told = {"tablet": known[tablet].name, "name": name}
            raise Refused(_("%(tablet)s is %(name)s's already, in another class. Nothing was changed.", **told))


@db.writes
def fill_list(class_id: str) -> int:
    """Give each child of the class without an own tablet one that is free; returns how many go without."""
    children = [one.id for one in people.students_of(class_id)]
    known = tables.tablets()
    elsewhere = {tablet for child, tablet in tables.owners(known).items() if child not in children}
    free = [one.id for one in tables.fitting(known, class_id) if one.id not in elsewhere]
    listed = tables.owners(known, of_class=class_id)
    found = rules.proposal(children, free, listed, f"{class_id} {clock.today()}")
    set_list(class_id, {child: found.get(child, "") for child in children})
    return len(children) - len(found)


@db.writes
def hand_out(student_id: str, day: str) -> None:
    """A child has come: give her a tablet, when her class hands them out and one is there. Else nothing happens.

    Only for today. This box decides; what another box decided meanwhile is settled by rules.holders.
    """
    ways = tables.ways()
    if not ways or day != clock.today() or student_id not in tables.present([student_id], day):
        return
    groups = [one.id for one in people.classes_of(student_id) if one.id in ways]
    if not groups:
        return
    known = tables.tablets()
    held, own = tables.holders(known, day), tables.owners(known).get(student_id, "")
    has = next((tablet for tablet, student in held.items() if student == student_id), "")
    tablet = _for_her(own, groups, known, held)
    if tablet and (not has or tablet == own):  # else she has one, and no other is hers
        if has:
            take_back(has, day)
        _give(tablet, student_id, day)


def _for_her(own: str, groups: list[str], known: dict[str, Device], held: Mapping[str, str]) -> str:
    seen, now = {one.id: one.seen for one in known.values()}, clock.now_ms()
    if own:
        return rules.next_free([own], seen, held, now)
    taken = {*held, *tables.owners(known).values()}
    pools = [tables.fitting(known, one) for one in groups if tables.way_of(one) == "next"]
    return next((one for pool in pools if (one := rules.next_free([a.id for a in pool], seen, taken, now))), "")


def _give(tablet: str, student_id: str, day: str) -> None:
    before = journal.standing(tables.history(tablet, day))
    event = TabletGiven(tablet=tablet, day=day, student=student_id, when=clock.now_ms())
    journal.write(event, replaces=before)


@db.writes
def take_back(tablet: str, day: str) -> None:
    """A grown-up has the tablet back: it is free. Raises NotFound when nobody has it."""
    student = tables.holders(tables.tablets(), day).get(tablet, "")
    if not student:
        raise NotFound(_("Nobody has this tablet (any more)."))
    before = journal.standing(tables.history(tablet, day))
    journal.write(TabletBack(tablet=tablet, day=day, student=student, when=clock.now_ms()), replaces=before)
