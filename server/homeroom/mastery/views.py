"""The grid of a class, and what the tablet asks; each module of pages adds its own to the shared blueprint."""

from typing import Any

from flask import Response, redirect, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue

from homeroom import journal, web
from homeroom.i18n import use
from homeroom.mastery import actions, bars, child_pages, quick, seen_pages, sheet, showing, tables
from homeroom.mastery.blueprint import bp
from homeroom.mastery.skillmap import skill_map
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import allow, caller, describe

__all__ = ["bp", "child_pages", "seen_pages"]


@bp.get("/skills")
@allow("staff")
def home() -> ResponseReturnValue:
    """The grid of the first class, or a word that there is none."""
    mine = my_classes()
    if mine:
        return redirect(url_for("mastery.grid", class_id=mine[0].id))
    return web.page("mastery/grid.html", classes=mine, group=None, grid=None, subject="", everything=False)


@bp.get("/skills/<class_id>")
@allow("staff")
def grid(class_id: str) -> ResponseReturnValue:
    """A class against its skills."""
    people_actions.check_may_see(caller(), class_id)
    subject, everything = request.args.get("subject", ""), request.args.get("all") == "1"
    return web.page(
        "mastery/grid.html",
        classes=my_classes(),
        group=people.school_class(class_id),
        grid=showing.grid(class_id, subject=subject, everything=everything),
        subject=subject,
        everything=everything,
    )


@bp.get("/skills/<class_id>/bars/<skill>")
@allow("staff")
def bar(class_id: str, skill: str) -> ResponseReturnValue:
    """From when on a skill counts as mastered in a class."""
    people_actions.check_may_see(caller(), class_id)
    found = bars.bar(class_id, skill)
    return web.page(
        "mastery/bar.html",
        group=people.school_class(class_id),
        skill=skill,
        title=skill_map().title(skill),
        bar=found.bar if found else bars.USUAL,
        text=found.text if found else "",
        choices=bars.CHOICES,
        usual=bars.USUAL,
    )


@bp.post("/skills/<class_id>/bars/<skill>")
@allow("staff")
def set_bar(class_id: str, skill: str) -> ResponseReturnValue:
    """Set it, with the reason."""
    people_actions.check_may_see(caller(), class_id)
    wanted = request.form.get("bar", "")
    actions.set_bar(class_id, skill, int(wanted) if wanted.isdecimal() else 0, request.form.get("text", ""))
    return redirect(url_for("mastery.grid", class_id=class_id), 303)


@bp.get("/skills/<class_id>.csv")
@allow("staff")
def csv_of_class(class_id: str) -> ResponseReturnValue:
    """The same as a table for other programs."""
    people_actions.check_may_see(caller(), class_id)
    name = f"skills-{people.school_class(class_id).name}.csv"
    response = Response(stream_with_context(sheet.csv_of(class_id)), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename="".join(c for c in name if c.isprintable()))
    return response


def my_classes() -> list[people.SchoolClass]:
    """The classes the caller teaches; the office sees all."""
    return people.classes() if "office" in caller().roles else people.classes_taught(caller().id)


@bp.get("/api/skills")
@allow("student")
@describe(
    summary="What the signed-in child can do, skill by skill, and the quick questions of today",
    answer={
        "type": "object",
        "properties": {
            "version": {"type": "integer"},
            "skills": {"type": "array", "items": {"type": "object"}},
            "rechecks": {"type": "array", "items": {"type": "object"}},
        },
    },
)
def mine() -> ResponseReturnValue:
    """The child's own skills picture: the same states, sentences and words that her teacher reads."""
    version = journal.version()
    with use(caller().language or "en"):
        answers = tables.answers_to(caller().id)
        found = showing.skills_of(caller().id, begun_only=False)
        skills = [_for_child(one) | {"answer": answers.get(one.skill, "")} for one in found]
        return {"version": version, "skills": skills, "rechecks": quick.offers(caller().id)}


def _for_child(one: showing.Shown) -> dict[str, Any]:
    return {
        "skill": one.skill,
        "title": one.title,
        "subject": one.subject,
        "state": one.state,
        "word": one.word,
        "meaning": one.meaning,
        "asks": one.asks,
        "sentence": one.sentence,
        "recent": one.now.trace.recent,
        "judged": bool(one.judge),
        "contested": one.contested,
    }
