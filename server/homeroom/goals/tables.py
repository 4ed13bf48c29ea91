"""Goals as their entries say, and what teachers wrote to them."""

from collections.abc import Iterable, Sequence

import peewee

from homeroom import clock, journal
from homeroom.db import Projection
from homeroom.errors import NotFound
from homeroom.goals import events as ev
from homeroom.goals import rules
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.people import tables as people
from homeroom.terms import tables as terms

OPEN = ("open", "suggested")


class Goal(Projection):
    """One goal of one student."""

    student = peewee.TextField()
    goal = peewee.TextField()
    text = peewee.TextField(null=True)
    upload = peewee.TextField(null=True)
    upload_kind = peewee.TextField()
    picture = peewee.TextField()
    about = peewee.TextField()
    ref = peewee.TextField()
    count = peewee.IntegerField()
    set_at = peewee.IntegerField()
    author = peewee.TextField()
    author_role = peewee.TextField()
    agreed = peewee.BooleanField()
    due = peewee.TextField()
    state = peewee.TextField()
    state_at = peewee.IntegerField()
    moved = peewee.IntegerField()
    reflection = peewee.TextField(null=True)
    reflection_upload = peewee.TextField(null=True)
    feeling = peewee.TextField()
    tells = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "goal")

    @property
    def is_open(self) -> bool:
        """Whether the student is at it."""
        return self.state == "open"


class GoalWord(Projection):
    """What a teacher wrote to a goal."""

    student = peewee.TextField()
    goal = peewee.TextField()
    ref = peewee.TextField()
    author = peewee.TextField()
    text = peewee.TextField(null=True)
    when = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "goal", "ref")


SET = ("text", "upload", "upload_kind", "picture", "about", "ref", "count", "agreed")


@journal.fold(
    ev.GoalSet,
    ev.GoalMoved,
    ev.GoalReached,
    ev.GoalReopened,
    ev.GoalLetGo,
    ev.GoalTaken,
    ev.GoalAnswered,
    ev.GoalStepTakenBack,
)
def fold_goal(register: str, entries: Sequence[Entry]) -> None:
    """Bring the rows of one goal up to date."""
    facts = journal.standing(entries)
    where = {"student": entries[0].event.student, "goal": entries[0].event.goal}
    Goal.drop(**where)
    GoalWord.drop(**where)
    first = next((one for one in facts if isinstance(one.event, ev.GoalSet)), None)
    if first is None:
        return  # it will be folded again when the goal itself is here
    told = {name: getattr(first.event, name) for name in SET}
    author = first.actor.partition(":")[2]
    Goal.put(
        **where,
        **told,
        **vars(rules.standing(first, facts)),
        set_at=first.event.when,
        author=author,
        author_role=first.role,
    )
    for one in facts:
        if isinstance(one.event, ev.GoalAnswered):
            author, said = one.actor.partition(":")[2], one.event
            GoalWord.put(**where, ref=one.ref, author=author, text=said.text, when=said.when)


# --- queries -----------------------------------------------------------------------------------------


def find(student: str, goal: str) -> Goal | None:
    """One goal, or None."""
    found = Goal.one(student=student, goal=goal)
    return _by_calendar([found])[0] if found else None


def goal(student: str, goal: str) -> Goal:
    """One goal. Raises NotFound."""
    found = find(student, goal)
    if found is None:
        raise NotFound(_("This goal is not known here."))
    return found


def goals_of(students: Iterable[str]) -> list[Goal]:
    """All goals of several students: what is due first comes first, without a day last."""
    rows = _by_calendar(list(Goal.select().where(Goal.student.in_(list(students)))))
    return sorted(rows, key=lambda row: (row.due == "", row.due, row.set_at, row.goal))


def _by_calendar(goals: list[Goal]) -> list[Goal]:
    # Rows keep the day that was said. A holiday that was entered later moves it here, whenever it is read.
    kept, classes = terms.calendar(), dict[str, list[str]]()
    if kept.is_told:
        for one in goals:
            if one.state in OPEN and one.due:
                if one.student not in classes:
                    classes[one.student] = [group.id for group in people.classes_of(one.student)]
                one.due = rules.day_kept(one.due, clock.day_of(one.state_at), kept, classes[one.student])
    return goals


def answered(students: Iterable[str]) -> dict[tuple[str, str], int]:
    """(student, goal) → when a teacher last wrote to it (ms)."""
    found: dict[tuple[str, str], int] = {}
    for row in GoalWord.select().where(GoalWord.student.in_(list(students))):
        key = row.student, row.goal
        found[key] = max(found.get(key, 0), row.when)
    return found


def words_on(student: str) -> dict[str, list[GoalWord]]:
    """What teachers wrote to the goals of a student, by goal, oldest first."""
    found: dict[str, list[GoalWord]] = {}
    for row in GoalWord.select().where(GoalWord.student == student).order_by(GoalWord.when, GoalWord.ref):
        found.setdefault(row.goal, []).append(row)
    return found
