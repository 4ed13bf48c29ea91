"""What a teacher sees of one class on one day: who needs a look first, and what one tap can say."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from homeroom import clock
from homeroom.attendance import rules, tables, words
from homeroom.attendance.tablets import desk as tablets
from homeroom.attendance.tablets import tables as handed_out
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.people import tablet_signs
from homeroom.people.on_this_box import Device
from homeroom.terms.months import short_weekdays

URGENT = ("conflict", "door_differs", "after_absent", "after_excused", "announced", "hurried", "toggled")
TAPS = ("here", "late", "absent", "excused", "left")


@dataclass(frozen=True)
class Tile:
    """One child on the board."""

    id: str
    name: str
    portrait: str
    status: str
    label: str
    detail: str
    flags: tuple[str, ...]
    urgent: bool
    unverified: bool
    known: str
    taps: tuple[str, ...]  # what one tap can say; its own status means "it is right"
    more: tuple[str, ...]  # what two taps can say
    arrived: str
    left: str
    reason: str
    tablet: str  # its name and sign, while she has one


@dataclass(frozen=True)
class Section:
    """Children of one kind, under one heading."""

    id: str
    title: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class Board:
    """The register of a class on a day."""

    sections: tuple[Section, ...]
    tiles: tuple[Tile, ...]
    counts: dict[str, int]
    expected: tuple[str, ...]  # names
    waiting: tuple[str, ...]  # ids of the expected
    unverified: int
    total: int
    inside: int
    confirmed: str  # "" while the roll is open
    still_out: tuple[tuple[str, str], ...]  # tablet and child, after the end of the day
    news: str


def board(class_id: str, day: str) -> Board:
    """The board of a class."""
    fresh = news(class_id, day)
    lines = tables.day(class_id, day)
    taken = tables.roll(class_id, day)
    held = handed_out.held_today() if day == clock.today() else {}
    tiles = [_tile(line, held.get(line.student.id)) for line in lines]
    counts = Counter(line.record.status for line in lines)
    waiting = [line.student for line in lines if line.record.status == "expected"]
    return Board(
        sections=tuple(_sections(tiles)),
        tiles=tuple(tiles),
        counts={status: counts[status] for status in rules.STATUSES},
        expected=tuple(one.name for one in waiting),
        waiting=tuple(one.id for one in waiting),
        unverified=sum(tile.unverified for tile in tiles),
        total=len(tiles),
        inside=counts["here"] + counts["late"],
        confirmed=_confirmed(taken) if taken else "",
        still_out=tuple(tablets.still_out(class_id, day)),
        news=fresh,
    )


def news(class_id: str, day: str) -> str:
    """A short text that changes whenever the board of a class changes."""
    return f"{tables.news(day)}-{handed_out.news(day)}-{len(tablets.still_out(class_id, day))}"


def _confirmed(taken: tables.RollTaken) -> str:
    name = words.names_of([taken.taken_by])[taken.taken_by]
    return _("Confirmed by %(name)s at %(time)s", name=name, time=words.hhmm(taken.at))


def _tile(line: tables.Line, tablet: Device | None) -> Tile:
    told = line.record
    kinds = words.flags()
    urgent = any(flag in URGENT for flag in line.flags) and not line.settled
    taps = _taps(line, urgent)
    return Tile(
        id=line.student.id,
        name=line.student.name,
        portrait=people.portrait_url(line.student),
        status=told.status,
        label=words.statuses()[told.status],
        detail=detail(line),
        flags=tuple(kinds[flag] for flag in line.flags),
        urgent=urgent,
        unverified=told.status != "expected" and not line.verified,
        known=told.marks,
        taps=taps,
        more=tuple(status for status in _fitting(told.status) if status not in (*taps, told.status)),
        arrived=words.hhmm(told.arrived),
        left=words.hhmm(told.left),
        reason=words.reasons().get(told.reason, told.reason),
        tablet=f"{tablet.name} · {tablet_signs.sign_name(tablet.sign, tablet.mark)}" if tablet else "",
    )


def _taps(line: tables.Line, urgent: bool) -> tuple[str, ...]:
    status = line.record.status
    if status == "expected" or "conflict" in line.flags:
        return ("here", "late", "absent", "excused")
    if urgent:
        return (status, "here" if line.record.attended in ("absent", "excused") else "absent")
    return ()


def _fitting(status: str) -> tuple[str, ...]:
    return TAPS if status in ("here", "late", "left") else TAPS[:-1]


def detail(line: tables.Line) -> str:
    """Times, minutes and reason of a line in one short text."""
    told = line.record
    parts = []
    if told.arrived is not None or told.left is not None:
        parts.append(_hours(told))
    if told.attended == "late":
        parts.append(_late(told.minutes_late))
    if told.minutes_early:
        parts.append(_("%(time)s early", time=words.duration(told.minutes_early)))
    if told.reason:
        parts.append(words.reasons().get(told.reason, told.reason))
    return " · ".join(parts)


def _hours(told: tables.AttendanceDay) -> str:
    came, went = words.hhmm(told.arrived), words.hhmm(told.left)
    if not came:
        return _("until %(time)s", time=went)
    return f"{came} – {went}" if went else _("since %(time)s", time=came)


def _late(minutes: int | None) -> str:
    if minutes is None:
        return _("late, time not known")
    return _("%(time)s late", time=words.duration(minutes))


def _sections(tiles: list[Tile]) -> Iterable[Section]:
    titles = {
        "look": _("Please look"),
        "expected": _("Not here yet"),
        "away": _("Away"),
        "late": _("Late"),
        "here": _("Here"),
        "left": _("Went home"),
    }
    found: dict[str, list[Tile]] = {name: [] for name in titles}
    for tile in tiles:
        kind = "away" if tile.status in ("absent", "excused") else tile.status
        found["look" if tile.urgent else kind].append(tile)
    return [Section(name, titles[name], tuple(found[name])) for name in titles if found[name]]


@dataclass(frozen=True)
class WeekDay:
    """One day of the strip above the board."""

    day: str
    weekday: str
    number: int
    title: str
    came: int
    future: bool


def week(class_id: str, day: str) -> list[WeekDay]:
    """Monday to Sunday of a day's week, with how many came."""
    middle = date.fromisoformat(day)
    monday = middle - timedelta(days=middle.weekday())
    days = [(monday + timedelta(days=n)) for n in range(7)]
    came = tables.came(class_id, days[0].isoformat(), days[-1].isoformat())
    today = clock.today()
    return [
        WeekDay(
            day=one.isoformat(),
            weekday=short_weekdays()[one.weekday()],
            number=one.day,
            title=words.day(one.isoformat()),
            came=came.get(one.isoformat(), 0),
            future=one.isoformat() > today,
        )
        for one in days
    ]
