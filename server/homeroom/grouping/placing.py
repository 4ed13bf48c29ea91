"""From a plan on the desk to the places of each child, with partners and the sentence why."""

from typing import Any

from homeroom.grouping import checking, reasons, tables
from homeroom.grouping.desk import Desk

Place = dict[str, Any]


def places(desk: Desk) -> dict[str, list[Place]]:
    """What is published: for each child her places in the order of periods."""
    why = reasons.Why(desk.problem, desk.plan, desk.known.chances, desk.known.since)
    found: dict[str, list[Place]] = {child: [] for child in desk.known.ids}
    for period in desk.layout.periods:
        together = checking.partners(desk.problem, desk.plan[period.id])
        for child, key in desk.plan[period.id].items():
            station = desk.problem.stations.get(key)
            if station:
                partners = together.get(child, ())
                found[child].append(
                    {
                        "period": period.id,
                        "station": key,
                        "mode": station.mode,
                        "partners": list(partners),
                        "role": reasons.role(child, partners, desk.known.chances),
                        "adult": station.adult,
                        "reason": why.of(period.id, child, partners),
                    }
                )
    return found


def given(key: str, day: str) -> dict[str, list[Place]]:
    """The same as it was published before."""
    plan = tables.plan(key, day)
    order = [period.id for period in plan.frame.periods] if plan else []
    found: dict[str, list[Place]] = {}
    rows = [row for row in tables.places(day) if row.layout == key]
    names = ("period", "station", "mode", "partners", "role", "adult", "reason")
    for row in sorted(rows, key=lambda row: order.index(row.period) if row.period in order else len(order)):
        found.setdefault(row.student, []).append({name: getattr(row, name) for name in names})
    return found
