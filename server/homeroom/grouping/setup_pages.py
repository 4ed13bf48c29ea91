"""Rooms, stations, periods and adults of a class over HTTP; remembered from day to day."""

from itertools import zip_longest
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.grouping import actions, layout, standard
from homeroom.grouping.blueprint import bp, my_classes, number, seen_class, seen_layout
from homeroom.grouping.layout import MODES, Layout, Period, Room, Station
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.people.rules import SIGNS
from homeroom.people.words import picture_name
from homeroom.web import allow

SPARE = 2  # empty lines below each list


@bp.get("/stations/<class_id>/setup")
@allow("staff")
def setup(class_id: str) -> ResponseReturnValue:
    """What there is to learn in."""
    found = seen_layout(class_id)
    return web.page(
        "grouping/setup.html",
        group=people.school_class(class_id),
        layout=found,
        spare=range(SPARE),
        modes=MODES,
        signs={sign: picture_name(sign) for sign in SIGNS},
        staff=people.everybody_on_staff(),
        classes=[one for one in my_classes() if one.id != class_id],
        twice=[people.staff(adult).name for adult, _places in layout.adults_twice(found)],
        day=standard.next_day(class_id),
    )


@bp.post("/stations/<class_id>/setup")
@allow("staff")
def keep_setup(class_id: str) -> ResponseReturnValue:
    """Remember it; a line without a name is left out."""
    seen_class(class_id)
    shared = [one for one in dict.fromkeys(request.form.getlist("class")) if one != class_id]
    for one in shared:
        seen_class(one)
    actions.keep_layout(_read(class_id, shared))
    if request.form.get("then") == "more":
        return redirect(url_for("grouping.setup", class_id=class_id, _anchor=request.form.get("at") or None), 303)
    return redirect(url_for("grouping.show_class", class_id=class_id), 303)


def _read(class_id: str, shared: list[str]) -> Layout:
    rooms = [
        Room(row["id"] or f"r{n}", row["name"], number(row["seats"], _("Seats")))
        for n, row in enumerate(_rows("room", "id", "name", "seats"))
        if row["name"]
    ]
    ids = ("id", "name", "room", "mode", "seats", "adult", "sign")
    known = {one.id for one in people.everybody_on_staff()}
    stations = [
        Station(
            id=row["id"],
            room=row["room"] or (rooms[0].id if rooms else ""),
            name=row["name"],
            mode=row["mode"],
            seats=number(row["seats"], _("Seats")),
            adult=row["adult"] if row["adult"] in known else "",
            sign=row["sign"] if row["sign"] in SIGNS else SIGNS[0],
        )
        for row in _rows("station", *ids)
        if row["name"]
    ]
    periods = [Period(row["id"], row["start"], row["end"]) for row in _rows("period", "id", "start", "end")]
    told = [one for one in periods if one.start or one.end]
    tablets = number(request.form.get("tablets", ""), _("Tablets"))
    return Layout(class_id, (class_id, *shared), tuple(rooms), tuple(stations), tuple(told), tablets)


def _rows(kind: str, *names: str) -> list[dict[str, Any]]:
    """The lines of one list of the form; a new line gets an id that is free."""
    columns = [request.form.getlist(f"{kind}_{name}") for name in names]
    rows = [
        dict(zip(names, (text.strip() for text in line), strict=True)) for line in zip_longest(*columns, fillvalue="")
    ]
    taken = {row["id"] for row in rows}
    for row in rows:
        if not row["id"]:
            row["id"] = next(key for n in range(len(rows) * 2 + 1) if (key := f"{kind[0]}{n}") not in taken)
            taken.add(row["id"])
    return rows
