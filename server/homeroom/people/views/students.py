"""One child: who she is, her classes, her picture, how she signs in."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue

from homeroom import journal, web
from homeroom.errors import HomeroomError, Refused
from homeroom.i18n import _
from homeroom.people import actions, child_secrets, photos, rules, same_child, sessions, sign_in, tables, words
from homeroom.people.rosters import cells
from homeroom.people.views.blueprint import back_to, bp, done_sentence, go, typed
from homeroom.people.views.school import groups_for
from homeroom.web import allow

OF_THE_OFFICE = ("given_name", "family_name", "username", "identifier", "birth_year", "gender")


@bp.get("/people/new/student", endpoint="new_student")
@allow("office")
def ask_for_new_student() -> ResponseReturnValue:
    """The form for a child who is new."""
    return _new()


@bp.post("/people/new/student")
@allow("office")
def register_student() -> ResponseReturnValue:
    """Take a child in."""
    try:
        student = actions.register_student(**_told())
        for class_id in request.form.getlist("class"):
            actions.enroll(student.id, class_id)
    except HomeroomError as error:
        return _new(error.message), web.STATUS[type(error)]
    return back_to("people.student", "saved", student_id=student.id)


@bp.get("/people/students/<student_id>")
@allow("staff")
def student(student_id: str) -> ResponseReturnValue:
    """All that staff may see and do."""
    return _page(student_id)


@bp.post("/people/students/<student_id>")
@allow("staff")
def change_student(student_id: str) -> ResponseReturnValue:
    """Names and numbers by the office; interests and language also by her teacher."""
    actions.check_may_see_student(web.caller(), student_id)
    try:
        actions.change_student(student_id, **_told())
        if "office" in web.caller().roles and "place" in request.form:
            actions.place(student_id, request.form.getlist("class"))
    except HomeroomError as error:
        return _page(student_id, error.message), web.STATUS[type(error)]
    return back_to("people.student", "saved", student_id=student_id)


@bp.post("/people/students/<student_id>/portrait")
@allow("staff")
def change_portrait(student_id: str) -> ResponseReturnValue:
    """A photo, another drawing, or the drawing instead of the photo."""
    actions.check_may_see_student(web.caller(), student_id)
    photo = request.files.get("photo")
    try:
        if request.form.get("way") == "draw":
            seed = typed("seed", 40) or tables.student(student_id).picture_seed
            actions.change_student(student_id, portrait="", picture_seed=seed)
        elif photo is None:
            raise Refused(_("Choose a picture first."))
        else:
            actions.change_student(student_id, portrait=photos.keep_portrait(photo.stream))
    except HomeroomError as error:
        return _page(student_id, error.message), web.STATUS[type(error)]
    return back_to("people.student", "portrait", student_id=student_id)


@bp.post("/people/students/<student_id>/secret")
@allow("staff")
def change_secret(student_id: str) -> ResponseReturnValue:
    """A fresh secret, or the one a child chose."""
    actions.check_may_see_student(web.caller(), student_id)
    way = request.form.get("way", "")
    try:
        if way not in ("pictures", "pin"):
            raise Refused(_("Choose one of the ways to sign in."))
        if request.form.get("fresh"):
            child_secrets.renew(student_id, way)
        else:
            chosen = request.form.getlist("picture") if way == "pictures" else request.form.get("pin", "")
            child_secrets.choose(student_id, way, chosen)
    except HomeroomError as error:
        return _page(student_id, error.message), web.STATUS[type(error)]
    return go(url_for("people.student", student_id=student_id, done="secret", secret="show") + "#secret")


@bp.post("/people/students/<student_id>/open")
@allow("staff")
def open_for(student_id: str) -> ResponseReturnValue:
    """Let the child in without her secret, for two minutes."""
    actions.check_may_see_student(web.caller(), student_id)
    sign_in.open_for(student_id, web.caller().id)
    return back_to("people.student", "opened", student_id=student_id)


@bp.post("/people/students/<student_id>/end-sessions")
@allow("staff")
def end_childs_sessions(student_id: str) -> ResponseReturnValue:
    """Sign the child out on all tablets; work that waits on them is kept."""
    actions.check_may_see_student(web.caller(), student_id)
    sessions.end_all(student_id)
    return back_to("people.student", "ended", student_id=student_id)


@bp.post("/people/students/<student_id>/archive")
@allow("office")
def archive_student(student_id: str) -> ResponseReturnValue:
    """The child left."""
    actions.archive_student(student_id)
    sessions.end_all(student_id)
    return back_to("people.student", "archived", student_id=student_id)


@bp.post("/people/students/<student_id>/restore")
@allow("office")
def restore_student(student_id: str) -> ResponseReturnValue:
    """The child is back."""
    actions.restore_student(student_id)
    return back_to("people.student", "restored", student_id=student_id)


def _page(student_id: str, error: str = "") -> str:
    student = tables.student(student_id)
    actions.check_may_see_student(web.caller(), student_id)
    groups = tables.classes_of(student_id)
    ways = sign_in.ways(groups)
    return web.page(
        "people/student.html",
        student=student,
        portrait=tables.portrait_url(student),
        moved=words.moved(tables.Transfer.one(student=student_id)),
        joined=same_child.joined_with(student.id),
        groups=groups,
        all_groups=groups_for(web.caller()),
        secrets=[(way, child_secrets.show(student_id, way)) for way in ways],
        seeds=[journal.new_id() for _drawing in range(8)],
        show_drawings=bool(request.args.get("fresh")),
        show_secret=bool(request.args.get("secret")),
        until=sign_in.opened().get(student_id, 0),
        pictures=[(one, words.picture_name(one)) for one in rules.PICTURES],
        picture_name=words.picture_name,
        genders=words.genders(),
        languages_here=words.languages_to_choose(student.language),
        error=error,
        done="" if error else done_sentence(),
        typed=request.form if error else {},
    )


def _new(error: str = "") -> str:
    return web.page(
        "people/student_new.html",
        groups=groups_for(web.caller()),
        chosen=request.form.getlist("class") or request.args.getlist("class"),
        genders=words.genders(),
        languages_here=words.languages_to_choose(),
        error=error,
        typed=request.form,
    )


def _told() -> dict[str, Any]:
    told: dict[str, Any] = {}
    try:
        if "office" in web.caller().roles and "given_name" in request.form:
            told |= {name: typed(name) for name in ("given_name", "family_name", "identifier")}
            told["username"] = cells.username(typed("username")) or ""
            told["birth_year"] = cells.birth_year(typed("birth_year")) or 0
            told["gender"] = cells.gender(typed("gender")) or ""
        if "language" in request.form:
            told["language"] = cells.language(typed("language")) or ""
        if "interests" in request.form:
            told["interests"] = list(cells.interests(typed("interests", 500)) or ())
    except cells.BadCell as error:
        raise Refused(str(error)) from error
    return told
