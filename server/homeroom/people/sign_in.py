"""Signing in: staff with a password, children with pictures, PIN or nothing, as the class chooses."""

from __future__ import annotations

from homeroom import aliases, clock, db
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people import child_secrets, passwords, rules, sessions, slowing, tables
from homeroom.people.on_this_box import Device, OpenedFor, Password, Session
from homeroom.people.tables import SchoolClass, Staff, Student

OPEN_FOR = 2 * sessions.MINUTE
WRONG_A_MINUTE = 20  # on one tablet
WRONG_A_DAY = 30  # for one child, on all tablets together: of 1,320 ways to choose three pictures


def staff(username: str, password: str, place: str) -> tuple[Staff, str]:
    """Sign somebody of the staff in; returns her and the token. `place` is where she tries from."""
    person = prove(username, password, place)
    return person, begin(person.id)


def prove(username: str, password: str, place: str) -> Staff:
    """The member of staff whose name and password these are. Raises Refused, and TooMany after wrong tries."""
    username = username.strip().lower()[:125]
    able = Staff.id.in_(Password.select(Password.staff))  # at a hub, staff of many schools may share a username
    person = Staff.get_or_none(Staff.username == username, ~Staff.archived, able)
    _try_staff(f"staff {username}", place)
    if not passwords.is_right(person.id if person else "", password) or person is None:
        raise Refused(_("That name and password don't fit together. Look at both and try again."))
    db.write(slowing.forgive, f"staff {username}", place)
    assert isinstance(person, Staff)
    return person


@db.writes
def begin(staff_id: str) -> str:
    """Begin a session for somebody who proved who she is; returns the token."""
    return sessions.begin("staff", staff_id)[1]


@db.writes
def _try_staff(who: str, place: str) -> None:
    # Counted before it is checked: many guesses at once must not slip past the wait.
    slowing.check(who, place)
    slowing.count(who, place)


def child(device: Device, student_id: str, secret: object) -> tuple[Student, Session, str]:
    """Sign a child in on a tablet; returns her, her session and the token.

    Raises Refused when the secret is wrong, TooMany after wrong tries.
    """
    done = _try_child(device, student_id, secret)
    if done is None:
        raise Refused(_("Not quite. Look at your pictures and try again."))
    return done


@db.writes
def _try_child(device: Device, student_id: str, secret: object) -> tuple[Student, Session, str] | None:
    student = tables.student(student_id)
    student_id = student.id  # a tablet's list may be older than the joining of two cards
    way = way_on(device, student_id)
    who = f"child {student_id}"
    if not _is_open(student_id) and way != "none":
        if secret is None:
            raise Refused(_("Show that it is you first."))
        slowing.check(who, device.id)
        slowing.check(who, "anywhere")
        slowing.check(f"tablet {device.id}", "anywhere")
        if not child_secrets.exists(student_id, way):
            raise Refused(_("%(name)s has no secret yet. Ask your teacher.", name=student.given_name))
        if not child_secrets.is_right(student_id, way, secret):
            slowing.count(who, device.id)
            slowing.count_rate(who, most=WRONG_A_DAY, within_ms=24 * sessions.HOUR)
            slowing.count_rate(f"tablet {device.id}", most=WRONG_A_MINUTE)
            return None
    slowing.forgive(who, device.id)
    OpenedFor.delete().where(OpenedFor.student.in_(aliases.ids_of(student_id))).execute()
    return (student, *sessions.begin("student", student_id, device.id))


def way_on(device: Device, student_id: str) -> str:
    """How this child signs in on this tablet: pictures, pin or none. Raises Refused when she doesn't belong there."""
    mine = tables.classes_of(student_id)
    here = [one for one in mine if one.id == device.school_class] if device.school_class else mine
    if not here or tables.student(student_id).archived:
        raise Refused(_("This child is in no class of this tablet."))
    return str(max((one.sign_in for one in here), key=("none", "pin", "pictures").index))


@db.writes
def open_for(student_id: str, staff_id: str) -> int:
    """Let a child in without her secret on any tablet of her classes, for two minutes; returns until when."""
    student_id = tables.student(student_id).id
    until = clock.now_ms() + OPEN_FOR
    OpenedFor.replace(student=student_id, until=until, staff=staff_id).execute()
    slowing.forgive(f"child {student_id}")
    return until


def opened() -> dict[str, int]:
    """The children for whom a door is open now, and until when."""
    now = clock.now_ms()
    rows = OpenedFor.select().where(OpenedFor.until > now)
    names = aliases.known()
    return {names.root(row.student): row.until for row in rows if row.until <= now + OPEN_FOR}


def _is_open(student_id: str) -> bool:
    return student_id in opened()


def ways(groups: list[SchoolClass]) -> list[str]:
    """The ways in which children of these classes sign in and that need a secret."""
    return [way for way in rules.WAYS if way != "none" and any(one.sign_in == way for one in groups)]
