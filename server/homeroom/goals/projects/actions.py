"""What people do with projects: plan, form teams, mark, reflect, exhibit. The only writers of these entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from homeroom import acts, clock, db, journal
from homeroom.acts import Act
from homeroom.errors import Refused
from homeroom.goals.projects import cards, tables
from homeroom.goals.projects import events as ev
from homeroom.goals.projects.tables import KEPT, Project
from homeroom.i18n import _
from homeroom.mastery import actions as mastery
from homeroom.mastery.rules import MARKS
from homeroom.people import tables as people
from homeroom.playlists import actions as playlists
from homeroom.playlists import catalog, reasons
from homeroom.workshop import actions as workshop
from homeroom.workshop import rules as workshop_rules

LONGEST = 2000
SHORT = 120
VISITORS = ("family", "visitor", "child")


def plan(school_class: str, told: dict[str, Any], project: str = "") -> str:
    """Keep a project as its teacher wants it, and put its milestones on the shelf as cards. Returns its id.

    Raises Refused with what is missing; then nothing was changed.
    """
    before = tables.project(project).milestones if project else []
    name = project or journal.new_id("p")
    told = {**told, "project": name, "school_class": people.school_class(school_class).id}
    _check(told)
    told["milestones"] = [{**one, "card": cards.card_id(name, one["id"])} for one in told["milestones"]]
    workshop.put_out({one["card"]: cards.text_of(told, one) for one in told["milestones"]})
    kept = {one["card"] for one in told["milestones"]}
    for gone in (one["card"] for one in before if one["card"] not in kept):
        workshop.put_away(gone, workshop_rules.BIN)
    _keep(told)
    return name


def _check(told: Mapping[str, Any]) -> None:
    if not told["title"] or not told["question"]:
        raise Refused(_("A project needs a title and a question that drives it."))
    if not told["starts"] or not told["ends"] or told["starts"] > told["ends"]:
        raise Refused(_("Say when the project begins and when it ends."))
    if not told["milestones"]:
        raise Refused(_("Add at least one milestone: what is there first?"))
    if not told["rubric"]:
        raise Refused(_("Add at least one line to the rubric, with the skill it shows."))
    known = catalog.shelf().skills
    if any(one["skill"] not in known for one in told["rubric"]):
        raise Refused(_("Choose a skill for each line of the rubric."))
    if any(not told["starts"] <= one["due"] <= told["ends"] for one in told["milestones"]):
        raise Refused(_("Each milestone has a day within the project."))


@db.writes
def _keep(told: Mapping[str, Any]) -> None:
    event = ev.ProjectKept(**told, when=clock.now_ms())
    journal.write(event, replaces=_standing(event))


@db.writes
def archive(project: str, archived: bool) -> None:
    """Put a project away, or take it out again; all that was made in it stays."""
    found = tables.project(project)
    told = {name: getattr(found, name) for name in KEPT}
    _keep({**told, "project": project, "archived": archived})


@db.writes
def seat(project: str, seats: Mapping[str, tuple[str, str]]) -> int:
    """Say for students in which team they are, and their role; no team takes one out. Returns how many changed."""
    now = {row.student: (row.team, row.role or "") for row in tables.members(tables.project(project).project)}
    count = 0
    for student, (team, role) in seats.items():
        wanted = (_short(team), _short(role) if team.strip() else "")
        if now.get(student, ("", "")) != wanted:
            key = people.student(student).id
            told = ev.TeamJoined(student=key, project=project, team=wanted[0], role=wanted[1], when=clock.now_ms())
            journal.write(told, replaces=_standing(told))
            count += 1
    return count


def _short(text: str) -> str:
    return " ".join(text.split())[:SHORT]


def put_into_week(project: str, milestone: str, week: str) -> int:
    """Give a milestone's card to all of the project who have a week (or a draft) and have it not yet."""
    found = tables.project(project)
    told = found.milestone(milestone)
    if told is None:
        raise Refused(_("This milestone is not in the project any more."))
    students = [row.student for row in tables.members(project)]
    return sum(_give(student, week, told["card"], found.title) for student in students)


@db.writes
def _give(student: str, week: str, card: str, title: str) -> bool:
    slots = playlists.current_slots(student, week)
    if not slots or any(one["card"] == card for one in slots):
        return False
    playlists.add(student, week, card, must=True, reason=reasons.step(title))
    return True


