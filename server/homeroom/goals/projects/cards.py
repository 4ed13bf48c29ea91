"""The milestones of a project as cards: written for the school's own shelf, and when they enter a week."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from homeroom.evidence import tables as evidence
from homeroom.goals.projects import tables
from homeroom.goals.projects.tables import Project
from homeroom.i18n import _
from homeroom.playlists import reasons, rules
from homeroom.playlists.material import STEP, Pick

MINUTES = 30
FENCE = re.compile(r"`{2,}|~{3,}|^-{3,}\s*$", re.M)


def card_id(project: str, milestone: str) -> str:
    """The id of a milestone's card: nobody but who is in the project gets cards that begin so."""
    return f"{STEP}{project}-{milestone}"


def text_of(project: Project | Mapping[str, Any], milestone: Mapping[str, Any]) -> str:
    """A milestone as the text of a card."""
    told = project if isinstance(project, Mapping) else project.__data__
    skills = ", ".join(dict.fromkeys(one["skill"] for one in told["rubric"]))
    head = {
        "id": card_id(told["project"], milestone["id"]),
        "title": json.dumps(milestone["title"], ensure_ascii=False),
        "kind": "activity",
        "skills": f"[{skills}]",
        "minutes": str(MINUTES),
        "with": "group",
        "offscreen": "true",
    }
    lines = "".join(f"{name}: {value}\n" for name, value in head.items())
    question = f"**{_plain(told['question'])}**"
    ask = _("Show how far you are: what did you find out, make or decide? What comes next?")
    asks = f"```reflection\n{ask}\ninputs: text photo audio drawing\n```"
    return f"---\n{lines}---\n{question}\n\n{_safe(milestone.get('text', ''))}\n\n{asks}\n"


def _plain(text: str) -> str:
    """One line without the signs of Markdown."""
    return re.sub(r"[*_`#\[\]<>|]", "", " ".join(text.split()))


def _safe(text: str) -> str:
    """Markdown of a teacher that can't open a block of the card's own language."""
    return FENCE.sub("", text.replace("\r\n", "\n"))


def for_week(students: Iterable[str], week: str) -> dict[str, Sequence[Pick]]:
    """The milestone cards that enter a week: what is due in it or overdue, else the next one; not what she has done."""
    monday = rules.monday_of(week)
    first, last = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    there = {one.project: one for one in tables.running(first, last)}
    found: dict[str, list[Pick]] = {}
    for place in tables.places(students) if there else ():
        if place.project in there:
            found.setdefault(place.student, []).extend(_picks(there[place.project], place.student, last))
    return dict(found)


def _picks(project: Project, student: str, last: str) -> list[Pick]:
    done = evidence.finished_cards(student, [one["card"] for one in project.milestones])
    left = sorted((one for one in project.milestones if one["card"] not in done), key=lambda one: str(one["due"]))
    now = [one for one in left if one["due"] <= last] or left[:1]
    return [Pick(one["card"], True, reasons.step(project.title)) for one in now]


def card_of(ref: str) -> str:
    """The card of "project/milestone"; "" when there is none."""
    name, _slash, milestone = ref.partition("/")
    found = tables.Project.one(project=name)
    told = found.milestone(milestone) if found else None
    return str(told["card"]) if told else ""
