"""The talk list, and the sheet for a talk: what she did since the last one, what fades, how to begin."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from homeroom import clock
from homeroom.attendance import tables as attendance
from homeroom.evidence import tables as evidence
from homeroom.goals import showing
from homeroom.goals.showing import DAY, Shown
from homeroom.goals.talks import tables
from homeroom.goals.talks.tables import Talk
from homeroom.grouping import contacts
from homeroom.i18n import _, language
from homeroom.mastery import tables as mastery
from homeroom.mastery.words import standards
from homeroom.people import tables as people
from homeroom.playlists import catalog

FIRST = 14 * DAY  # ms: so far back looks the sheet of a child nobody has talked with
MOST = 8  # lines of one kind
PRAISED = 3  # the mark from which work is something to be proud of
QUESTIONS = 3
_more: list[Callable[[str, int], Sequence[str]]] = []


def also(told: Callable[[str, int], Sequence[str]]) -> None:
    """Let another part say lines about a student since an instant (ms), such as her projects."""
    if told not in _more:
        _more.append(told)


@dataclass(frozen=True)
class Row:
    """A child on the talk list."""

    student: people.Student
    name: str
    portrait: str
    mentor: str
    days: int | None
    spoken: int | None
    goals: Sequence[Shown]
    last: Talk | None = None

    @property
    def late(self) -> int:
        """How many of her goals are past their day."""
        return sum(one.late for one in self.goals)


@dataclass(frozen=True)
class Sheet:
    """All that helps in a talk with one child."""

    row: Row
    since: int
    came: tuple[int, int]
    done: list[str]
    proud: list[str]
    returned: list[str]
    fading: list[str]
    reached: list[Shown]
    more: list[str] = field(default_factory=list)

    @property
    def questions(self) -> list[str]:
        """How the talk could begin, the most fitting first."""
        return _questions(self)[:QUESTIONS]


def rows(students: Iterable[people.Student]) -> list[Row]:
    """The talk list: who has waited longest first."""
    everybody = list(students)
    ids = [one.id for one in everybody]
    names, talks, mentors = people.short_names(everybody), tables.talks_of(ids), tables.mentors(ids)
    spoken, goals = contacts.last_spoken(ids), showing.shown(ids)
    found = [
        Row(
            student=one,
            name=names[one.id],
            portrait=people.portrait_url(one),
            mentor=mentors.get(one.id, ""),
            days=days_since(talks[one.id][0].day) if one.id in talks else None,
            spoken=_days(spoken[one.id]),
            goals=showing.open_goals(goals[one.id]),
            last=talks[one.id][0] if one.id in talks else None,
        )
        for one in everybody
    ]
    return sorted(found, key=lambda row: (row.days is not None, -(row.days or 0), row.name.casefold()))


def days_since(day: str) -> int:
    """Days between a day and today."""
    return max(0, (date.fromisoformat(clock.today()) - date.fromisoformat(day)).days)


def _days(when: int | None) -> int | None:
    return None if when is None else days_since(clock.day_of(when))


def sheet(student: people.Student) -> Sheet:
    """The sheet of one child."""
    row = rows([student])[0]
    since = row.last.when if row.last else clock.now_ms() - FIRST
    shelf = catalog.shelf(language())
    works = [work for work in evidence.works_of(student.id) if (work.last or 0) >= since]

    def title(card: str) -> str:
        return info.title if (info := shelf.find(card)) else card

    reached = showing.reached_since(showing.shown([student.id])[student.id], since)
    marks = standards()
    good = [work for work in works if work.status == "accepted" and (work.mark or 0) >= PRAISED]
    proud = [one.title for one in reached if one.goal.feeling == "proud"]
    states = mastery.states_of(student.id)
    return Sheet(
        row=row,
        since=since,
        came=_came(student.id, since),
        done=[title(work.card) for work in works if (work.finished or 0) >= since],
        proud=[*proud, *(f"{title(work.card)} · {marks[work.mark or PRAISED]}" for work in good)][:MOST],
        returned=[title(work.card) for work in works if work.status == "returned"][:MOST],
        fading=[shelf.skill_title(skill) for skill, now in states.items() if now.state == "rusty"][:MOST],
        reached=reached[:MOST],
        more=[line for told in _more for line in told(student.id, since)][:MOST],
    )


def _came(student: str, since: int) -> tuple[int, int]:
    first, last = clock.day_of(since), clock.today()
    days = set(attendance.school_days(first, last))
    came = {one.day for one in attendance.came_between(first, last) if one.student == student}
    return len(came & days), len(days)


def _questions(of: Sheet) -> list[str]:
    """A question for each thing that could be talked about, in the order of what matters most."""
    last, late = of.row.last, [one for one in of.row.goals if one.late]
    found: list[Any] = [
        of.reached and _("You reached “%(goal)s”. How did you get there?", goal=of.reached[0].title),
        last and last.step and _("Last time we agreed: “%(step)s”. How is it going?", step=last.step),
        late and _("“%(goal)s” takes longer than you thought. What would make it easier?", goal=late[0].title),
        of.returned and _("“%(card)s” came back to you. What will you try differently?", card=of.returned[0]),
        of.proud and _("What was the best part of “%(card)s”?", card=of.proud[0].partition(" · ")[0]),
        of.fading and _("Show me “%(skill)s”. What do you still remember of it?", skill=of.fading[0]),
        not of.row.goals and _("What would you like to be able to do by Friday?"),
        _("What did you do lately that you would like to tell me about?"),
    ]
    return [str(one) for one in found if one]
