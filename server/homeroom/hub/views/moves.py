"""Children who change school: what the new school would get, in words, before the button; and how far each is."""

from __future__ import annotations

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import acts, store, web
from homeroom.hub import tables, twice
from homeroom.hub.tables import School
from homeroom.hub.transfers import actions as transfers
from homeroom.hub.views.blueprint import bp
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.people.transfers import all_transfers
from homeroom.web import allow


@bp.get("/transfers", endpoint="transfers")
@allow("hub")
def show_transfers() -> ResponseReturnValue:
    """Who is on the way, who has arrived, and who seems to be at two schools."""
    schools = {school.id: school for school in tables.schools()}
    students = {one.student: people.Student.one(id=one.student) for one in all_transfers()}
    return web.page(
        "hub/transfers.html",
        transfers=all_transfers(),
        students=students,
        schools=schools,
        pairs=twice.pairs(),
        heard=tables.last_heard,
    )


@bp.get("/transfers/new/<student_id>", endpoint="new_transfer")
@allow("hub")
def ask_for_school(student_id: str) -> ResponseReturnValue:
    """Choose the new school; then read what it would get."""
    student = people.student(acts.ident({"student": student_id}, "student"))
    source = tables.school(student.school)
    target = tables.school(request.args["to"]) if request.args.get("to") else None
    groups = []
    if target:
        with store.acting_at(target.id):
            groups = people.classes()
    return web.page(
        "hub/transfer.html",
        student=student,
        source=source,
        target=target,
        groups=groups,
        others=[one for one in tables.schools() if one.id != source.id],
        told=_told(source, target) if target else [],
    )


@bp.post("/transfers/new/<student_id>", endpoint="begin_transfer")
@allow("hub")
def begin(student_id: str) -> ResponseReturnValue:
    """Do it."""
    student = acts.ident({"student": student_id}, "student")
    group = acts.ident(request.form, "class") if request.form.get("class") else ""
    transfers.begin(student, acts.ident(request.form, "to"), group)
    return redirect(url_for("hub.transfers"), 303)


def _told(source: School, target: School) -> list[tuple[str, str]]:
    """What happens, line by line: ("good" or "stop", a sentence)."""
    what = transfers.reach(source, target)
    names: dict[str, Any] = {"source": source.name, "target": target.name}
    return [
        ("good", _("%(target)s gets her skills and where she stands: answers, cards, levels.", **names)),
        _about_names(what),
        _about_work(what, names),
        ("good", _("Both schools have her until both have heard of it.")),
        ("good", _("What %(source)s still sends later follows by itself.", **names)),
        ("good", _("Her pictures or number for signing in stay behind: %(target)s gives her new ones.", **names)),
    ]


def _about_names(what: transfers.Reach) -> tuple[str, str]:
    if what.names:
        return "good", _("It gets her name and what else is written about her.")
    words = _(
        "It gets no name, because names stay at a school here: there she is a number until its office writes the name."
    )
    return "stop", words


def _about_work(what: transfers.Reach, names: dict[str, Any]) -> tuple[str, str]:
    if what.work:
        words = _(
            "It gets her texts, conversation, attendance, plans and goals. Photos and recordings stay where they are."
        )
        return "good", words
    return "stop", _("Texts, conversation, attendance, plans and goals stay at %(source)s.", **names)
