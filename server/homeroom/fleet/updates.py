"""Updates of the box: what the machine's updater says, and what people wish. It checks and does everything itself."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from homeroom import clock, i18n
from homeroom.config import Config
from homeroom.errors import Refused, Unavailable
from homeroom.findings import Finding
from homeroom.i18n import _
from homeroom.terms import tables as terms
from homeroom.timekeeping import is_doubtful
from homeroom.updater import files, refusal
from homeroom.updater.refusal import Why

NIGHT = (18, 6)  # from, to: o'clock, school time
NAME, MOST = 200, 20  # characters of a name from a file, kits that are told
NEAR = timedelta(hours=1)  # so long before lessons nothing is begun
WISHES = ("now", "tonight", "no")
BY_WIRE = re.compile(r"(hub|neighbor)-[0-9a-f]{16}")
HIGHEST = 2**42  # of a number or a time in ms that is taken from a file


@dataclass(frozen=True)
class Waiting:
    """A newer version on a stick or in the inbox; `failed` says why an earlier try was taken back."""

    kit: str
    version: str
    counter: int
    place: str
    failed: Why = Why()
    wish: str = ""  # what somebody said about it, or ""

    @property
    def road(self) -> str:
        """hub or neighbor for what came by wire, "" for a stick."""
        return road(self.place)

    @property
    def trouble(self) -> str:
        """Why it was taken back, in the language in use, or ""."""
        return said(self.failed)


@dataclass(frozen=True)
class Last:
    """How the last update ended; `at` in ms."""

    version: str
    well: bool
    why: Why
    at: int

    @property
    def words(self) -> str:
        """Why it was taken back, in the language in use, or ""."""
        return said(self.why)


@dataclass(frozen=True)
class NotTaken:
    """A kit that the updater found and refused."""

    place: str
    why: Why

    @property
    def where(self) -> str:
        """The stick's name, or by which road it came."""
        named = {"hub": _("From the hub"), "neighbor": _("From another box of the school")}
        return named.get(road(self.place), self.place)

    @property
    def words(self) -> str:
        """Why it is refused, in the language in use."""
        return said(self.why)


@dataclass(frozen=True)
class Known:
    """All that the updater says. `there` is False where the machine has none."""

    there: bool
    waiting: Waiting | None = None
    under_way: str = ""
    last: Last | None = None
    refused: tuple[NotTaken, ...] = ()
    counter: int = 0
    """the number of what runs"""


def known(settings: Config) -> Known:
    """What the updater told last."""
    if not settings.updater:
        return Known(False)
    told = files.read(Path(settings.updater) / "status.json")
    waiting = next((_waiting(settings, one) for one in _rows(told.get("waiting"))), None)
    last = next((_last(one) for one in _rows([told.get("last")]) if one), None)
    refused = tuple(
        NotTaken(refusal.text(one.get("place"), NAME), refusal.read(one.get("why")))
        for one in _rows(told.get("refused"))[:MOST]
    )
    under_way = refusal.text(told.get("under_way"), NAME)
    return Known(True, waiting, under_way, last, refused, _number(told.get("counter")))


def _rows(told: object) -> list[dict[str, Any]]:
    # An older or newer updater, or a damaged disk, may have written anything; the page opens all the same.
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _number(told: object) -> int:
    return told if type(told) is int and 0 <= told < HIGHEST else 0


def _waiting(settings: Config, told: dict[str, Any]) -> Waiting:
    kit, version, place = (refusal.text(told.get(name), NAME) for name in ("kit", "version", "place"))
    wished = files.read(_wishes(settings))
    when = wished.get("when") if wished.get("kit") == kit else ""
    return Waiting(
        kit,
        version,
        _number(told.get("counter")),
        place,
        refusal.read(told.get("failed")),
        when if when in WISHES else "",
    )


def _last(told: dict[str, Any]) -> Last:
    version, why = refusal.text(told.get("version"), NAME), refusal.read(told.get("why"))
    return Last(version, told.get("well") is True, why, _number(told.get("at")))


def road(place: str) -> str:
    """By which road a kit came that lies in a place: hub or neighbor, "" for a stick."""
    match = BY_WIRE.fullmatch(place)
    return match[1] if match else ""


def said(why: Why) -> str:
    """A sentence of the updater in the language in use; in English where the program does not know it."""
    values = {name: _alone(one) if isinstance(one, str) else one for name, one in why.values.items()}
    return refusal.fill(_(why.sentence), values)


def _alone(text: str) -> str:
    # Read in its own direction: a path or a date in the midst of Arabic falls apart otherwise.
    return f"\u2068{text}\u2069" if i18n.direction(i18n.language()) == "rtl" else text


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
        words = _("version %(version)s was taken back on %(when)s UTC", version=told.last.version, when=_alone(when))
        yield Finding(name, False, words, cure, code="update")
    elif told.waiting:
        words = _("version %(version)s waits (page Updates)", version=told.waiting.version)
        yield Finding(name, True, words)
    elif told.last:
        yield Finding(name, True, _("version %(version)s is in use", version=told.last.version))
