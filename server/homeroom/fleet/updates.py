"""Updates of the box: what the machine's updater says, and what people wish. It checks and does everything itself."""

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from homeroom import clock
from homeroom.config import Config
from homeroom.errors import Refused, Unavailable
from homeroom.findings import Finding
from homeroom.i18n import _
from homeroom.terms import tables as terms
from homeroom.timekeeping import is_doubtful

NIGHT = (18, 6)  # from, to: o'clock, school time
NEAR = timedelta(hours=1)  # so long before lessons nothing is begun
WISHES = ("now", "tonight", "no")
LARGEST = 1 << 20  # bytes
BY_WIRE = re.compile(r"(hub|neighbor)-[0-9a-f]{16}")


@dataclass(frozen=True)
class Waiting:
    """A newer version on a stick or in the inbox; `failed` says why an earlier try was taken back."""

    kit: str
    version: str
    counter: int
    place: str
    failed: str = ""
    wish: str = ""  # what somebody said about it, or ""

    @property
    def road(self) -> str:
        """hub or neighbor for what came by wire, "" for a stick."""
        match = BY_WIRE.fullmatch(self.place)
        return match[1] if match else ""


@dataclass(frozen=True)
class Last:
    """How the last update ended; `at` in ms."""

    version: str
    well: bool
    why: str
    at: int


@dataclass(frozen=True)
class Known:
    """All that the updater says. `there` is False where the machine has none."""

    there: bool
    waiting: Waiting | None = None
    under_way: str = ""
    last: Last | None = None
    refused: tuple[str, ...] = ()
    counter: int = 0
    """the number of what runs"""


def known(settings: Config) -> Known:
    """What the updater told last."""
    if not settings.updater:
        return Known(False)
    told = _read(Path(settings.updater) / "status.json")
    wished = _read(_wishes(settings))
    waiting = None
    for one in told.get("waiting", [])[:1]:
        waiting = Waiting(**one, wish=wished.get("when", "") if wished.get("kit") == one["kit"] else "")
    last = told.get("last") or None
    refused = tuple(f"{one['place']}: {one['why']}" for one in told.get("refused", []))
    counter = told.get("counter")
    number = counter if isinstance(counter, int) else 0
    return Known(True, waiting, told.get("under_way", ""), Last(**last) if last else None, refused, number)


def _read(path: Path) -> dict[str, Any]:
    try:
        if not stat.S_ISREG(path.lstat().st_mode) or path.stat().st_size > LARGEST:
            return {}
        told = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _wishes(settings: Config) -> Path:
    return settings.data / "updates" / "request.json"


def wish(settings: Config, kit: str, when: str) -> None:
    """Leave a note for the updater. Raises Refused when that version waits no more, Unavailable on a full disk."""
    found = known(settings).waiting
    if when not in WISHES or found is None or found.kit != kit:
        raise Refused(_("This version does not wait any more. Is the stick still plugged in?"))
    leave_note(settings, kit, when)


def leave_note(settings: Config, kit: str, when: str) -> None:
    """Leave a note for the updater about a version that waits or has just come. Raises Unavailable on a full disk."""
    path = _wishes(settings)
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(exist_ok=True)
        with part.open("w", encoding="utf-8") as file:
            json.dump({"kit": kit, "when": when, "at": clock.now_ms()}, file)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise Unavailable(_("This can't be saved now: %(why)s", why=str(error))) from error


def quiet(settings: Config) -> bool:
    """Whether the box may be away for some minutes by itself: it is night, no lessons are near, the time is known."""
    now = clock.local(clock.now_ms())
    if is_doubtful() or NIGHT[1] <= now.hour < NIGHT[0]:
        return False
    soon = now + NEAR
    days = {now.date().isoformat(), soon.date().isoformat()}
    lessons = [_lessons(settings, day, now.tzinfo) for day in days if terms.calendar().is_school_day(day)]
    return not any(start < soon and now < end for start, end in lessons)


def _lessons(settings: Config, day: str, zone: Any) -> tuple[datetime, datetime]:
    start, end = (
        datetime.fromisoformat(f"{day}T{one}:00").replace(tzinfo=zone)
        for one in (settings.attendance_start.zfill(5), settings.attendance_end.zfill(5))
    )
    return start, end if end > start else end + timedelta(days=1)


def findings(settings: Config) -> Iterator[Finding]:
    """What waits, and whether the last update was taken back."""
    told = known(settings)
    if not told.there:
        return
    name, cure = _("Update"), _("Look at the page Updates; tell whoever brought the stick.")
    if told.last and not told.last.well:
        when = f"{datetime.fromtimestamp(told.last.at / 1000, UTC):%Y-%m-%d %H:%M}"
        words = _("version %(version)s was taken back on %(when)s UTC", version=told.last.version, when=when)
        yield Finding(name, False, words, cure, code="update")
    elif told.waiting:
        words = _("version %(version)s waits (page Updates)", version=told.waiting.version)
        yield Finding(name, True, words)
    elif told.last:
        yield Finding(name, True, _("version %(version)s is in use", version=told.last.version))
