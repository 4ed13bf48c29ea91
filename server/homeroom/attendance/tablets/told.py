"""What kiosk and tablets are told: which tablet a child takes, and which child a tablet waits for."""

from __future__ import annotations

from typing import Any

from homeroom import clock
from homeroom.attendance.tablets import rules, tables
from homeroom.people import tablet_signs
from homeroom.people.on_this_box import Device

SOON, SELDOM = 4, 60  # seconds between two questions of a tablet that nobody uses: in a class that hands out, or not
TABLET: dict[str, Any] = {
    "type": ["object", "null"],
    "description": "The tablet she has, or the one that is hers on the list of her class.",
    "required": ["name", "sign", "mark", "words", "own"],
    "properties": {
        **dict.fromkeys(("name", "sign", "mark"), {"type": "string"}),
        "words": {"type": "string", "description": "The sign in words: Fox, blue circle."},
        "own": {"type": "boolean", "description": "Hers every day: known before she comes, also without the box."},
    },
}


def state() -> tuple[Any, ...]:
    """What `for_kiosk` depends on beside the journal: tablets come, change, go and get lost."""
    if not tables.ways():
        return ()
    now = clock.now_ms()
    return tuple((one.id, one.changed, _is_lost(one, now)) for one in tables.tablets().values())


def for_kiosk(day: str) -> dict[str, dict[str, Any]]:
    """Child → the tablet that the greeting tells her to take."""
    known = tables.tablets()
    held, now = tables.holders(known, day), clock.now_ms()
    owners = tables.owners(known) if tables.ways() else {}
    having = {student: tablet for tablet, student in held.items()}
    waiting = {
        student: tablet
        for student, tablet in owners.items()
        if student not in having and tablet not in held and not _is_lost(known[tablet], now)
    }
    found = waiting | having
    return {
        student: {**tablet_signs.told(known[tablet]), "own": owners.get(student) == tablet}
        for student, tablet in found.items()
    }


def _is_lost(tablet: Device, now: int) -> bool:
    return now - tablet.seen > rules.LOST


def for_tablet(tablet: Device) -> dict[str, Any]:
    """The child whom a tablet waits for (or ""), its name and sign, and when to ask again (seconds)."""
    ways = tables.ways()
    handing = bool(ways) and (not tablet.school_class or tablet.school_class in ways)
    return {
        "student": tables.child_of(tablet.id),
        "tablet": tablet_signs.told(tablet),
        "again": SOON if handing else SELDOM,
    }
