"""The state of all children as the wall kiosk shows it."""

import hashlib
import json
import threading
from typing import Any

from homeroom import clock, config, i18n, journal
from homeroom.attendance import rules, session_times, tables, words
from homeroom.attendance.tablets import told
from homeroom.attendance.visitors import tables as visits
from homeroom.people import corner_pin
from homeroom.people import tables as people


class _Last:
    """The last answer, kept while the journal stands still: kiosks ask every few seconds all day."""

    def __init__(self) -> None:
        self.key: tuple[Any, ...] = ()
        self.told: dict[str, Any] = {}
        self.tag = ""
        self.lock = threading.Lock()


_last = _Last()


def state() -> tuple[dict[str, Any], str]:
    """Everything but the time and the version, which change without news; and a tag that changes with it."""
    settings = config.current()
    key = (settings, told.state(), journal.version(), clock.today(), i18n.language())
    with _last.lock:
        if _last.key != key:
            _last.told, _last.key = _told(settings), key
            _last.tag = hashlib.sha256(json.dumps(_last.told, sort_keys=True).encode()).hexdigest()[:20]
        return _last.told, _last.tag


def _told(settings: config.Config) -> dict[str, Any]:
    today = clock.today()
    times = session_times.times_for((), today)
    language = i18n.language()
    return {
        "school": {
            "name": settings.school_name,
            "language": settings.language,
            "dir": i18n.direction(language),
        },
        "day": today,
        "late_after": words.hhmm(times.late_after),
        "ends": words.hhmm(times.ends),
        "language": language,
        "messages": i18n.messages_for(["kiosk/"]),
        "classes": [{"id": one.id, "name": one.name, "sign": one.sign} for one in people.classes()],
        "students": _students(today),
    }


def _students(today: str) -> list[dict[str, Any]]:
    placements = people.placements()
    students = [one for one in people.students() if one.id in placements]
    short, tablets = people.short_names(students), told.for_kiosk(today)
    return [
        {
            "id": line.student.id,
            "name": line.student.name,
            "short": short[line.student.id],
            "class": placements[line.student.id],
            "portrait": people.portrait_url(line.student),
            "state": line.record.status,
            "since": _since(line),
            "tablet": tablets.get(line.student.id),
        }
        for line in tables.lines(students, today, None)
    ]


def corner(device_id: str) -> dict[str, Any]:
    """What the corner for staff at this kiosk needs while the box is down."""
    visitors = [{"id": one.id, "name": one.name, "host": one.host, "came": one.came} for one in visits.inside()]
    return {"day": clock.today(), "pin": corner_pin.verifier(device_id), "visitors": visitors}


def _since(line: tables.Line) -> int | None:
    spans: list[rules.Span] = json.loads(line.record.spans)
    return (spans[-1][0] if spans[-1][1] is None else spans[-1][1]) if spans else None


_STUDENT = {
    "type": "object",
    "required": ["id", "name", "short", "class", "portrait", "state", "since", "tablet"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "short": {"type": "string", "description": "What she is called among all children here."},
        "class": {"type": "array", "items": {"type": "string"}},
        "portrait": {"type": "string"},
        "state": {"enum": list(rules.STATUSES)},
        "since": {"type": ["integer", "null"], "description": "Of the last move; ms since the epoch."},
        "tablet": told.TABLET,
    },
}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [
        "version",
        "school",
        "day",
        "time",
        "late_after",
        "ends",
        "language",
        "messages",
        "classes",
        "students",
    ],
    "properties": {
        "version": {"type": "integer"},
        "school": {"type": "object"},
        "day": {"type": "string", "format": "date"},
        "time": {"type": "integer"},
        "late_after": {"type": "string", "description": "hh:mm, school time; empty on a day without lessons"},
        "ends": {"type": "string", "description": "hh:mm, school time; who goes home before is asked why"},
        "language": {"type": "string"},
        "messages": {"type": "object", "description": "The app's words in this language, for i18n.js."},
        "classes": {"type": "array", "items": {"type": "object"}},
        "students": {"type": "array", "items": _STUDENT},
    },
}
PIN_SCHEMA: dict[str, Any] = {
    "type": ["object", "null"],
    "description": "HMAC-SHA-256(PBKDF2-HMAC-SHA-256(PIN, salt, rounds), bound) is the mark; null: no PIN is set.",
    "required": ["salt", "rounds", "bound", "mark"],
    "properties": {
        "salt": {"type": "string", "description": "hex"},
        "rounds": {"type": "integer"},
        "bound": {"type": "string", "description": "This kiosk: its mark is of no use to another one."},
        "mark": {"type": "string", "description": "hex"},
    },
}
_VISITOR = {
    "type": "object",
    "required": ["id", "name", "host", "came"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "host": {"type": "string", "description": "Whom she visits."},
        "came": {"type": "integer", "description": "ms since the epoch"},
    },
}
CORNER_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["day", "pin", "visitors"],
    "properties": {
        "day": {"type": "string", "format": "date"},
        "pin": PIN_SCHEMA,
        "visitors": {"type": "array", "items": _VISITOR, "description": "Who is in the building now."},
    },
}
