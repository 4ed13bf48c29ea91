"""Goals that wait for a word of a teacher: somebody wants to talk, is late, or has a new one."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from homeroom import clock
from homeroom.goals import rules, tables, words
from homeroom.goals.tables import Goal
from homeroom.i18n import _
from homeroom.people import tables as people

Answer = tuple[str, str, str]  # what it does, its words, until when


@dataclass(frozen=True)
class Row:
    """One goal that waits, as the inbox shows it."""

    student: str
    goal: str
    name: str
    portrait: str
    title: str
    words: str
    recorded: bool
    until: str
    since: int


@dataclass(frozen=True)
class Group:
    """All that wait for the same reason, with the answers that take one tap."""

    why: str
    title: str
    icon: str
    answers: list[Answer]
    rows: list[Row]


def found(students: Iterable[str]) -> list[tuple[str, Goal]]:
    """(why, goal) of all goals of these students that wait; why is one of rules.CALLS."""
    wanted = list(students)
    goals, answered = tables.goals_of(wanted), tables.answered(wanted)
    now, today = clock.now_ms(), clock.today()
    called = []
    for one in goals:
        last = answered.get((one.student, one.goal), 0)
        why = rules.waits(one, (last, clock.day_of(last) if last else ""), now, today)
        if why:
            called.append((why, one))
    return called


def groups(students: Mapping[str, people.Student]) -> list[Group]:
    """The same by reason, who waits longest first."""
    names, called = people.short_names(students.values()), found(students)
    said, told = _answers(), _titles()
    result = []
    for why in rules.CALLS:
        mine = [one for key, one in called if key == why]
        mine.sort(key=lambda one: (one.due if why == "late" else "", _since(one), one.student, one.goal))
        if mine:
            rows = [_row(one, students[one.student], names[one.student]) for one in mine]
            result.append(Group(why, *told[why], answers=said[why], rows=rows))
    return result


def _since(one: Goal) -> int:
    return one.state_at if one.state == "reached" else one.set_at


def _row(one: Goal, person: people.Student, name: str) -> Row:
    return Row(
        student=one.student,
        goal=one.goal,
        name=name,
        portrait=people.portrait_url(person),
        title=words.title(one),
        words=one.reflection or "",
        recorded=bool(one.reflection_upload or one.upload),
        until=words.until(one.due) if one.is_open and one.due else "",
        since=_since(one),
    )


def _titles() -> dict[str, tuple[str, str]]:
    return {
        "talk": (_("Reached a goal and wants to talk"), "talk"),
        "reached": (_("Reached a goal"), "star"),
        "late": (_("The day of a goal is over"), "calendar"),
        "new": (_("Has a new goal"), "flag"),
    }


def _answers() -> dict[str, list[Answer]]:
    def said(*told: str) -> list[Answer]:
        return [("answer", one, "") for one in told]

    return {
        "talk": said(_("I will come to you."), _("We talked about it.")),
        "reached": said(_("Well done!"), _("Tell me about it when we talk.")),
        "late": [
            *said(_("How far are you?")),
            ("move", _("Move to Friday"), "friday"),
            ("reach", _("Reached"), ""),
        ],
        "new": said(_("A good goal. I look forward to it."), _("Let us talk about it.")),
    }


def done(what: str, name: str) -> str:
    """What a teacher just did to a goal, in a sentence; "" for nothing known."""
    told: dict[str, Callable[[], str]] = {
        "answer": lambda: _("Your words are with %(name)s.", name=name),
        "move": lambda: _("The goal of %(name)s goes on.", name=name),
        "reach": lambda: _("Noted: %(name)s reached the goal.", name=name),
        "undo": lambda: _("Taken back. The goal of %(name)s waits again.", name=name),
    }
    return told[what]() if what in told else ""
