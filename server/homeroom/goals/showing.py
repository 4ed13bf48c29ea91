"""Goals as the child and her teachers read them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from homeroom import clock
from homeroom.goals import progress, tables, words
from homeroom.goals.rules import Progress
from homeroom.goals.tables import Goal, GoalWord
from homeroom.mastery.showing import namer

DAY = 86_400_000
RECENT = 21 * DAY  # ms: a goal that was reached is on the child's shelf so long


@dataclass(frozen=True)
class Shown:
    """A goal with all that is shown of it."""

    goal: Goal
    title: str
    about: str
    progress: Progress
    late: bool
    until: str
    icon: str
    words: list[tuple[str, GoalWord]] = field(default_factory=list)
    by: str = ""


def shown(students: Iterable[str]) -> dict[str, list[Shown]]:
    """The goals of several students."""
    wanted = list(students)
    found: dict[str, list[Shown]] = {one: [] for one in wanted}
    goals, names = tables.goals_of(wanted), namer()
    far = progress.of_goals([one for one in goals if one.state in tables.OPEN])
    said = {one: tables.words_on(one) for one in {goal.student for goal in goals}}
    for one in goals:
        talk = [(names(word.author), word) for word in said[one.student].get(one.goal, [])]
        found[one.student].append(_shown(one, far.get((one.student, one.goal), Progress()), talk, names))
    return found


def _shown(one: Goal, far: Progress, talk: list[tuple[str, GoalWord]], names: Callable[[str], str]) -> Shown:
    return Shown(
        goal=one,
        title=words.title(one),
        about=words.about(one),
        progress=far,
        late=one.is_open and bool(one.due) and one.due < clock.today(),
        until=words.until(one.due),
        icon=one.picture or words.ABOUT_ICONS.get(one.about, "star"),
        words=talk,
        by=names(one.author) if one.author_role != "student" else "",
    )


def for_child(student: str) -> list[dict[str, Any]]:
    """What the tablet shows: goals that are open or suggested, and those reached or let go of late."""
    since = clock.now_ms() - RECENT
    return [
        _for_tablet(one)
        for one in shown([student])[student]
        if one.goal.state in tables.OPEN or one.goal.state_at >= since
    ]


def _for_tablet(one: Shown) -> dict[str, Any]:
    """Only what is there travels, so that a week stays small."""
    goal = one.goal
    told = {
        "goal": goal.goal,
        "title": one.title,
        "icon": one.icon,
        "state": goal.state,
        "until": one.until if goal.due else "",
        "late": one.late,
        "about": one.about,
        "tie": goal.about,
        "done": one.progress.done,
        "of": one.progress.of,
        "upload": goal.upload,
        "upload_kind": goal.upload_kind,
        "by": one.by,
        "feeling": goal.feeling,
        "reflection": goal.reflection,
        "said": [{"who": who, "text": word.text} for who, word in one.words if word.text],
    }
    return {name: value for name, value in told.items() if value}


def open_goals(found: Iterable[Shown]) -> list[Shown]:
    """Those that a student is at, or could take up."""
    return [one for one in found if one.goal.state in tables.OPEN]


def reached_since(found: Iterable[Shown], since: int) -> list[Shown]:
    """Those reached since an instant (ms), latest first."""
    done = [one for one in found if one.goal.state == "reached" and one.goal.state_at >= since]
    return sorted(done, key=lambda one: -one.goal.state_at)
