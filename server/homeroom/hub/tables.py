"""Schools, boxes, codes and segments at a hub. Local: they are about this hub, not about a school's life."""

import peewee

from homeroom import clock
from homeroom.db import Local
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.terms import months


class School(Local):
    """A school whose box was enrolled here."""

    id = peewee.TextField(primary_key=True)
    name = peewee.TextField()
    timezone = peewee.TextField(default="UTC")
    policy = peewee.TextField(default="")
    enrolled = peewee.IntegerField()

    class Meta:
        table_name = "hub_school"


class Box(Local):
    """A box that may send, and when it was last heard."""

    id = peewee.TextField(primary_key=True)
    school = peewee.TextField()
    public_key = peewee.TextField()
    nonce = peewee.TextField(default="")
    version = peewee.TextField(default="")
    enrolled = peewee.IntegerField()
    last_contact = peewee.IntegerField(default=0)
    waiting = peewee.IntegerField(default=0)
    clock_offset = peewee.IntegerField(default=0)
    revoked = peewee.IntegerField(default=0)
    store = peewee.TextField(default="")
    copied = peewee.IntegerField(default=0)
    age = peewee.TextField(default="")  # what is carried to it by stick is sealed to this key
    carry = peewee.TextField(default="")  # keys of children that go to it are sealed to this
    down = peewee.IntegerField(default=0)  # entries of this hub that it said it has

    class Meta:
        table_name = "hub_box"


class Code(Local):
    """A one-time enrolment code, for a new school or one more box of `school`; only its hash is kept."""

    hash = peewee.TextField(primary_key=True)
    made = peewee.IntegerField()
    expires = peewee.IntegerField()
    school = peewee.TextField(default="")
    used_by = peewee.TextField(default="")

    class Meta:
        table_name = "hub_code"


class BoxStore(Local):
    """A copy of the data from which a box spoke: one at a time, or a card was copied."""

    box = peewee.TextField()
    store = peewee.TextField()
    first_heard = peewee.IntegerField()
    last_heard = peewee.IntegerField()

    class Meta:
        table_name = "hub_box_store"
        primary_key = peewee.CompositeKey("box", "store")


def schools() -> list[School]:
    """All schools by name."""
    return list(School.select().order_by(School.name, School.id))


def school(school_id: str) -> School:
    """One school. Raises NotFound."""
    found: School | None = School.get_or_none(School.id == school_id)
    if found is None:
        raise NotFound(_("There is no such school at this hub."))
    return found


def lets_names_out(school: School) -> bool:
    """Whether a school lets its names out to this hub, by the policy that its box told last."""
    return "names=full" in school.policy


def boxes_of(school_id: str) -> list[Box]:
    """The boxes of a school, the one heard last first."""
    return list(Box.select().where(Box.school == school_id).order_by(Box.last_contact.desc()))


def last_heard(school_id: str) -> str:
    """When a box of a school was heard last, in words."""
    last = max((one.last_contact for one in boxes_of(school_id)), default=0)
    return months.moment(clock.local(last)) if last else _("never")


def box(box_id: str) -> Box | None:
    """A box that was enrolled here, revoked or not."""
    found: Box | None = Box.get_or_none(Box.id == box_id)
    return found
