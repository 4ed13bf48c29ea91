"""One child's week, card by card: look, replace, add, remove, pin; and the week on paper."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _, messages_for
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import actions, comparing, planning, rules
from homeroom.playlists.blueprint import bp
from homeroom.playlists.planning import Row, Tile
from homeroom.web import allow, caller


def messages() -> dict[str, Any]:
    """The words that the script of planning uses."""
    return messages_for(["static/plan/"])


@bp.get("/plan/<class_id>/<week>/<student>")
@allow("staff")
def child(class_id: str, week: str, student: str) -> ResponseReturnValue:
    """A child's week; as a part of the page when a script asks."""
    row = _row(class_id, week, student)
    if web.wants_json():
        return {"html": _child_html(class_id, week, row)}
    return web.page("playlists/child.html", **_context(class_id, week), row=row, messages=messages())


@bp.get("/plan/<class_id>/<week>/<student>/<slot>")
@allow("staff")
def slot(class_id: str, week: str, student: str, slot: str) -> ResponseReturnValue:
    """What can be done with one card."""
    row = _row(class_id, week, student)
    tile = _tile(row, slot)
    alike, near = planning.replacements(tile.card)
    weighed = {
        "parts": comparing.parts(tile),
        "told": comparing.told(tile.facts),
        "chances": comparing.chances(student, [*alike, *near]),
    }
    context = {**_context(class_id, week), **weighed, "row": row, "tile": tile, "alike": alike, "near": near}
    if web.wants_json():
        return {"html": render_template("playlists/slot_form.html", **context)}
    return web.page("playlists/slot.html", **context, everything=planning.by_skill(), messages=messages())


@bp.post("/plan/<class_id>/<week>/<student>/<slot>")
@allow("staff")
def change_slot(class_id: str, week: str, student: str, slot: str) -> ResponseReturnValue:
    """Replace, remove, mark as must or may, or pin for the whole class."""
    row = _row(class_id, week, student)
    what, _colon, card = request.form.get("do", "").partition(":")
    card = card or request.form.get("card", "")
    touched = [one.id for one in people.students_of(class_id)] if what == "pin" else [student]
    does: dict[str, Callable[[], object]] = {
        "replace": lambda: actions.replace(student, week, slot, card),
        "remove": lambda: actions.remove(student, week, slot),
        "must": lambda: actions.mark(student, week, slot, must=True),
        "may": lambda: actions.mark(student, week, slot, must=False),
        "pin": lambda: actions.pin(class_id, week, _tile(row, slot).card),
    }
    if what not in does:
        raise Refused(_("It was not clear what to do with this card."))
    actions.in_one_step(class_id, week, "card", touched, does[what])
    return changed(class_id, week, touched, student)


def changed(class_id: str, week: str, touched: list[str], student: str) -> ResponseReturnValue:
    """The rows that are different now, for the script; else back to where the teacher was."""
    if not web.wants_json():
        if student:
            return redirect(url_for("playlists.child", class_id=class_id, week=week, student=student), 303)
        return redirect(url_for("playlists.plan", class_id=class_id, week=week), 303)
    rows = {row.student.id: row for row in planning.rows(class_id, week, touched)}
    context = _context(class_id, week)
    return {
        "rows": {key: render_template("playlists/row.html", row=row, **context) for key, row in rows.items()},
        "child": _child_html(class_id, week, rows[student]) if student in rows else "",
    }


@bp.get("/plan/<class_id>/<week>/add")
@allow("staff")
def add(class_id: str, week: str) -> ResponseReturnValue:
    """Choose a card and who gets it."""
    people_actions.check_may_see(caller(), class_id)
    return web.page(
        "playlists/add.html",
        **_context(class_id, week),
        rows=planning.rows(class_id, week),
        everything=planning.by_skill(),
        chosen=request.args.get("student", ""),
        card=request.args.get("card", ""),
    )


@bp.post("/plan/<class_id>/<week>/add")
@allow("staff")
def add_do(class_id: str, week: str) -> ResponseReturnValue:
    """Put the card into the weeks of the students chosen."""
    people_actions.check_may_see(caller(), class_id)
    named = set(request.form.getlist("student"))
    chosen = [row for row in planning.rows(class_id, week) if row.student.id in named]
    if not chosen:
        raise Refused(_("Choose at least one child."))
    card, must = request.form.get("card", ""), request.form.get("must") == "1"
    able = [row.student.id for row in chosen if row.state != "none"]
    actions.in_one_step(class_id, week, "add", able, lambda: [actions.add(one, week, card, must=must) for one in able])
    return redirect(url_for("playlists.plan", class_id=class_id, week=week, _anchor=f"row-{chosen[0].student.id}"), 303)


@bp.get("/plan/<class_id>/<week>/paper")
@allow("staff")
def paper(class_id: str, week: str) -> ResponseReturnValue:
    """The weeks of all children to print: one page a child."""
    people_actions.check_may_see(caller(), class_id)
    rows = [row for row in planning.rows(class_id, week) if row.tiles]
    return web.page("playlists/paper.html", **_context(class_id, week), rows=rows)


def _row(class_id: str, week: str, student: str) -> Row:
    people_actions.check_may_see(caller(), class_id)
    rules.monday_of(week)
    found = planning.rows(class_id, week, [student])
    if not found:
        raise NotFound(_("This child is not in this class."))
    return found[0]


def _tile(row: Row, slot: str) -> Tile:
    found = next((tile for tile in row.tiles if tile.slot == slot), None)
    if found is None:
        raise NotFound(_("This card is not in the week any more. Load the page again."))
    return found


def _context(class_id: str, week: str) -> dict[str, Any]:
    return {"group": people.school_class(class_id), "week": week}


def _child_html(class_id: str, week: str, row: Row) -> str:
    return render_template("playlists/child_cards.html", row=row, **_context(class_id, week))
