"""One child on a short page for her teacher: the week, what she can do, her work, the conversation."""

from typing import Any

from homeroom import clock, web
from homeroom.attendance import tables as attendance
from homeroom.evidence import tables as evidence
from homeroom.goals import showing as goals
from homeroom.i18n import _, language
from homeroom.mastery import tables as mastery
from homeroom.mastery import words as skill_words
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import catalog, reasons
from homeroom.playlists import tables as playlists
from homeroom.playlists.words import week_name
from homeroom.today.blueprint import bp
from homeroom.today.live_pages import class_of
from homeroom.web import allow, caller

LATEST = 8  # pieces of work shown
RECENT = 60 * 86_400_000  # ms


@bp.get("/students/<student>")
@allow("staff")
def student(student: str) -> str:
    """A child, for those who teach her."""
    people_actions.check_may_see_student(caller(), student)
    person = people.student(student)
    week = playlists.current_week(student, catalog.this_week())
    talk = evidence.messages(student, [], since=clock.now_ms() - RECENT)
    return web.page(
        "today/child.html",
        person=person,
        portrait_of=people.portrait_url(person),
        group=class_of(student),
        presence=attendance.record(student, clock.today()).status,
        week=week,
        week_name=week_name,
        cards=_cards(student, week.week) if week else [],
        skills=_skills(student),
        goals=goals.open_goals(goals.shown([student])[student]),
        pieces=_latest(student),
        talk=talk[-LATEST:],
        staff={one.author: _name(one.author) for one in talk if one.role != "student"},
        skill_states=skill_words.states(),
        skill_icons=skill_words.ICONS,
        skill_kinds=skill_words.KINDS,
    )


def _cards(student: str, week: str) -> list[dict[str, Any]]:
    shelf, rows = catalog.shelf(language()), playlists.slots(student, week)
    works = {work.slot: work for work in evidence.works_of(student, [row.slot for row in rows])}
    return [
        {
            "slot": row.slot,
            "must": row.must,
            "card": shelf.find(row.card),
            "id": row.card,
            "work": works.get(row.slot),
            "reason": reasons.sentence(row.reason, shelf.skill_title),
        }
        for row in rows
    ]


def _skills(student: str) -> list[dict[str, Any]]:
    shelf = catalog.shelf(language())
    found = [
        {"id": skill, "title": shelf.skill_title(skill), "state": now.state, "recent": now.trace.recent}
        for skill, now in mastery.states_of(student).items()
    ]
    order = ("rusty", "growing", "mastered", "not_begun")
    return sorted(found, key=lambda one: (order.index(one["state"]), one["title"]))


def _latest(student: str) -> list[dict[str, Any]]:
    shelf = catalog.shelf(language())
    pieces = evidence.latest_pieces(student, LATEST)
    there = evidence.uploads([piece.upload for piece in pieces if piece.upload])
    cards = {work.slot: work.card for work in evidence.works_of(student, [piece.slot for piece in pieces])}
    return [
        {
            "piece": piece,
            "here": piece.upload in there,
            "title": card.title if (card := shelf.find(cards.get(piece.slot, ""))) else "",
        }
        for piece in pieces
    ]


def _name(staff: str) -> str:
    found = next((one for one in people.everybody_on_staff() if one.id == staff), None)
    return found.name if found else _("Teacher")
