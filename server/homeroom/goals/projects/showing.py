"""Projects as teachers, children and families read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from homeroom import clock
from homeroom.attendance.words import day as day_name
from homeroom.evidence import tables as evidence
from homeroom.evidence.rows import Piece, Upload
from homeroom.evidence.rules import FINISHED
from homeroom.goals.projects import tables
from homeroom.goals.projects.tables import Project, RubricMark, TeamPlace
from homeroom.goals.words import until
from homeroom.i18n import _, language
from homeroom.mastery.words import standards
from homeroom.people import tables as people
from homeroom.playlists import catalog
from homeroom.playlists.material import STEP

AFTER = 21  # days after its end that a project stands on the child's page


def visitors() -> dict[str, str]:
    """Who comes to an exhibition."""
    return {"family": _("Family"), "visitor": _("A visitor"), "child": _("Another child")}


@dataclass(frozen=True)
class Member:
    """A child in a project."""

    student: people.Student
    name: str
    portrait: str
    place: TeamPlace
    done: int
    marks: Mapping[str, RubricMark]
    reflected: bool


@dataclass(frozen=True)
class Shown:
    """A project with its teams."""

    project: Project
    members: list[Member]
    done: Mapping[str, int] = field(default_factory=dict)

    @property
    def teams(self) -> dict[str, list[Member]]:
        """The members, by team."""
        found: dict[str, list[Member]] = {}
        for one in self.members:
            found.setdefault(one.place.team, []).append(one)
        return found

    @property
    def state(self) -> str:
        """archived, over, running or coming."""
        today = clock.today()
        if self.project.archived:
            return "archived"
        return "over" if self.project.ends < today else "running" if self.project.starts <= today else "coming"


def states() -> dict[str, str]:
    """Where a project stands."""
    return {"archived": _("Put away"), "over": _("Over"), "running": _("Running"), "coming": _("Coming")}


def shown(project: Project) -> Shown:
    """A project with all who are in it."""
    rows = tables.members(project.project)
    there = {row.student: people.student(row.student) for row in rows}
    rows = [row for row in rows if not there[row.student].archived]
    names, marks = people.short_names(there.values()), tables.marks(project.project)
    cards = [one["card"] for one in project.milestones]
    done = {row.student: evidence.finished_cards(row.student, cards) for row in rows}
    members = [
        Member(
            student=there[row.student],
            name=names[row.student],
            portrait=people.portrait_url(there[row.student]),
            place=row,
            done=len(done[row.student]),
            marks={criterion: mark for (student, criterion), mark in marks.items() if student == row.student},
            reflected=tables.reflection(project.project, row.student) is not None,
        )
        for row in rows
    ]
    counts = {one["id"]: sum(one["card"] in mine for mine in done.values()) for one in project.milestones}
    return Shown(project, sorted(members, key=lambda one: (one.place.team.casefold(), one.name)), counts)


def skill_titles(project: Project) -> dict[str, str]:
    """The names of the skills of a rubric, by criterion."""
    shelf = catalog.shelf(language())
    return {one["id"]: shelf.skill_title(one["skill"]) for one in project.rubric}


def pieces(project: Project, student: str) -> list[tuple[str, list[Piece], dict[str, Upload], str]]:
    """What a student made at each milestone: (title, pieces, uploads that are here, path in the inbox)."""
    found = []
    for one in project.milestones:
        for work in evidence.works_on(student, one["card"]):
            made = evidence.pieces(student, work.slot)
            there = evidence.uploads([piece.upload for piece in made if piece.upload])
            found.append((str(one["title"]), made, there, f"/inbox/{student}/{work.slot}"))
    return found


# --- for the child ---------------------------------------------------------------------------------------


def of_child(student: str) -> list[tuple[Project, TeamPlace]]:
    """The projects a child is in that run, come, or ended a short while ago."""
    since = (date.fromisoformat(clock.today()) - timedelta(days=AFTER)).isoformat()
    places = {row.project: row for row in tables.places([student])}
    found = [one for name in places if (one := tables.Project.one(project=name)) is not None]
    return [(one, places[one.project]) for one in found if not one.archived and one.ends >= since]


def for_child(student: str) -> list[dict[str, Any]]:
    """What the tablet shows of a child's projects."""
    return [_for_tablet(project, place) for project, place in of_child(student)]


def _for_tablet(project: Project, place: TeamPlace) -> dict[str, Any]:
    rows = [row for row in tables.members(project.project) if row.team == place.team]
    mates = [people.student(row.student).given_name for row in rows if row.student != place.student]
    reflection = tables.reflection(project.project, place.student)
    told = {
        "project": project.project,
        "title": project.title,
        "question": project.question,
        "team": place.team,
        "role": place.role,
        "with": mates,
        "products": project.products,
        "milestones": _milestones(project, place.student),
        "exhibition": exhibition(project),
        "marks": _marks(project, place.student),
        "said": next((mark.text for mark in tables.marks_of(project.project, place.student) if mark.text), ""),
        "slips": [{"liked": row.liked, "asked": row.asked} for row in _slips(project, place)],
        "reflection": reflection.text if reflection else "",
        "reflection_upload": reflection.upload if reflection else "",
        "reflected": reflection is not None,
    }
    return {name: value for name, value in told.items() if value}


def _slips(project: Project, place: TeamPlace) -> Iterable[tables.Slip]:
    return (row for row in tables.slips(project.project) if row.team == place.team)


def _milestones(project: Project, student: str) -> list[dict[str, Any]]:
    status = {work.card: work.status for work in evidence.works_of(student) if work.card.startswith(STEP)}
    return [
        {
            "id": one["id"],
            "title": one["title"],
            "card": one["card"],
            "until": until(one["due"]),
            "done": status.get(one["card"], "new") in FINISHED,
        }
        for one in sorted(project.milestones, key=lambda one: str(one["due"]))
    ]


def _marks(project: Project, student: str) -> list[dict[str, Any]]:
    marks, named = tables.marks(project.project), standards()
    found = [(one, marks.get((student, one["id"]))) for one in project.rubric]
    return [{"title": one["title"], "mark": mark.mark, "word": named[mark.mark]} for one, mark in found if mark]


def exhibition(project: Project) -> str:
    """When and where a project is shown, in words; "" when no day is set."""
    told = project.exhibition
    if not told.get("day"):
        return ""
    parts = [day_name(told["day"]), told.get("at", ""), told.get("place", "")]
    return " · ".join(part for part in parts if part)


# --- for families ----------------------------------------------------------------------------------------


def for_family(student: str) -> list[str]:
    """A line for each project of a child: what drove it, what she showed."""
    lines = []
    for project, place in of_child(student):
        line = _("“%(title)s”: %(question)s", title=project.title, question=project.question)
        marks = [f"{one['title']} ({one['word']})" for one in _marks(project, place.student)]
        reflection = tables.reflection(project.project, place.student)
        parts = [line, _(", ").join(marks), exhibition(project)]
        parts.append(f"“{reflection.text}”" if reflection and reflection.text else "")
        lines.append(" · ".join(part for part in parts if part))
    return lines
