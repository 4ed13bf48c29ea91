"""One child's skills: the list, one skill with all behind it, what a teacher says to it, the report for the family."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, i18n, web
from homeroom.attendance import tables as attendance
from homeroom.attendance.words import day as day_name
from homeroom.errors import Refused
from homeroom.evidence import tables as evidence
from homeroom.i18n import _
from homeroom.mastery import actions, bars, paper, report_lines, rules, seen_pages, showing, tables, why
from homeroom.mastery.bars import SkillBar
from homeroom.mastery.blueprint import bp
from homeroom.mastery.skillmap import skill_map
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.web import allow, caller

TERM = 84  # days that the report looks back
PIECES = 3
_parts: list[Callable[[str], list[tuple[str, str, list[str]]]]] = []


def also(told: Callable[[str], list[tuple[str, str, list[str]]]]) -> None:
    """Let a feature above add parts to the report for a family: (icon, title, lines) of a student."""
    if told not in _parts:
        _parts.append(told)


@bp.get("/students/<student>/skills")
@allow("staff")
def skills(student: str) -> ResponseReturnValue:
    """All skills of a child."""
    people_actions.check_may_see_student(caller(), student)
    everything = request.args.get("all") == "1"
    found = showing.skills_of(student, begun_only=not everything)
    return web.page("mastery/child.html", **_person(student), shown=found, everything=everything)


@bp.get("/students/<student>/skills/<skill>")
@allow("staff")
def skill(student: str, skill: str) -> ResponseReturnValue:
    """One skill of a child: the state, why, and what it rests on."""
    people_actions.check_may_see_student(caller(), student)
    now = tables.state_of(student, skill)
    waiting = next((one for one in tables.contests([student]) if one.skill == skill), None)
    place = skill_map().places.get(skill)
    return web.page(
        "mastery/skill.html",
        **_person(student),
        one=showing.shown(now, skill_map(), showing.namer(), waiting is not None, _bar(student, skill)),
        place=place,
        machine=why.sentence(why.explain(now, clock.now_ms()), skill_map().title),
        groups=showing.parts_of(now),
        proofs=showing.proofs(student, skill),
        history=showing.history(student, skill),
        waiting=waiting,
        told=why.sentence(waiting.explanation, skill_map().title) if waiting else "",
        due=_due(now),
        noted=seen_pages.noted(student),
        beside=_beside(student, skill),
    )


def _bar(student: str, skill: str) -> SkillBar | None:
    return bars.of_students([student]).get(student, {}).get(skill)


def _due(now: rules.SkillState) -> str:
    if now.state != "mastered" or now.trace.last is None:
        return ""
    due = clock.day_of(int(now.trace.last + rules.due_in(now, tables.weights()) * rules.DAY))
    return day_name(max(due, clock.today()))


def _beside(student: str, skill: str) -> list[showing.Shown]:
    at, seen, names = skill_map(), tables.forecast([student]), showing.namer()
    return [showing.shown(seen.state(student, one), at, names) for one in at.ordered(set(at.beside.get(skill, ())))]


@bp.post("/students/<student>/skills/<skill>")
@allow("staff")
def say(student: str, skill: str) -> ResponseReturnValue:
    """Note what was seen, judge, take a judgement back, or answer a child who does not agree."""
    people_actions.check_may_see_student(caller(), student)
    form, what = request.form, request.form.get("do", "")
    text, mark = form.get("text", ""), form.get("mark", "")
    if what == "observe":
        actions.observe(student, skill, form.get("way", ""), int(mark) if mark.isdecimal() else 0, text)
    elif what == "judge":
        actions.judge(student, skill, form.get("state", ""), text, int(mark) if mark.isdecimal() else None)
    elif what == "lift":
        actions.lift(student, skill, text)
    elif what == "answer":
        actions.answer_contest(student, skill, text)
    else:
        raise Refused(_("It was not clear what to do with this skill."))
    return redirect(url_for("mastery.skill", student=student, skill=skill), 303)


@bp.get("/students/<student>/report")
@allow("staff")
def report(student: str) -> ResponseReturnValue:
    """One page for the family, in a language of its choice, to print or to take along as a file."""
    people_actions.check_may_see_student(caller(), student)
    with i18n.use(_wanted(student)):
        return web.page("mastery/report.html", **_report(student), report_languages=i18n.languages())


@bp.get("/students/<student>/report.pdf")
@allow("staff")
def report_file(student: str) -> ResponseReturnValue:
    """The same as a PDF file."""
    people_actions.check_may_see_student(caller(), student)
    with i18n.use(_wanted(student)):
        told, rtl = _report(student), i18n.direction(i18n.language()) == "rtl"
        name = told["person"].name
        made = paper.pdf(report_lines.lines(told), rtl=rtl, title=name)
    response = Response(made, content_type="application/pdf")
    response.headers.set("Content-Disposition", "attachment", filename=f"{_('Report')} {name}.pdf")
    return response


def _wanted(student: str) -> str:
    wanted = request.args.get("in") or people.student(student).language
    return wanted if wanted in i18n.languages() else i18n.language()


def _report(student: str) -> dict[str, Any]:
    found = showing.skills_of(student)
    return {
        **_person(student),
        "can": [one for one in found if one.state == "mastered"],
        "growing": [one for one in found if one.state == "growing"],
        "rusty": [one for one in found if one.state == "rusty"],
        "came": _came(student),
        "pieces": _pieces(student),
        "parts": [part for told in _parts for part in told(student)],
        "today": day_name(clock.today()),
    }


def _came(student: str) -> tuple[int, int]:
    last = clock.today()
    first = (date.fromisoformat(last) - timedelta(days=TERM)).isoformat()
    days = attendance.school_days(first, last)
    came = {one.day for one in attendance.came_between(first, last) if one.student == student}
    return len(came & set(days)), len(days)


def _pieces(student: str) -> list[dict[str, Any]]:
    done = [work for work in evidence.works_of(student) if work.status == "accepted"][:PIECES]
    titles: dict[str, str] = {}
    return [{"title": showing.title_of(work.card, titles), "mark": work.mark, "when": work.last} for work in done]


def _person(student: str) -> dict[str, Any]:
    person = people.student(student)
    groups = people.classes_of(student)
    return {"person": person, "portrait_of": people.portrait_url(person), "group": groups[0] if groups else None}
