"""Shared wrong ideas and nudges over HTTP."""

from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import Forbidden, Refused
from homeroom.grouping import actions, ideas, nudges, nudging, standard, tables
from homeroom.grouping.blueprint import bp, seen_class
from homeroom.grouping.on_today import told
from homeroom.i18n import _
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import allow, caller

FIRST = 5  # nudges of a rule that stand on the page at once


@bp.get("/stations/<class_id>/ideas")
@allow("staff")
def show_ideas(class_id: str) -> ResponseReturnValue:
    """Wrong ideas that children of a class share, with their work and a way to begin."""
    group = seen_class(class_id)
    return web.page(
        "grouping/ideas.html",
        group=group,
        ideas=ideas.of_class(class_id),
        first=ideas.FIRST,
        at_once=ideas.AT_ONCE,
        day=standard.next_day(class_id),
    )


@bp.post("/stations/<class_id>/ideas/<key>")
@allow("staff")
def sit_with(class_id: str, key: str) -> ResponseReturnValue:
    """Make those who share an idea a group with an adult on the next school day."""
    seen_class(class_id)
    found = ideas.find(class_id, key)
    ticked = request.form.getlist("student")
    if "chosen" in request.form and not ticked:
        raise Refused(_("Choose at least one child."))
    chosen = [one for one in found.students if one in ticked] if ticked else found.students[: ideas.AT_ONCE]
    actions.ask_group(class_id, standard.next_day(class_id), chosen, source=found.kind, about=found.about)
    return redirect(url_for("grouping.show_ideas", class_id=class_id, _anchor=f"idea-{key}"), 303)


# --- nudges --------------------------------------------------------------------------------------------


@bp.get("/stations/<class_id>/nudges")
@allow("staff")
def show_nudges(class_id: str) -> ResponseReturnValue:
    """All open nudges about a class."""
    group = seen_class(class_id)
    return web.page("grouping/nudges.html", group=group, nudges=told(class_id, nudges.of_class(class_id)), first=FIRST)


@bp.post("/stations/<class_id>/nudges")
@allow("staff")
def answer_nudge(class_id: str) -> ResponseReturnValue:
    """Accept, not now, never; or take such an answer back."""
    seen_class(class_id)
    form = request.form
    student = people.student(form.get("student", "")).id
    people_actions.check_may_see_student(caller(), student)
    rule, about, answer = form.get("rule", ""), form.get("about", "")[:120], form.get("answer", "")
    there = web.local_path(form.get("next") or url_for("grouping.show_nudges", class_id=class_id))
    if answer == "undo":
        actions.take_back_answer(student, rule, about, form.get("step", ""))
        return redirect(there, 303)
    step = actions.answer_nudge(class_id, student, rule, about, answer)
    told = urlencode({"said": answer, "of": student, "rule": rule, "about": about, "step": step})
    return redirect(f"{there}{'&' if '?' in there else '?'}{told}", 303)


@bp.get("/stations/<class_id>/nudges/record")
@allow("staff")
def record(class_id: str) -> ResponseReturnValue:
    """Every rule in words, what was accepted and what came of it, also by group of children."""
    group = seen_class(class_id)
    return web.page(
        "grouping/record.html",
        group=group,
        records=nudges.records(class_id),
        statements=nudging.statements(),
        everywhere=tables.switched_off(""),
        office="office" in caller().roles,
        least=nudging.LEAST_GROUP,
        fell=round(nudging.FELL),
    )


@bp.post("/stations/<class_id>/nudges/rules")
@allow("staff")
def switch_rule(class_id: str) -> ResponseReturnValue:
    """Switch a rule off or on for a class; the office also for all classes."""
    seen_class(class_id)
    form = request.form
    everywhere = form.get("where") == "all"
    if everywhere and "office" not in caller().roles:
        raise Forbidden(_("Only the office switches rules for all classes."))
    if form.get("on") not in ("0", "1"):
        raise Refused(_("It was not clear which nudge was meant. Nothing was changed."))
    actions.switch_rule("" if everywhere else class_id, form.get("rule", ""), form["on"] == "1")
    return redirect(url_for("grouping.record", class_id=class_id), 303)
