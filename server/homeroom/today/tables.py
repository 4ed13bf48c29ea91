"""What the pages of today ask across the features; owns no tables."""

from collections.abc import Iterable

from homeroom import aliases, clock
from homeroom.people import sessions
from homeroom.people.on_this_box import Device, Session


def signed_in(students: Iterable[str]) -> dict[str, Device]:
    """On which tablet each of these students is signed in now."""
    now, names = clock.now_ms(), aliases.known()
    mine = (
        (Session.kind == "student")
        & Session.ended.is_null()
        & (Session.begun > now - sessions.LONGEST["student"])
        & Session.person.in_([one for student in students for one in names.ids(student)])
    )
    open_now = {row.device: names.root(row.person) for row in Session.select().where(mine).order_by(Session.begun)}
    there = Device.select().where(Device.id.in_(list(open_now)))
    return {open_now[device.id]: device for device in there}
