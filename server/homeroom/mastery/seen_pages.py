"""What a teacher saw away from the screen, noted in two taps: the skill and a mark, with a way back."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.journal import new_id
from homeroom.mastery import actions, showing
from homeroom.mastery.blueprint import bp
from homeroom.mastery.skillmap import skill_map
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import allow, caller

SOURCE = "seen/"  # how the sources of such notes begin
LATELY = 6  # skills begun that come first when no week says better
_weeks: list[Callable[[str], Iterable[str]]] = []


def this_week(told: Callable[[str], Iterable[str]]) -> None:
    """Let planning say which skills the week of a student is about."""
    _weeks[:] = [told]


@bp.get("/students/<student>/seen")
@allow("staff")
def seen(student: str) -> ResponseReturnValue:
    """The skills of a child, each with the four marks; those of her week first."""
    people_actions.check_may_see_student(caller(), student)
    person, found = people.student(student), showing.skills_of(student, begun_only=False)
    week = {skill for told in _weeks for skill in told(student)} or _lately(found)
    return web.page(
        "mastery/seen.html",
        person=person,
        portrait_of=people.portrait_url(person),
        first=[one for one in found if one.skill in week],
        rest=[one for one in found if one.skill not in week],
        way=_way(),
        noted=noted(student),
    )


def _lately(found: list[showing.Shown]) -> set[str]:
    begun = sorted((one for one in found if one.now.trace.last), key=lambda one: -(one.now.trace.last or 0))
    return {one.skill for one in begun[:LATELY]}


def _way() -> str:
    wanted = request.values.get("way", "")
    return wanted if wanted in actions.SEEN else actions.SEEN[0]


@bp.post("/students/<student>/seen")
@allow("staff")
def note(student: str) -> ResponseReturnValue:
    """Note a mark for a skill, or take the last note back."""
    people_actions.check_may_see_student(caller(), student)
    form, skill = request.form, request.form.get("skill", "")
    if skill not in skill_map().places:
        raise Refused(_("Choose a skill."))
    source = form.get("undo", "")
    if source:
        if not source.startswith(SOURCE):
            raise Refused(_("It was not clear what to do with this skill."))
        actions.take_back_observation(student, skill, source)
        return _back(student, skill)
    mark, source = form.get("mark", ""), f"{SOURCE}{new_id()}"
    actions.observe(student, skill, _way(), int(mark) if mark.isdecimal() else 0, source=source)
    return _back(student, skill, source)


def _back(student: str, skill: str, noted: str | None = None) -> ResponseReturnValue:
    of = skill if noted else None
    if request.form.get("back") == "skill":
        return redirect(url_for("mastery.skill", student=student, skill=skill, noted=noted, of=of), 303)
    return redirect(url_for("mastery.seen", student=student, way=_way(), noted=noted, of=of), 303)


def noted(student: str) -> dict[str, Any] | None:
    """What the address says was noted just now, as it stands; None when nothing, or when it was taken back."""
    source, skill = request.args.get("noted", ""), request.args.get("of", "")
    mark = actions.mark_from(student, skill, source) if source.startswith(SOURCE) else None
    return {"source": source, "skill": skill, "title": skill_map().title(skill), "mark": mark} if mark else None
