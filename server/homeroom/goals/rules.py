"""What a goal is: until when, where it stands, how far it is. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from homeroom.entries import Entry
from homeroom.goals import events as ev
from homeroom.terms.rules import Calendar, shifted

ABOUT = ("", "cards", "card", "skill", "project")
FEELINGS = ("proud", "hard", "helped")
WHENS = ("tomorrow", "friday", "next", "")
PICTURES = ("star", "book", "pencil", "math", "reading", "science", "art", "body", "world", "pair", "talk", "heart")
MOST_CARDS = 10
FRIDAY = 4  # as date.weekday() counts
DAY = 86_400_000  # ms
WEEKS = 20  # within which a week with school is looked for
NEXT = {
    ev.GoalMoved.kind: "open",
    ev.GoalReached.kind: "reached",
    ev.GoalReopened.kind: "open",
    ev.GoalLetGo.kind: "let-go",
    ev.GoalTaken.kind: "open",
}


@dataclass
class Standing:
    """Where a goal stands. `state` is suggested, open, reached or let-go; `state_at` ms.

    `tells`: who reached it says so herself ("reached"), or wants to talk about it ("talk"); "" when a teacher noted it.
    """

    state: str
    due: str
    state_at: int
    moved: int = 0
    reflection: str | None = ""
    reflection_upload: str | None = ""
    feeling: str = ""
    tells: str = ""


def standing(first: Entry, facts: Iterable[Entry]) -> Standing:
    """Fold what happened to a goal, given in its order, into where it stands; `first` is how it was set."""
    event = first.event
    suggested = first.role != "student" and not event.agreed
    now = Standing("suggested" if suggested else "open", event.due, event.when)
    for fact in facts:
        if fact.kind not in NEXT:
            continue
        told = fact.event
        now.state, now.state_at, now.tells = NEXT[fact.kind], told.when, ""
        if fact.kind == ev.GoalMoved.kind:
            now.due, now.moved = told.due, now.moved + 1
        elif fact.kind == ev.GoalReached.kind:
            now.reflection, now.reflection_upload, now.feeling = told.text, told.upload, told.feeling
            now.tells = "talk" if told.talk else "reached" if fact.role == "student" else ""
    return now


def day_for(today: str, until: str, kept: Calendar, classes: Iterable[str] = ()) -> str:
    """The ISO day that a child means by tomorrow (the next school day), friday, next (Friday after) or nothing.

    When there is no school on that Friday, the last school day of its week is meant; without any, the week after.
    """
    mine = tuple(classes)
    if until == "tomorrow":
        return kept.after(today, mine)
    if until not in ("friday", "next"):
        return ""
    friday = shifted(today, (FRIDAY - date.fromisoformat(today).weekday()) % 7 + (7 if until == "next" else 0))
    for n in range(WEEKS):
        end = shifted(friday, 7 * n)
        days = kept.days(max(today, shifted(end, -6)), end, mine)
        if days:
            return days[-1]
    return friday


def day_kept(due: str, since: str, kept: Calendar, classes: Iterable[str] = ()) -> str:
    """The day a goal is due when the calendar has changed since the day on which it was set or moved.

    While there is school on it, the day stays. Else the last school day before it in its week counts, if it comes
    after `since`; without one the next school day.
    """
    mine = tuple(classes)
    if not due or kept.is_school_day(due, mine):
        return due
    monday = shifted(due, -date.fromisoformat(due).weekday())
    before = kept.days(max(monday, shifted(since, 1)), shifted(due, -1), mine)
    return before[-1] if before else kept.after(due, mine)


# --- what waits for a teacher ----------------------------------------------------------------------------

CALLS = ("talk", "reached", "late", "new")
LATELY = {"talk": 28 * DAY, "reached": 14 * DAY, "new": 14 * DAY}  # ms: longer nothing waits, so that no pile grows


class Told(Protocol):
    """The part of a goal that says whether it waits."""

    state: str
    state_at: int
    due: str
    tells: str
    set_at: int
    author_role: str


def waits(goal: Told, answered: tuple[int, str], now: int, today: str) -> str:
    """Why a goal waits for a word of a teacher: one of CALLS, or "".

    `answered`: when a teacher last wrote to it, in ms and as a day; (0, "") for never.
    """
    if goal.state == "open" and goal.due and goal.due < today:
        return "late" if answered[1] <= goal.due else ""
    if goal.state == "reached":
        why, since = goal.tells, goal.state_at
    elif goal.state == "open" and goal.author_role == "student":
        why, since = "new", goal.set_at
    else:
        return ""
    return why if why and answered[0] < since and now - since < LATELY[why] else ""


@dataclass(frozen=True)
class Progress:
    """How far a goal is by itself: `done` of `of`; nothing shows it when `of` is 0."""

    done: int = 0
    of: int = 0

    @property
    def there(self) -> bool:
        """Whether all is done that it names."""
        return 0 < self.of <= self.done


def cards_done(finished: Iterable[tuple[int, str]], since: int, subject: str, count: int) -> Progress:
    """Cards finished (ms, subject) since a goal was set, of a subject or of any ("")."""
    done = sum(when >= since and subject in ("", of) for when, of in finished)
    return Progress(min(done, count), count)
