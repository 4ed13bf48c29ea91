"""Planning a class's week, and the week of a student, over HTTP."""

from collections.abc import Callable

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, journal, web
from homeroom.errors import Refused
from homeroom.i18n import language
from homeroom.mastery import seen_pages
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import (
    actions,
    catalog,
    choices,
    compare_pages,
    freedom_pages,
    placement_pages,
    planning,
    preparing,
    rules,
    showing,
    steps,
    tables,
    week_pages,
)
from homeroom.playlists.blueprint import bp
from homeroom.web import allow, caller, describe

__all__ = ["bp", "choices", "compare_pages", "freedom_pages", "placement_pages", "week_pages"]
SHARES = range(0, 105, 5)
BANDS = range(30, 100, 5)
seen_pages.this_week(showing.skills_of_week)
MORE = ("offscreen_most", "together_most", "minutes", "chance_least", "chance_most")


@bp.get("/plan")
@allow("staff")
def plan_home() -> ResponseReturnValue:
    """The classes to plan for; with one class, its week at once."""
    mine = people.classes() if "office" in caller().roles else people.classes_taught(caller().id)
    if len(mine) == 1:
        return redirect(url_for("playlists.plan_class", class_id=mine[0].id))
    return web.page("playlists/plan_home.html", classes=mine)


@bp.get("/plan/<class_id>")
@allow("staff")
def plan_class(class_id: str) -> ResponseReturnValue:
    """The week a teacher most likely plans now: this one, from Friday on the next."""
    people_actions.check_may_see(caller(), class_id)
    return redirect(url_for("playlists.plan", class_id=class_id, week=catalog.week_to_plan()))


@bp.get("/plan/<class_id>/<week>")
@allow("staff")
def plan(class_id: str, week: str) -> ResponseReturnValue:
    """What is asked for, and every child's week."""
    people_actions.check_may_see(caller(), class_id)
    rules.monday_of(week)
    wish, found = tables.plan(class_id, week), planning.rows(class_id, week)
    return web.page(
        "playlists/plan.html",
        group=people.school_class(class_id),
        week=week,
        this=catalog.this_week(),
        before=rules.shifted(week, -1),
        after=rules.shifted(week, 1),
        wish=wish,
        choices=planning.choices(class_id, wish),
        shelf=catalog.shelf(language()),
        rows=found,
        drafts=[row for row in found if row.state in ("draft", "again")],
        projects=planning.projects(),
        short=preparing.short_week(class_id, week, wish.count),
        shares=SHARES,
        bands=BANDS,
        step=steps.last(class_id, week),
        step_names=steps.names(),
        kept=_names(request.args.getlist("kept")),
        messages=week_pages.messages(),
    )


def _names(students: list[str]) -> list[str]:
    return [people.student(one).given_name for one in students]


@bp.post("/plan/<class_id>/<week>")
@allow("staff")
def plan_do(class_id: str, week: str) -> ResponseReturnValue:
    """Draft, publish or throw away, for all or for the students named."""
    people_actions.check_may_see(caller(), class_id)
    what, named = request.form.get("do", ""), request.form.getlist("student")
    mine = [one.id for one in people.students_of(class_id)]
    chosen = [one for one in mine if one in named] if named else mine
    if what == "undo":
        kept = actions.undo(class_id, week)
        return redirect(url_for("playlists.plan", class_id=class_id, week=week, kept=kept, _anchor="weeks"), 303)
    if what.startswith("unpin:"):
        actions.unpin(class_id, week, what.partition(":")[2])
    if what == "draft":
        _save_wish(class_id, week)
    if what in DOES:
        actions.in_one_step(class_id, week, what, mine, lambda: DOES[what](class_id, week, chosen))
    if named and web.wants_json():
        return week_pages.changed(class_id, week, chosen, "")
    where = f"row-{chosen[0]}" if named and chosen else "weeks"
    return redirect(url_for("playlists.plan", class_id=class_id, week=week, _anchor=where), 303)


DOES: dict[str, Callable[[str, str, list[str]], object]] = {
    "draft": lambda class_id, week, _chosen: actions.draft_class(class_id, week),
    "again": actions.draft_class,
    "publish": actions.publish,
    "discard": lambda _class_id, week, chosen: actions.discard(week, chosen),
}


def _save_wish(class_id: str, week: str) -> None:
    known, form = catalog.shelf().skills, request.form
    actions.save_plan(
        class_id,
        week,
        title=form.get("title", "").strip()[:80],
        skills=[one for one in form.getlist("skill") if one in known],
        count=_number("count"),
        projects=[one for one in form.getlist("project") if catalog.shelf().find(one)],
        **{name: _number(name) for name in ("offscreen", "together")},
        **{name: _number(name) for name in MORE if name in form},
    )


def _number(name: str) -> int:
    text = request.form.get(name, "")
    if not text.isdecimal():
        raise Refused(f"“{name}” must be a whole number.")
    return int(text)


_told: dict[str, tuple[tuple[int, str], str]] = {}  # student and language → journal version and week, ETag

WEEK = {
    "type": "object",
    "required": ["version", "week", "title", "slots", "shelf", "messages", "done", "total"],
    "properties": {
        "version": {"type": "integer"},
        "week": {"type": "string", "examples": ["2026-W48"]},
        "title": {"type": "string"},
        "slots": {"type": "array", "items": {"type": "object"}},
        "shelf": {"type": "array", "items": {"type": "object"}},
        "messages": {"type": "array", "items": {"type": "object"}},
        "done": {"type": "integer"},
        "total": {"type": "integer"},
    },
}


@bp.get("/api/week")
@allow("student")
@describe(summary="The week of the student who is signed in", answer=WEEK)
def student_week() -> ResponseReturnValue:
    """Slots in order, the cards she may add, the conversation. Send If-None-Match to hear 304 when nothing is new."""
    who, now = f"{caller().id} {language()}", (journal.version(), clock.today())
    known = _told.get(who)
    if known and known[0] == now and known[1] in request.if_none_match:
        return "", 304
    week = showing.week_for(caller().id)
    tag = showing.digest(week)
    _told[who] = (now, tag)  # whatever others do meanwhile is no news for this student
    answer = make_response(week)
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer.make_conditional(request)
