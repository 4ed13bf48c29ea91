"""What a teacher sees of the tablets of a class: who has which, who goes without, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass

from homeroom import clock
from homeroom.attendance import session_times
from homeroom.attendance.tablets import rules, tables
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.people import tablet_signs
from homeroom.people.on_this_box import Device


@dataclass(frozen=True)
class Row:
    """One tablet of the class, or of the whole school."""

    id: str
    name: str
    sign: str
    mark: str
    words: str
    unseen: str  # since when nobody heard of it, when that is long ago
    lost: bool  # so long that it is not handed out
    holder: people.Student | None  # who has it now
    owner: people.Student | None  # whose it is on a list, of whatever class


@dataclass(frozen=True)
class Child:
    """One child of the class."""

    student: people.Student
    portrait: str
    own: str  # her tablet's id on the list
    has: str  # her tablet's id now
    here: bool


@dataclass(frozen=True)
class Desk:
    """The tablets and children of a class."""

    way: str
    tablets: tuple[Row, ...]
    children: tuple[Child, ...]
    without: int  # children for whom there is no tablet, or who are not on the list
    theirs: int  # tablets that can be handed out to them

    @property
    def too_few(self) -> bool:
        """Whether there are more children than tablets."""
        return self.theirs < len(self.children)

    @property
    def out(self) -> list[Row]:
        """The tablets that a child of this class has now."""
        mine = {one.student.id for one in self.children}
        return [one for one in self.tablets if one.holder and one.holder.id in mine]

    @property
    def empty_handed(self) -> list[Child]:
        """Who is here without a tablet."""
        return [one for one in self.children if one.here and not one.has]


def desk(class_id: str) -> Desk:
    """All about the tablets of a class, now."""
    known, day = tables.tablets(), clock.today()
    held = tables.holders(known, day)
    fitting = tables.fitting(known, class_id)
    students = people.students_of(class_id)
    listed = tables.owners(known, of_class=class_id)
    owners = {tablet: student for student, tablet in (tables.owners(known) | listed).items()}
    names = {one.id: one for one in people.students()}
    having = {student: tablet for tablet, student in held.items()}
    here = tables.present({one.id for one in students}, day)
    children = tuple(
        Child(one, people.portrait_url(one), listed.get(one.id, ""), having.get(one.id, ""), one.id in here)
        for one in students
    )
    rows = tuple(_row(one, names.get(held.get(one.id, "")), names.get(owners.get(one.id, ""))) for one in fitting)
    way, theirs = tables.way_of(class_id), _theirs(children, rows)
    listed_not = sum(not one.own for one in children)
    without = {"own": listed_not, "next": max(0, len(children) - theirs)}.get(way, 0)
    return Desk(way, rows, children, without, theirs)


def _theirs(children: tuple[Child, ...], rows: tuple[Row, ...]) -> int:
    members = {one.student.id for one in children}
    return sum(not one.lost and (one.owner is None or one.owner.id in members) for one in rows)


def _row(tablet: Device, holder: people.Student | None, owner: people.Student | None) -> Row:
    ago = clock.now_ms() - tablet.seen
    words = tablet_signs.sign_name(tablet.sign, tablet.mark)
    return Row(
        id=tablet.id,
        name=tablet.name,
        sign=tablet.sign,
        mark=tablet.mark,
        words=words,
        unseen=clock.local(tablet.seen).strftime("%Y-%m-%d %H:%M") if ago > rules.UNSEEN else "",
        lost=ago > rules.LOST,
        holder=holder,
        owner=owner,
    )


def ways() -> list[tuple[str, str, str]]:
    """The three ways to hand tablets out: code, name, and what it means."""
    return [
        ("none", _("Not at all"), _("The kiosk says nothing of tablets. Children take any.")),
        ("own", _("Each child the same tablet"), _("A list that you make. The kiosk knows it also without the box.")),
        (
            "next",
            _("Whoever comes gets the next free one"),
            _("The box decides when she arrives. For two shifts, or when there are fewer tablets than children."),
        ),
    ]


def still_out(class_id: str, day: str) -> list[tuple[str, str]]:
    """After the end of a school day: tablet and child, for each tablet that a child of the class has."""
    ends = session_times.times_for((class_id,), day).ends
    if day != clock.today() or ends is None or clock.now_ms() < ends:
        return []
    held = tables.held_today()
    return [(held[one.id].name, one.name) for one in people.students_of(class_id) if one.id in held]
