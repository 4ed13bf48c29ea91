"""The drafts of a class side by side: numbers, who has which card, and one change for many."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import Refused
from homeroom.i18n import _, language
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import actions, catalog, comparing, planning, rules, steps, tables
from homeroom.playlists.blueprint import bp
from homeroom.web import allow, caller

WITH_CARD = ("add", "remove", "must", "may")


@bp.get("/plan/<class_id>/<week>/compare")
@allow("staff")
def compare(class_id: str, week: str) -> ResponseReturnValue:
    """All weeks in numbers, and all cards with who has them."""
    people_actions.check_may_see(caller(), class_id)
    rules.monday_of(week)
    rows, wish, shelf = planning.rows(class_id, week), tables.plan(class_id, week), catalog.shelf(language())
    titles = {one.id: one.title for one in shelf.skills.values()}
    return web.page(
        "playlists/compare.html",
        group=people.school_class(class_id),
        week=week,
        wish=wish,
        rows=rows,
        columns=comparing.columns(rows, wish),
        lines=comparing.lines(rows, titles),
        everything=planning.by_skill(),
        step=steps.last(class_id, week),
        step_names=steps.names(),
    )


@bp.post("/plan/<class_id>/<week>/compare")
@allow("staff")
def change_many(class_id: str, week: str) -> ResponseReturnValue:
    """One change for the children chosen."""
    people_actions.check_may_see(caller(), class_id)
    what, named = request.form.get("do", ""), set(request.form.getlist("student"))
    back = url_for("playlists.compare", class_id=class_id, week=week)
    if what == "undo":
        actions.undo(class_id, week)
        return redirect(back, 303)
    chosen = [one.id for one in people.students_of(class_id) if one.id in named]
    if not chosen:
        raise Refused(_("Choose at least one child."))
    if what in WITH_CARD:
        card = request.form.get("card", "")
        actions.in_one_step(class_id, week, "many", chosen, lambda: actions.change_many(week, chosen, card, what))
    elif what == "again":
        actions.in_one_step(class_id, week, what, chosen, lambda: actions.draft_class(class_id, week, chosen))
    elif what == "publish":
        actions.in_one_step(class_id, week, what, chosen, lambda: actions.publish(class_id, week, chosen))
    else:
        raise Refused(_("It was not clear what to do with these weeks."))
    return redirect(back, 303)
