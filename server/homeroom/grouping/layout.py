"""What a class has to learn in: rooms, stations, periods, adults, tablets. Plain Python."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

MODES = ("teacher", "mentor", "pair", "own", "project", "offscreen")
WITH_ADULT = ("teacher", "mentor")
MOST_SEATS, MOST_PARTS, LONGEST_NAME = 200, 24, 40


@dataclass(frozen=True)
class Room:
    """A room, and how many children may be in it at once."""

    id: str
    name: str
    seats: int


@dataclass(frozen=True)
class Station:
    """A place in a room where children do one kind of thing; its sign is an animal that needs no reading."""

    id: str
    room: str
    name: str
    mode: str
    seats: int
    adult: str = ""
    sign: str = ""


@dataclass(frozen=True)
class Period:
    """A stretch of the day ("09:00" to "09:40") after which children move on."""

    id: str
    start: str
    end: str

    @property
    def minutes(self) -> int:
        """How long it is."""
        return _minutes(self.end) - _minutes(self.start)


@dataclass(frozen=True)
class Layout:
    """All of it, for one class or several that share their rooms."""

    id: str
    classes: tuple[str, ...]
    rooms: tuple[Room, ...]
    stations: tuple[Station, ...]
    periods: tuple[Period, ...]
    tablets: int = 0

    def station(self, key: str) -> Station | None:
        """A station by its id."""
        return next((one for one in self.stations if one.id == key), None)

    def period(self, key: str) -> Period | None:
        """A period by its id."""
        return next((one for one in self.periods if one.id == key), None)


def of(told: Mapping[str, Any]) -> Layout:
    """A layout as the journal or a draft keeps it."""
    return Layout(
        id=str(told["id"]),
        classes=tuple(told["classes"]),
        rooms=tuple(Room(**one) for one in told["rooms"]),
        stations=tuple(Station(**one) for one in told["stations"]),
        periods=tuple(Period(**one) for one in told["periods"]),
        tablets=int(told["tablets"]),
    )


def told(layout: Layout) -> dict[str, Any]:
    """A layout as the journal keeps it: only JSON values."""
    found = asdict(layout)
    return {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}


def is_time(text: str) -> bool:
    """Whether this is a time of the day, hh:mm."""
    hours, colon, minutes = text.partition(":")
    digits = len(hours) == 2 and len(minutes) == 2 and (hours + minutes).isascii() and (hours + minutes).isdigit()
    return bool(colon) and digits and int(hours) < 24 and int(minutes) < 60


def _minutes(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def mistakes(layout: Layout) -> list[tuple[str, str]]:
    """What is wrong with a layout as (what, of which thing); an empty list means it can be used."""
    return [*_part_mistakes(layout), *_period_mistakes(layout)]


def _part_mistakes(layout: Layout) -> Iterable[tuple[str, str]]:
    rooms = {one.id for one in layout.rooms}
    if not layout.rooms or not layout.stations or not layout.periods:
        yield "empty", ""
    if max(len(layout.rooms), len(layout.stations), len(layout.periods)) > MOST_PARTS:
        yield "many", str(MOST_PARTS)
    named: list[Room | Station] = [*layout.rooms, *layout.stations]
    for one in named:
        if not one.name.strip() or len(one.name) > LONGEST_NAME:
            yield "name", one.name
        if not 1 <= one.seats <= MOST_SEATS:
            yield "seats", one.name
    for station in layout.stations:
        if station.room not in rooms:
            yield "room", station.name
        if station.mode not in MODES:
            yield "mode", station.name
    twice = Counter(station.name.casefold() for station in layout.stations)
    yield from (("same_name", station.name) for station in layout.stations if twice[station.name.casefold()] > 1)


def _period_mistakes(layout: Layout) -> Iterable[tuple[str, str]]:
    end = ""
    for one in layout.periods:
        if not is_time(one.start) or not is_time(one.end) or one.start >= one.end:
            yield "time", f"{one.start}–{one.end}"
        elif one.start < end:
            yield "overlap", f"{one.start}–{one.end}"
        end = one.end
    if not 0 <= layout.tablets <= MOST_SEATS:
        yield "tablets", str(layout.tablets)


def adults_twice(layout: Layout) -> list[tuple[str, tuple[str, ...]]]:
    """Adults who are expected at two stations at once, with the stations."""
    places: dict[str, list[str]] = {}
    for station in layout.stations:
        if station.adult:
            places.setdefault(station.adult, []).append(station.id)
    return [(adult, tuple(found)) for adult, found in places.items() if len(found) > 1]
