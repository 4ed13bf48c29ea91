"""Rosters in and out: choose a file, look at what it would do, do it, undo it; and the export."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people import imports, words
from homeroom.people.rosters import Plan, write_kolibri, write_ours
from homeroom.people.rosters.ours import COLUMNS
from homeroom.people.rosters.sheet import MAX_BYTES
from homeroom.people.views.blueprint import back_to, bp, done_sentence
from homeroom.web import allow


@bp.get("/people/import", endpoint="imports")
@allow("office")
def ask_for_file() -> ResponseReturnValue:
    """Choose a file, and what was imported before."""
    return _page()


@bp.post("/people/import")
@allow("office")
def look_at_file() -> ResponseReturnValue:
    """The dry run: nothing is changed yet."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(_("Choose a file first.")), 422
    data = file.stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        return _page(_("This file is larger than 8 MB. That is too much for a list of people.")), 422
    everybody = bool(request.form.get("everybody"))
    school = web.caller().more.get("at_school")  # at a hub: one of its schools, by its name in the file
    name = str(school.name) if school else ""
    staff = web.caller().id
    found = imports.look(data, file=file.filename[:120], staff=staff, lists_everybody=everybody, school=name)
    return back_to("people.one_import", import_id=found)


@bp.get("/people/import/<import_id>")
@allow("office")
def one_import(import_id: str) -> ResponseReturnValue:
    """What a file would do, or did."""
    row = imports.one(import_id)
    plan = imports.plan(row)
    return web.page(
        "people/import_plan.html",
        row=row,
        plan=plan,
        parts=_parts(plan),
        totals=_totals(plan),
        is_last=imports.is_last(row),
        field_name=words.field_name,
        local=clock.local,
        done=done_sentence(),
    )


@bp.post("/people/import/<import_id>/apply")
@allow("office")
def apply_import(import_id: str) -> ResponseReturnValue:
    """Do what was shown."""
    imports.apply(import_id, request.form.get("shown", ""))
    return back_to("people.one_import", "applied", import_id=import_id)


@bp.post("/people/import/<import_id>/undo")
@allow("office")
def undo_import(import_id: str) -> ResponseReturnValue:
    """Take the last import back."""
    imports.undo(import_id)
    return back_to("people.one_import", "undone", import_id=import_id)


@bp.get("/people/export.csv")
@allow("office")
def export() -> ResponseReturnValue:
    """Everybody, in our columns or in Kolibri's."""
    form = request.args.get("format", "homeroom")
    if form not in ("homeroom", "kolibri"):
        raise Refused(_("There are two formats: homeroom and kolibri."))
    write = write_kolibri if form == "kolibri" else write_ours
    name = f"{'kolibri_users' if form == 'kolibri' else 'people'}_{clock.today()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(write(imports.everybody()), content_type="text/csv; charset=utf-8", headers=headers)


def _page(error: str = "") -> str:
    return web.page("people/import.html", before=imports.all_imports(), columns=COLUMNS, local=clock.local, error=error)


def _parts(plan: Plan) -> list[tuple[str, list[object]]]:
    """The steps under headings, in the order in which people ask."""
    headings = [
        (_("New children"), "student", "add"),
        (_("Children who change"), "student", "change"),
        (_("Children who come back"), "student", "restore"),
        (_("Children who are archived"), "student", "archive"),
        (_("New staff"), "staff", "add"),
        (_("Staff who change"), "staff", "change"),
        (_("Staff who come back"), "staff", "restore"),
        (_("Staff who are archived"), "staff", "archive"),
        (_("New classes"), "class", "add"),
        (_("Classes that change"), "class", "change"),
        (_("Classes that go on"), "class", "restore"),
        (_("Classes that are archived"), "class", "archive"),
        (_("Into a class"), "enrolment", "add"),
        (_("Out of a class"), "enrolment", "end"),
        (_("Teachers who take on a class"), "teaching", "add"),
        (_("Teachers who leave a class"), "teaching", "end"),
    ]
    found = [(title, [s for s in plan.steps if (s.what, s.how) == (what, how)]) for title, what, how in headings]
    return [(title, list(steps)) for title, steps in found if steps]


def _totals(plan: Plan) -> list[tuple[str, str, int]]:
    people, places = ("student", "staff", "class"), ("enrolment", "teaching")
    return [
        ("good", _("new"), sum(plan.count(what, "add") for what in people)),
        ("accent", _("changed"), sum(plan.count(what, how) for what in people for how in ("change", "restore"))),
        ("warn", _("archived"), sum(plan.count(what, "archive") for what in people)),
        (
            "",
            _("moves between classes"),
            sum(plan.count(what, how) for what in places for how in ("add", "end")),
        ),
        ("", _("unchanged"), plan.unchanged),
    ]
