"""A plan of stations on the teacher's desk: its draft, what is known, and the steps that undo takes back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from homeroom.grouping import checking, facts, standard, tables
from homeroom.grouping.layout import Layout
from homeroom.grouping.scoring import Focus, Plan, Problem

MOST_STEPS = 40

State = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """A day of a layout as a teacher works on it. `state` has places, locks and the seats of groups asked for."""

    layout: Layout
    day: str
    state: State
    steps: int
    drafted: bool
    published: tables.StationPlan | None

    @cached_property
    def known(self) -> facts.Known:
        """What is known of the children."""
        return facts.gather(self.layout, self.day)

    @cached_property
    def asked(self) -> list[tables.AskedGroup]:
        """The groups that were asked for."""
        return tables.asked(self.layout.id, self.day)

    @cached_property
    def problem(self) -> Problem:
        """The same for the rules."""
        here = set(self.known.ids)
        locks = {(period, child): key for period, child, key in self.state["locks"] if child in here and key}
        return Problem(
            layout=self.layout,
            children=self.known.children,
            worth=self.known.worth,
            apart=self.known.apart,
            locks=locks,
            focus=self._focus(here),
        )

    def _focus(self, here: set[str]) -> dict[tuple[str, str], Focus]:
        groups = {one.id: one for one in self.asked}
        found = {}
        for key, period, station in self.state["groups"]:
            if key in groups:
                about = groups[key].about if groups[key].source == "skill" else ""
                found[period, station] = Focus(frozenset(groups[key].students) & here, about, key)
        return found

    def bound(self, *, anew: bool) -> Problem:
        """The problem with the groups asked for kept together: all of them, or (not anew) who still sits there."""
        together = {
            (period, child): station
            for (period, station), focus in self.problem.focus.items()
            for child in focus.children
            if anew or self.plan[period].get(child) == station
        }
        return replace(self.problem, locks={**together, **self.problem.locks})

    @cached_property
    def plan(self) -> Plan:
        """Who is where; who came new is nowhere yet."""
        stations = {one.id for one in self.layout.stations}
        return {
            period.id: {
                child: key if (key := self.state["places"].get(period.id, {}).get(child, "")) in stations else ""
                for child in self.known.ids
            }
            for period in self.layout.periods
        }

    @cached_property
    def troubles(self) -> list[checking.Trouble]:
        """What is not right."""
        return checking.troubles(self.problem, self.plan) if self.drafted else []

    def group_at(self, period: str, station: str) -> tables.AskedGroup | None:
        """The group asked for that sits at a station in a period."""
        key = next((one for one, at, where in self.state["groups"] if (at, where) == (period, station)), "")
        return next((one for one in self.asked if one.id == key), None)


def open_desk(key: str, day: str) -> Desk:
    """The draft of a day, or an empty desk; a published plan is the beginning of the next draft."""
    layout, draft, published = standard.layout_of(key), tables.draft(key, day), tables.plan(key, day)
    if draft:
        return Desk(layout, day, draft.state, len(draft.past), True, published)
    if published:
        return Desk(layout, day, _state_of(key, day), 0, True, published)
    return Desk(layout, day, empty(), 0, False, None)


def empty() -> State:
    """A desk on which nothing was done."""
    return {"places": {}, "locks": [], "groups": []}


def _state_of(key: str, day: str) -> State:
    places: dict[str, dict[str, str]] = {}
    for row in tables.places(day):
        if row.layout == key:
            places.setdefault(row.period, {})[row.student] = row.station
    return {**empty(), "places": places}


def seat_groups(desk: Desk) -> list[list[str]]:
    """A station and period with an adult for each group asked for: the first that is free and large enough."""
    taken: set[tuple[str, str]] = set()
    found = []
    tables_with_adult = [one for one in desk.layout.stations if one.mode == "teacher"]
    for group in desk.asked:
        places = [(period.id, one) for period in desk.layout.periods for one in tables_with_adult]
        free = [place for place in places if (place[0], place[1].id) not in taken]
        best = next((place for place in free if place[1].seats >= len(group.students)), free[0] if free else None)
        if best:
            taken.add((best[0], best[1].id))
            found.append([group.id, best[0], best[1].id])
    return found
