"""A plan of stations as the teacher sees it: rooms, stations, who is where, what is not right, what a move costs."""

from dataclasses import dataclass
from functools import cached_property

from homeroom.grouping import checking, facts, reasons, tables, words
from homeroom.grouping.desk import Desk
from homeroom.grouping.layout import Period, Room, Station
from homeroom.grouping.names import Names
from homeroom.grouping.scoring import Scorer, sets
from homeroom.i18n import _, ngettext

MOST_SWAPS = 3  # children who are offered for a swap


@dataclass(frozen=True)
class Kid:
    """A child at a station."""

    id: str
    name: str
    portrait: str
    locked: bool
    trouble: bool
    why: str


@dataclass(frozen=True)
class Table:
    """A station in a period: who is there (pairs side by side), what it is about."""

    station: Station
    adult: str
    about: str
    groups: tuple[tuple[Kid, ...], ...]
    many: int

    @property
    def over(self) -> bool:
        """Whether more are there than it has seats."""
        return self.many > self.station.seats


@dataclass(frozen=True)
class Option:
    """Where a child could go instead, and what that costs in words; `swap` is who would take her place."""

    station: Station
    cost: str
    notes: tuple[str, ...]
    kind: str
    worth: float
    swap: str = ""
    swap_name: str = ""


class Board:
    """One period of a desk, made ready for the page."""

    def __init__(self, desk: Desk, period: str = "") -> None:
        self.desk, self.layout = desk, desk.layout
        self.period: Period = desk.layout.period(period) or desk.layout.periods[0]
        self.names = Names(facts.members(desk.layout))
        self.teller = self.names.teller(desk.layout)

    @cached_property
    def place(self) -> dict[str, str]:
        """Who is where in this period."""
        return self.desk.plan[self.period.id]

    @cached_property
    def _together(self) -> dict[str, tuple[str, ...]]:
        return checking.partners(self.desk.problem, self.place)

    @cached_property
    def _why(self) -> reasons.Why:
        known = self.desk.known
        return reasons.Why(self.desk.problem, self.desk.plan, known.chances, known.since)

    @cached_property
    def _in_trouble(self) -> set[str]:
        return {child for one in self.here for child in one.children}

    @property
    def here(self) -> list[checking.Trouble]:
        """What is not right in this period (and what is wrong with the rooms at all)."""
        return [one for one in self.desk.troubles if one.period in ("", self.period.id)]

    @property
    def warnings(self) -> list[str]:
        """The same in sentences."""
        return [self.teller.trouble(one) for one in self.here]

    @property
    def troubled(self) -> dict[str, int]:
        """How much is not right in each period."""
        periods = [one.period for one in self.desk.troubles]
        return {period.id: periods.count(period.id) for period in self.layout.periods}

    @property
    def rooms(self) -> list[tuple[Room, list[Table], int]]:
        """Each room with its stations and how many children are in it."""
        found = []
        for room in self.layout.rooms:
            inside = [self._table(one) for one in self.layout.stations if one.room == room.id]
            found.append((room, inside, sum(one.many for one in inside)))
        return found

    @property
    def nowhere(self) -> list[Kid]:
        """Children without a place."""
        return [self.kid(child) for child, key in self.place.items() if not key]

    def kid(self, child: str) -> Kid:
        """A child as shown in this period."""
        return Kid(
            id=child,
            name=self.names.child(child),
            portrait=self.names.portrait(child),
            locked=(self.period.id, child) in self.desk.problem.locks,
            trouble=child in self._in_trouble,
            why=self.reason(child),
        )

    def reason(self, child: str) -> str:
        """Why she is there, in one sentence."""
        found = self._why.of(self.period.id, child, self._together.get(child, ()))
        return reasons.sentence(found, self.names.calls)

    def _table(self, station: Station) -> Table:
        who = sorted(sets(self.place).get(station.id, ()), key=self.names.child)
        if station.mode == "pair":
            pairs = sorted({tuple(sorted((child, *self._together.get(child, ())))) for child in who})
            groups = [tuple(self.kid(child) for child in pair) for pair in pairs]
        else:
            groups = [(self.kid(child),) for child in who]
        return Table(station, self.names.adult(station.adult), self.about(station), tuple(groups), len(who))

    def about(self, station: Station) -> str:
        """What a group with an adult is about."""
        if station.mode != "teacher":
            return ""
        group = self.desk.group_at(self.period.id, station.id)
        if group and group.source != "skill":
            return _("Their shared idea")
        skill = Scorer(self.desk.problem).focus(self.period.id, station.id, sets(self.place).get(station.id, ()))[0]
        return self.names.skill(skill) if skill else ""

    def day_of(self, child: str) -> list[tuple[Period, Station | None]]:
        """Where a child is in each period."""
        return [(one, self.layout.station(self.desk.plan[one.id].get(child, ""))) for one in self.layout.periods]

    def options(self, child: str) -> list[Option]:
        """Where she could go and what it costs, the best first; at a full station with those she might swap with."""
        found = []
        for station in self.layout.stations:
            if station.id == self.place.get(child):
                continue
            there = [one for one, key in self.place.items() if key == station.id]
            if len(there) < station.seats:
                found.append(self._option(child, station))
            else:
                found += self._swaps(child, station, there)
        return sorted(found, key=lambda one: -one.worth)

    def _swaps(self, child: str, station: Station, there: list[str]) -> list[Option]:
        free = [one for one in there if (self.period.id, one) not in self.desk.problem.locks]
        best = sorted((-self._change(child, station, one).worth, one) for one in free)[:MOST_SWAPS]
        return [self._option(child, station, one) for _cost, one in best]

    def _change(self, child: str, station: Station, swap: str = "") -> checking.Change:
        place = {**self.place, child: station.id, **({swap: self.place[child]} if swap else {})}
        return checking.change(self.desk.problem, self.desk.plan, {**self.desk.plan, self.period.id: place})

    def _option(self, child: str, station: Station, swap: str = "") -> Option:
        change = self._change(child, station, swap)
        cost, notes = self.cost(change)
        name = self.names.child(swap) if swap else ""
        return Option(station, cost, tuple(notes), change.verdict, change.worth, swap, name)

    def cost(self, change: checking.Change) -> tuple[str, list[str]]:
        """What a change costs in one word and in sentences."""
        told = [self.teller.trouble(one) for one in (*change.came, *change.notes)]
        return words.verdict(change.verdict), told


def overview(desk: Desk) -> list[tuple[str, list[tuple[Period, Station | None]]]]:
    """Every child with her way through the day, by name."""
    board = Board(desk)
    return [(board.names.child(child), board.day_of(child)) for child in sorted(desk.known.ids, key=board.names.child)]


def away(desk: Desk) -> str:
    """Who is announced as away on that day, in one sentence; "" for nobody."""
    gone, names = desk.known.away, Names(facts.members(desk.layout))
    if not gone:
        return ""
    who = _(", ").join(names.child(one.id) for one in gone)
    return ngettext(
        "%(who)s is announced as away and has no place.",
        "%(num)s children are announced as away and have no place: %(who)s.",
        len(gone),
        num=len(gone),
        who=who,
    )


def state_of(desk: Desk) -> str:
    """Whether the plan on the desk is published: none, draft, published or changed."""
    if not desk.drafted:
        return "none"
    draft = tables.draft(desk.layout.id, desk.day)
    if desk.published:
        return "changed" if draft else "published"
    return "draft"
