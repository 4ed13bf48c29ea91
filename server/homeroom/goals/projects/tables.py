"""Projects, who is in which team, marks by the rubric, reflections, slips of visitors."""

from collections.abc import Iterable, Sequence
from typing import Any

import peewee

from homeroom import journal
from homeroom.db import Json, Projection
from homeroom.errors import NotFound
from homeroom.goals.projects import events as ev
from homeroom.i18n import _
from homeroom.journal import Entry


class Project(Projection):
    """A project of a class."""

    project = peewee.TextField(primary_key=True)
    school_class = peewee.TextField()
    title = peewee.TextField()
    question = peewee.TextField()
    products = Json()
    starts = peewee.TextField()
    ends = peewee.TextField()
    milestones = Json()
    rubric = Json()
    exhibition = Json()
    archived = peewee.BooleanField()

    def milestone(self, name: str) -> dict[str, Any] | None:
        """One milestone, or None."""
        return next((one for one in self.milestones if one["id"] == name), None)


class TeamPlace(Projection):
    """Where a student is in a project."""

    student = peewee.TextField()
    project = peewee.TextField()
    team = peewee.TextField()
    role = peewee.TextField(null=True)

    class Meta:
        primary_key = peewee.CompositeKey("student", "project")


class RubricMark(Projection):
    """A student's mark by one criterion."""

    student = peewee.TextField()
    project = peewee.TextField()
    criterion = peewee.TextField()
    mark = peewee.IntegerField()
    text = peewee.TextField(null=True)
    author = peewee.TextField()
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "project", "criterion")


class ProjectReflection(Projection):
    """How a student looked back."""

    student = peewee.TextField()
    project = peewee.TextField()
    text = peewee.TextField(null=True)
    upload = peewee.TextField(null=True)
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "project")


class Slip(Projection):
    """What a visitor wrote to a team."""

    project = peewee.TextField()
    slip = peewee.TextField()
    team = peewee.TextField()
    visitor = peewee.TextField()
    liked = peewee.TextField(null=True)
    asked = peewee.TextField(null=True)
    when = peewee.IntegerField()

    class Meta:
        table_name = "visitor_slip"
        primary_key = peewee.CompositeKey("project", "slip")


KEPT = tuple(name for name in Project._meta.fields if name != "project")


@journal.fold(ev.ProjectKept)
def fold_project(register: str, entries: Sequence[Entry]) -> None:
    """As it was kept last."""
    told = _last(entries)
    Project.put(project=told.project, **{name: getattr(told, name) for name in KEPT})


@journal.fold(ev.TeamJoined)
def fold_team(register: str, entries: Sequence[Entry]) -> None:
    """The team that was said last."""
    told = _last(entries)
    TeamPlace.drop(student=told.student, project=told.project)
    if told.team:
        TeamPlace.put(student=told.student, project=told.project, team=told.team, role=told.role)


@journal.fold(ev.RubricMarked)
def fold_mark(register: str, entries: Sequence[Entry]) -> None:
    """The mark that was given last."""
    fact = journal.standing(entries)[-1]
    told = fact.event
    where = {name: getattr(told, name) for name in ("student", "project", "criterion")}
    RubricMark.drop(**where)
    if told.mark:
        author = fact.actor.partition(":")[2]
        RubricMark.put(**where, mark=told.mark, text=told.text, author=author, when=told.when)


@journal.fold(ev.ProjectReflected)
def fold_reflection(register: str, entries: Sequence[Entry]) -> None:
    """What she said last."""
    told = _last(entries)
    names = ("student", "project", "text", "upload", "when")
    ProjectReflection.put(**{name: getattr(told, name) for name in names})


@journal.fold(ev.SlipKept)
def fold_slip(register: str, entries: Sequence[Entry]) -> None:
    """As it was kept last."""
    told = _last(entries)
    Slip.drop(project=told.project, slip=told.slip)
    if not told.thrown:
        names = ("project", "slip", "team", "visitor", "liked", "asked", "when")
        Slip.put(**{name: getattr(told, name) for name in names})


def _last(entries: Sequence[Entry]) -> Any:
    return journal.standing(entries)[-1].event


# --- queries -----------------------------------------------------------------------------------------


def project(name: str) -> Project:
    """One project. Raises NotFound."""
    found = Project.one(project=name)
    if found is None:
        raise NotFound(_("This project is not known here."))
    return found


def projects_of(school_class: str) -> list[Project]:
    """The projects of a class: what begins last comes first."""
    rows = Project.select().where(Project.school_class == school_class)
    return sorted(rows, key=lambda row: (row.starts, row.project), reverse=True)


def places(students: Iterable[str]) -> list[TeamPlace]:
    """In which teams of which projects several students are."""
    return list(TeamPlace.select().where(TeamPlace.student.in_(list(students))))


def members(project: str) -> list[TeamPlace]:
    """Who is in a project, by team."""
    rows = TeamPlace.select().where(TeamPlace.project == project)
    return sorted(rows, key=lambda row: (row.team.casefold(), row.student))


def place(project: str, student: str) -> TeamPlace:
    """A student's place in a project. Raises NotFound when she is not in it."""
    found = TeamPlace.one(student=student, project=project)
    if found is None:
        raise NotFound(_("This child is not in the project."))
    return found


def marks(project: str) -> dict[tuple[str, str], RubricMark]:
    """The marks of a project, by student and criterion."""
    return {(row.student, row.criterion): row for row in RubricMark.select().where(RubricMark.project == project)}


def marks_of(project: str, student: str) -> list[RubricMark]:
    """The marks of one student in a project, the latest first."""
    found = [mark for (who, _criterion), mark in marks(project).items() if who == student]
    return sorted(found, key=lambda mark: (-mark.when, mark.criterion))


def reflection(project: str, student: str) -> ProjectReflection | None:
    """How a student looked back, or None."""
    return ProjectReflection.one(student=student, project=project)


def slips(project: str) -> list[Slip]:
    """What visitors wrote, oldest first."""
    return list(Slip.select().where(Slip.project == project).order_by(Slip.when, Slip.slip))


def running(first: str, last: str) -> list[Project]:
    """The projects that run in some part of these days (ISO)."""
    return [row for row in Project.select() if not row.archived and row.starts <= last and row.ends >= first]
