"""What families and a talk sheet read of goals, projects and learning outside: never private notes."""

from collections.abc import Sequence

from homeroom import clock
from homeroom.goals import showing
from homeroom.goals.outside import showing as outside
from homeroom.goals.projects import showing as projects
from homeroom.i18n import _
from homeroom.mastery.child_pages import TERM

Part = tuple[str, str, list[str]]


def parts(student: str) -> list[Part]:
    """Parts of the report for a family: (icon, title, lines)."""
    found = showing.shown([student])[student]
    reached = showing.reached_since(found, clock.now_ms() - TERM * showing.DAY)
    lines = [_line(one) for one in reached]
    lines += [_("%(goal)s (%(until)s)", goal=one.title, until=one.until) for one in found if one.goal.is_open]
    all_parts = [
        ("flag", _("Her own goals"), lines),
        ("world", _("Projects"), projects.for_family(student)),
        ("door", _("Learning outside school"), outside.for_family(student)),
    ]
    return [part for part in all_parts if part[2]]


def _line(one: showing.Shown) -> str:
    said = one.goal.reflection
    return _("%(goal)s – reached", goal=one.title) + (f" · “{said}”" if said else "")


def lines_since(student: str, since: int) -> Sequence[str]:
    """For a talk sheet: her projects, and where she learns outside."""
    lines = []
    for project, place in projects.of_child(student):
        step = next((one["title"] for one in project.milestones if one["due"] >= clock.today()), "")
        told = _("Project “%(title)s”, %(team)s", title=project.title, team=place.team)
        lines.append(told + (_(", next: %(step)s", step=step) if step else ""))
    for one in outside.of_student(student):
        if one.state == "running":
            lines.append(_("%(place)s: %(spent)s", place=one.place.place or "", spent=one.spent))
    return lines
