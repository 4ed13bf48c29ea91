"""What a goal is: until when, where it stands, how far it is. Plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from homeroom.goals import events as ev
from homeroom.terms.rules import Calendar, shifted

ABOUT = ("", "cards", "card", "skill", "project")
FEELINGS = ("proud", "hard", "helped")
WHENS = ("tomorrow", "friday", "next", "")
PICTURES = ("star", "book", "pencil", "math", "reading", "science", "art", "body", "world", "pair", "talk", "heart")
MOST_CARDS = 10
FRIDAY = 4  # as date.weekday() counts
WEEKS = 20  # within which a week with school is looked for
NEXT = {
    ev.GoalMoved.kind: "open",
    ev.GoalReached.kind: "reached",
    ev.GoalReopened.kind: "open",
    ev.GoalLetGo.kind: "let-go",
    ev.GoalTaken.kind: "open",
}


class Fact(Protocol):
    """The part of a journal entry that the rules read."""

    @property
    def kind(self) -> str: ...
    @property
    def event(self) -> Any: ...
    @property
    def role(self) -> str: ...


@dataclass
class Standing:
    """Where a goal stands. `state` is suggested, open, reached or let-go; `state_at` ms."""

    state: str
    due: str
    state_at: int
    moved: int = 0
    reflection: str | None = ""
    reflection_upload: str | None = ""
    feeling: str = ""


def standing(first: Fact, facts: Iterable[Fact]) -> Standing:
    """Fold what happened to a goal, given in its order, into where it stands; `first` is how it was set."""
    event = first.event
    suggested = first.role != "student" and not event.agreed
    now = Standing("suggested" if suggested else "open", event.due, event.when)
    for fact in facts:
        if fact.kind not in NEXT:
            continue
        told = fact.event
        now.state, now.state_at = NEXT[fact.kind], told.when
        if fact.kind == ev.GoalMoved.kind:
            now.due, now.moved = told.due, now.moved + 1
        elif fact.kind == ev.GoalReached.kind:
            now.reflection, now.reflection_upload, now.feeling = told.text, told.upload, told.feeling
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
