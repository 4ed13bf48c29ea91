"""Where children start: a teacher begins placements, reads what they found, and may say otherwise."""

from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.errors import NotFound, Refused
from homeroom.evidence import answers, checking
from homeroom.i18n import _, language
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.playlists.blueprint import bp
from homeroom.playlists.placement import actions, ladder, tables
from homeroom.web import allow, caller, describe

USUAL_QUESTIONS = 4  # of a strand
NEXT = {
    "type": "object",
    "required": ["placement", "answered", "about"],
    "properties": {
        "placement": {"type": ["string", "null"]},
        "answered": {"type": "integer"},
        "about": {"type": "integer", "description": "about how many questions it will be"},
        "next": {"type": ["object", "null"]},
    },
}


@bp.get("/placements/<class_id>")
@allow("staff")
def placements(class_id: str) -> ResponseReturnValue:
    """Who was placed, and the strands to ask about."""
    people_actions.check_may_see(caller(), class_id)
    everybody, shelf = people.students_of(class_id), catalog.shelf(language())
    latest = tables.latest_of([one.id for one in everybody])
    return web.page(
        "playlists/placements.html",
        group=people.school_class(class_id),
        week=catalog.week_to_plan(),
        everybody=everybody,
        portraits={one.id: people.portrait_url(one) for one in everybody},
        latest=latest,
        strands=[(one, shelf.skills[one.id].subject, _title(one, shelf)) for one in tables.strands()],
        most=actions.MOST_STRANDS,
    )


@bp.post("/placements/<class_id>")
@allow("staff")
def placements_do(class_id: str) -> ResponseReturnValue:
    """Begin for the children chosen, or end one."""
    people_actions.check_may_see(caller(), class_id)
    mine = {one.id for one in people.students_of(class_id)}
    chosen = [one for one in request.form.getlist("student") if one in mine]
    if request.form.get("do") == "stop":
        for student in chosen:
            actions.stop(student)
    elif not chosen:
        raise Refused(_("Choose at least one child."))
    else:
        actions.start(chosen, request.form.getlist("strand"))
    return redirect(url_for("playlists.placements", class_id=class_id), 303)


def _title(strand: ladder.Strand, shelf: catalog.Shelf) -> str:
    first, last = shelf.skill_title(strand.rungs[0]), shelf.skill_title(strand.rungs[-1])
    return first if len(strand.rungs) == 1 else _("%(first)s to %(last)s", first=first, last=last)


@bp.get("/students/<student>/placement")
@allow("staff")
def placement(student: str) -> ResponseReturnValue:
    """What the latest placement of a child found, and what she answered."""
    people_actions.check_may_see_student(caller(), student)
    person, shelf = people.student(student), catalog.shelf(language())
    row = tables.latest_of([student]).get(student)
    return web.page(
        "playlists/placement.html",
        person=person,
        portrait_of=people.portrait_url(person),
        row=row,
        strands=[_shown(one, shelf, row.judged) for one in row.stands] if row else [],
        answers=[_answer(one, shelf) for one in row.answers] if row else [],
        staff={one.id: one.name for one in people.everybody_on_staff()},
    )


def _shown(one: ladder.Stand, shelf: catalog.Shelf, judged: dict[str, Any]) -> dict[str, Any]:
    told = bool(one.asked) or one.judged is not None
    rungs = [
        {
            "title": shelf.skill_title(skill),
            "state": "" if not told else "known" if i < one.start else "start" if i == one.start else "later",
            "tens": round(ladder.chance_of(one, i) * 10),
            "asked": [answer.right for answer in one.asked if answer.skill == skill],
        }
        for i, skill in enumerate(one.strand.rungs)
    ]
    return {
        "id": one.strand.id,
        "title": _title(one.strand, shelf),
        "rungs": rungs,
        "told": told,
        "one": one,
        "judged": judged.get(one.strand.id),
    }


def _answer(told: dict[str, Any], shelf: catalog.Shelf) -> dict[str, Any]:
    asked = checking.question(told["card_version"], told["question"])
    prompt = answers.plain(asked.block["prompt"]) if asked else ""
    return {**told, "title": shelf.skill_title(told["skill"]), "prompt": prompt}


@bp.post("/students/<student>/placement")
@allow("staff")
def judge(student: str) -> ResponseReturnValue:
    """Say where she starts on a strand, and why."""
    people_actions.check_may_see_student(caller(), student)
    row, known = tables.latest_of([student]).get(student), request.form.get("known", "")
    if row is None:
        raise NotFound(_("There is no such placement."))
    if not known.isdecimal():
        raise Refused(_("Choose where she starts."))
    actions.judge(student, row.placement, request.form.get("strand", ""), int(known), request.form.get("text", ""))
    return redirect(url_for("playlists.placement", student=student), 303)


@bp.get("/api/placement")
@allow("student")
@describe(summary="The next question of the placement that the student is in the middle of", answer=NEXT)
def next_question() -> ResponseReturnValue:
    """`placement` is null when there is none (any more)."""
    row = tables.open_for(caller().id)
    asked = tables.question_for(row, language()) if row else None
    if row is None or asked is None:
        return {"placement": None, "answered": 0, "about": 0, "next": None}
    wanted = row.next
    assert wanted is not None
    return {
        "placement": row.placement,
        "answered": len(row.answers),
        "about": max(len(row.answers) + 1, USUAL_QUESTIONS * len(row.strands)),
        "next": {
            "strand": wanted.strand,
            "card": asked.card,
            "card_version": asked.card_version,
            "url": f"/api/cards/{asked.card_version}.json",
            "question": asked.question,
        },
    }