# --- the rubric --------------------------------------------------------------------------------------


@db.writes
def mark(project: str, student: str, given: Mapping[str, int], text: str = "") -> int:
    """Mark a student by the rubric, 1 to 4 a criterion or 0 for none; each mark counts for the criterion's skill.

    Returns how many marks changed.
    """
    found, place = tables.project(project), tables.place(project, student)
    now, count = tables.marks(project), 0
    if any(value not in (0, *MARKS) for value in given.values()):
        raise Refused(_("A mark is 1, 2, 3 or 4, or none."))
    for one in found.rubric:
        before = now.get((place.student, one["id"]))
        value = given.get(one["id"], before.mark if before else 0)
        if value == (before.mark if before else 0) and (not value or not before or (before.text or "") == text):
            continue
        _mark(found, place.student, one, value, text.strip()[:LONGEST])
        count += 1
    return count


def _mark(project: Project, student: str, criterion: Mapping[str, Any], value: int, text: str) -> None:
    told = ev.RubricMarked(
        student=student,
        project=project.project,
        criterion=criterion["id"],
        mark=value,
        text=text,
        when=clock.now_ms(),
    )
    journal.write(told, replaces=_standing(told))
    source = f"project/{project.project}/{criterion['id']}"
    if value:
        note = _("Project “%(title)s”: %(criterion)s", title=project.title, criterion=criterion["title"])
        mastery.observe(student, criterion["skill"], "evidence", value, f"{note}. {text}".strip(), source=source)
    else:
        mastery.take_back_observation(student, criterion["skill"], source)


# --- looking back, and the exhibition -------------------------------------------------------------------


@acts.act("project.reflect", by=("tablet",))
def reflect(act: Act) -> None:
    """A student looks back at her project."""
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    place = tables.place(acts.ident(act.body, "project"), act.student)
    text = acts.text(act.body, "text", most=LONGEST, optional=True).strip()
    upload = acts.ident(act.body, "upload", optional=True)
    if not (text or upload):
        raise Refused(_("There is nothing written here yet."))
    told = ev.ProjectReflected(
        student=place.student, project=place.project, text=text, upload=upload, when=act.when, auth=act.auth
    )
    journal.write(told, replaces=_standing(told))


@db.writes
def keep_slip(project: str, team: str, visitor: str, liked: str, asked: str) -> str:
    """Keep what a visitor wrote to a team; returns the slip's id. Raises Refused."""
    there = {row.team for row in tables.members(tables.project(project).project)}
    if team not in there or visitor not in VISITORS:
        raise Refused(_("Choose the team you visited, and who you are."))
    if not liked.strip() and not asked.strip():
        raise Refused(_("Write what you liked, or what you would like to ask."))
    slip = journal.new_id("v")
    told = ev.SlipKept(
        project=project,
        slip=slip,
        team=team,
        visitor=visitor,
        liked=liked.strip()[:LONGEST],
        asked=asked.strip()[:LONGEST],
        when=clock.now_ms(),
    )
    journal.write(told)
    return slip


@db.writes
def throw_slip(project: str, slip: str, thrown: bool = True) -> None:
    """Take a slip away, or (not thrown) bring it back."""
    standing = journal.standing(journal.of_register(f"slip/{project}/{slip}"))
    if not standing:
        raise Refused(_("This slip is not there any more."))
    first = journal.of_register(f"slip/{project}/{slip}")[0].event
    told = {name: getattr(first, name) for name in ("project", "slip", "team", "visitor", "liked", "asked", "when")}
    journal.write(ev.SlipKept(**told, thrown=thrown), replaces=standing)


def _standing(told: journal.Event) -> Sequence[journal.Entry]:
    return journal.standing(journal.of_register(told.register))


def teams_of(students: Iterable[str], size: int) -> dict[str, tuple[str, str]]:
    """Students dealt into teams of about this size, in the order given."""
    everybody = list(students)
    if not 2 <= size <= 12:
        raise Refused(_("A team has between 2 and %(most)s children.", most=12))
    count = max(1, round(len(everybody) / size))
    return {one: (_("Team %(n)s", n=n % count + 1), "") for n, one in enumerate(everybody)}
