"""Projects over HTTP: plan, form teams, let steps enter the week, mark by the rubric."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import HomeroomError, NotFound, Refused
from homeroom.evidence.rows import Piece
from homeroom.goals.blueprint import bp, chosen_class, my_classes
from homeroom.goals.projects import actions, forms, showing, tables
from homeroom.i18n import _, language
from homeroom.mastery.words import standards
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.web import allow, caller

SPARE = 2  # empty rows beside those that are filled in
STEP = {"id": "", "title": "", "text": "", "due": ""}
LINE = {"id": "", "title": "", "skill": "", "words": ["", "", "", ""]}
EMPTY = {"title": "", "question": "", "products": [], "starts": "", "ends": ""}
SHOW = {"day": "", "at": "", "place": "", "invitation": ""}


@bp.get("/projects")
@allow("staff")
def projects() -> ResponseReturnValue:
    """The projects of a class."""
    group = chosen_class()
    found = [showing.shown(one) for one in tables.projects_of(group.id)] if group else []
    return web.page(
        "goals/projects.html",
        here="projects",
        classes=my_classes(),
        group=group,
        found=[one for one in found if one.state != "archived"],
        away=[one for one in found if one.state == "archived"],
        project_states=showing.states(),
    )


def seen(project: str) -> tables.Project:
    """A project of a class the caller may see. Raises Forbidden or NotFound."""
    found = tables.project(project)
    people_actions.check_may_see(caller(), found.school_class)
    return found


@bp.get("/projects/new")
@allow("staff")
def new_project() -> ResponseReturnValue:
    """An empty plan."""
    group = chosen_class()
    if group is None:
        raise NotFound(_("There is no class to plan a project for."))
    return _form(group, None, {})


@bp.post("/projects/new")
@allow("staff")
def begin_project() -> ResponseReturnValue:
    """Plan a project; all children of the class are in it, in teams of three, until somebody says otherwise."""
    group = chosen_class()
    if group is None:
        raise NotFound(_("There is no class to plan a project for."))
    told: dict[str, Any] = {}
    try:
        told = forms.read(lambda name: request.form.get(name, ""))
        name = actions.plan(group.id, told)
    except HomeroomError as error:
        return _form(group, None, told, error.message), web.STATUS[type(error)]
    children = [one.id for one in people.students_of(group.id)]
    if children:
        actions.seat(name, actions.teams_of(children, 3))
    return redirect(url_for("goals.project", project=name), 303)


@bp.get("/projects/<project>/edit")
@allow("staff")
def edit_project(project: str) -> ResponseReturnValue:
    """The plan, to change."""
    found = seen(project)
    return _form(people.school_class(found.school_class), found, found.__data__)


@bp.post("/projects/<project>/edit")
@allow("staff")
def change_project(project: str) -> ResponseReturnValue:
    """Change the plan."""
    found = seen(project)
    told: dict[str, Any] = {}
    try:
        told = forms.read(lambda name: request.form.get(name, ""))
        actions.plan(found.school_class, told, project)
    except HomeroomError as error:
        page = _form(people.school_class(found.school_class), found, told or found.__data__, error.message)
        return page, web.STATUS[type(error)]
    return redirect(url_for("goals.project", project=project), 303)


def _form(group: people.SchoolClass, known: tables.Project | None, told: dict[str, Any], problem: str = "") -> str:
    steps, lines = list(told.get("milestones") or []), list(told.get("rubric") or [])
    return web.page(
        "goals/project_form.html",
        group=group,
        known=known,
        told={**EMPTY, **told},
        show={**SHOW, **(told.get("exhibition") or {})},
        steps=[*steps, *[STEP] * min(SPARE if steps else SPARE + 1, forms.MILESTONES - len(steps))],
        lines=[*lines, *[LINE] * min(SPARE, forms.CRITERIA - len(lines))],
        skills=sorted(catalog.shelf(language()).skills.values(), key=lambda one: (one.subject, one.title)),
        standard_names=standards(),
        today=clock.today(),
        problem=problem,
    )


@bp.get("/projects/<project>")
@allow("staff")
def project(project: str) -> ResponseReturnValue:
    """A project: what drives it, its steps, teams and marks."""
    found = seen(project)
    there = showing.shown(found)
    in_it = {one.student.id for one in there.members}
    return web.page(
        "goals/project.html",
        group=people.school_class(found.school_class),
        one=there,
        others=[one for one in people.students_of(found.school_class) if one.id not in in_it],
        skill_of=showing.skill_titles(found),
        standard_names=standards(),
        project_states=showing.states(),
        show=showing.exhibition(found),
        slips=len(tables.slips(project)),
        week=catalog.this_week(),
        given=request.args.get("given", ""),
    )


@bp.post("/projects/<project>")
@allow("staff")
def change(project: str) -> ResponseReturnValue:
    """Put it away or take it out again; let a step enter this week; say who is in which team."""
    found, form = seen(project), request.form
    what, _colon, rest = form.get("do", "").partition(":")
    if what in ("archive", "restore"):
        actions.archive(project, what == "archive")
    elif what == "week":
        count = actions.put_into_week(project, rest, catalog.this_week())
        return redirect(url_for("goals.project", project=project, given=count, _anchor="steps"), 303)
    elif what == "teams":
        children = {one.id for one in people.students_of(found.school_class)}
        children |= {row.student for row in tables.members(project)}
        seats = {one: (form.get(f"team-{one}", ""), form.get(f"role-{one}", "")) for one in children}
        actions.seat(project, {one: seat for one, seat in seats.items() if f"team-{one}" in form})
    elif what == "deal":
        size = form.get("size", "")
        children_now = [one.id for one in people.students_of(found.school_class)]
        actions.seat(project, actions.teams_of(children_now, int(size) if size.isdecimal() else 0))
    else:
        raise Refused(_("It was not clear what to do with this project."))
    return redirect(url_for("goals.project", project=project, _anchor="teams"), 303)


@bp.get("/projects/<project>/marks/<student>")
@allow("staff")
def rubric(project: str, student: str) -> ResponseReturnValue:
    """One child's work in a project beside the rubric."""
    found, place = seen(project), tables.place(project, student)
    person = people.student(student)
    marks = {mark.criterion: mark for mark in tables.marks_of(project, student)}
    return web.page(
        "goals/rubric.html",
        one=found,
        person=person,
        portrait_of=people.portrait_url(person),
        place=place,
        marks=marks,
        text=next((mark.text or "" for mark in marks.values() if mark.text), ""),
        made=showing.pieces(found, student),
        here=_is_here,
        reflection=tables.reflection(project, student),
        skill_of=showing.skill_titles(found),
        standard_names=standards(),
        following=_next(project, student),
    )


def _is_here(piece: Piece, uploads: dict[str, Any]) -> list[str]:
    return [piece.upload] if piece.upload and piece.upload in uploads else []


def _next(project: str, student: str) -> str:
    order = [one.student.id for one in showing.shown(tables.project(project)).members]
    at = order.index(student) if student in order else len(order)
    return order[at + 1] if at + 1 < len(order) else ""


@bp.post("/projects/<project>/marks/<student>")
@allow("staff")
def mark(project: str, student: str) -> ResponseReturnValue:
    """Mark by the rubric; then the next child of the project."""
    found, form = seen(project), request.form
    given = {one["id"]: form.get(f"mark-{one['id']}", "0") for one in found.rubric}
    if not all(value.isdecimal() for value in given.values()):
        raise Refused(_("A mark is 1, 2, 3 or 4, or none."))
    actions.mark(project, student, {name: int(value) for name, value in given.items()}, form.get("text", ""))
    following = _next(project, student) if form.get("do") == "next" else ""
    if following:
        return redirect(url_for("goals.rubric", project=project, student=following), 303)
    return redirect(url_for("goals.project", project=project, _anchor="teams"), 303)
