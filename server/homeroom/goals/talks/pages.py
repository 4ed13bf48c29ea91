"""The weekly talk list over HTTP: the list, the sheet for a talk, private notes, who mentors whom, paper."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import Refused
from homeroom.goals.blueprint import bp, chosen_class, my_classes, seen_student
from homeroom.goals.talks import actions, sheet, tables
from homeroom.i18n import _
from homeroom.mastery.showing import namer
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import allow, caller


@bp.get("/talks")
@allow("staff")
def talks() -> ResponseReturnValue:
    """Whom the caller talks with: the children of the class nobody else was chosen for, and her own mentees."""
    group, everybody = chosen_class(), request.args.get("all") == "1"
    mine = _mine(group, everybody)
    return web.page(
        "goals/talks.html",
        here="talks",
        classes=my_classes(),
        group=group,
        everybody=everybody,
        rows=sheet.rows(mine),
        names=namer(),
        children=people.students_of(group.id) if group else [],
        staff=people.everybody_on_staff(),
    )


def _mine(group: people.SchoolClass | None, everybody: bool) -> list[people.Student]:
    """The children on the caller's list."""
    children = people.students_of(group.id) if group else []
    chosen = tables.mentors([one.id for one in children])
    mine = [one for one in children if everybody or chosen.get(one.id, caller().id) == caller().id]
    there = {one.id for one in children}
    elsewhere = [people.student(one) for one in sorted(tables.mentees_of(caller().id) - there)]
    return [*mine, *(one for one in elsewhere if not one.archived and not everybody)]


@bp.post("/talks/<class_id>/mentors")
@allow("staff")
def choose_mentor(class_id: str) -> ResponseReturnValue:
    """Let somebody talk with these children every week, or give them back to whoever teaches the class."""
    people_actions.check_may_see(caller(), class_id)
    there = {one.id for one in people.students_of(class_id)}
    chosen = [one for one in request.form.getlist("student") if one in there]
    if not chosen:
        raise Refused(_("Choose at least one child."))
    actions.choose_mentor(chosen, request.form.get("staff", ""))
    return redirect(f"{url_for('goals.talks')}?class={class_id}&all=1", 303)


@bp.get("/talks/paper")
@allow("staff")
def talks_on_paper() -> ResponseReturnValue:
    """The sheets of the list, to print: without notes, since paper lies about."""
    group = chosen_class()
    found = [sheet.sheet(one) for one in _mine(group, request.args.get("all") == "1")]
    found.sort(key=lambda one: (one.row.days is not None, -(one.row.days or 0)))
    return web.page("goals/talks_paper.html", group=group, sheets=found)


@bp.get("/students/<student>/talk")
@allow("staff")
def talk(student: str) -> ResponseReturnValue:
    """The sheet for a talk, the talks before, and the caller's notes."""
    person, names = seen_student(student), namer()
    return web.page(
        "goals/talk.html",
        person=person,
        one=sheet.sheet(person),
        talks=tables.talks_of([student]).get(student, []),
        notes=tables.notes_for(caller().id, student),
        me=caller().id,
        colleagues=[one for one in tables.colleagues(student) if one.id != caller().id],
        names=names,
        shared_with=lambda note: _(", ").join(map(names, note.shared)),
    )


@bp.post("/students/<student>/talk")
@allow("staff")
def note_talk(student: str) -> ResponseReturnValue:
    """Note that they talked, what they agreed on, and perhaps a private note; or take the last one back."""
    seen_student(student)
    form, what = request.form, request.form.get("do", "talk")
    if what == "talk":
        answer = form.get("answer", "agreed")
        step, until = form.get("step", ""), form.get("until", "")
        actions.hold(student, step, until, agreed=answer == "agreed", propose=answer == "propose")
        if form.get("note", "").strip():
            actions.keep_note(caller().id, student, form["note"])
    elif what.startswith("back:"):
        actions.take_back(student, what.partition(":")[2])
    else:
        raise Refused(_("It was not clear what to do with this talk."))
    return redirect(url_for("goals.talk", student=student, _anchor="talks"), 303)


@bp.post("/students/<student>/notes")
@allow("staff")
def keep_note(student: str) -> ResponseReturnValue:
    """Keep a private note, change an own one, or throw it away."""
    seen_student(student)
    form, note = request.form, request.form.get("note", "")
    if form.get("do") == "throw":
        actions.throw_note(caller().id, student, note)
    else:
        actions.keep_note(caller().id, student, form.get("text", ""), form.getlist("share"), note)
    return redirect(url_for("goals.talk", student=student, _anchor="notes"), 303)


@bp.get("/students/<student>/notes/<note>")
@allow("staff")
def note(student: str, note: str) -> ResponseReturnValue:
    """One own note, to change or to throw away."""
    person = seen_student(student)
    return web.page(
        "goals/note.html",
        person=person,
        note=tables.own_note(caller().id, student, note),
        colleagues=[one for one in tables.colleagues(student) if one.id != caller().id],
    )
