"""What a child may choose in her own week: four levels, set with her by her teacher."""

from collections.abc import Callable, Iterable, Sequence

import peewee

from homeroom import config, journal
from homeroom.db import Projection
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.people import tables as people
from homeroom.playlists import events as ev

LEVELS = (1, 2, 3, 4)
ORDER, PLACE, PARTNER, TOPIC, PROJECT = "order", "place", "partner", "topic", "project"
MAY = {1: (ORDER,), 2: (ORDER, PLACE), 3: (ORDER, PLACE, PARTNER, TOPIC), 4: (ORDER, PLACE, PARTNER, TOPIC, PROJECT)}
PLACES = ("table", "carpet", "corner", "outside")


class Independence(Projection):
    """The level of one student, since when, and whether it was set together with her."""

    student = peewee.TextField(primary_key=True)
    level = peewee.IntegerField()
    together = peewee.BooleanField()
    since = peewee.IntegerField()
    staff = peewee.TextField()


@journal.fold(ev.IndependenceSet)
def fold_level(register: str, entries: Sequence[Entry]) -> None:
    """The last word counts."""
    said = journal.winner(journal.standing(entries))
    assert said is not None
    event = said.event
    Independence.put(
        student=event.student,
        level=min(max(LEVELS), max(min(LEVELS), event.level)),
        together=event.together,
        since=event.when,
        staff=said.actor.partition(":")[2],
    )


def levels(students: Iterable[str]) -> dict[str, int]:
    """The level of each of these; who has none set has that of the school's settings."""
    wanted = list(students)
    found = {row.student: row.level for row in Independence.select().where(Independence.student.in_(wanted))}
    usual = min(max(LEVELS), max(min(LEVELS), config.current().independence))
    return {one: found.get(one, usual) for one in wanted}


def level(student: str) -> int:
    """The level of one student."""
    return levels([student])[student]


def set_for(student: str) -> Independence | None:
    """What was set for her, when and by whom; None while nobody did."""
    return Independence.get_or_none(Independence.student == student)


_apart: list[Callable[[str], set[str]]] = []


def apart(found: Callable[[str], set[str]]) -> None:
    """Let a feature above say with whom a student is not to work; she is never told that, nor why."""
    if found not in _apart:
        _apart.append(found)


def mates(student: str) -> list[str]:
    """With whom she may choose to work: the children of her classes, but for those she is kept apart from."""
    everybody = {one.id for group in people.classes_of(student) for one in people.students_of(group.id)}
    never = {one for found in _apart for one in found(student)}
    return sorted(everybody - never - {student})


def why(said: bool, together: bool) -> str:
    """Why she has this level, in one sentence for her: whether a teacher set it, and with her or not."""
    if not said:
        return _("Everybody begins here.")
    return _("You and your teacher agreed on this.") if together else _("Your teacher set this for you.")


def may(student: str, choice: str) -> bool:
    """Whether she may choose this: order, place, partner, topic or project."""
    return choice in MAY[level(student)]


def names() -> dict[int, str]:
    """What each level is called."""
    return {1: _("I choose the order"), 2: _("I choose the place"), 3: _("I choose partner and topic"), 4: _("I lead")}


def choices() -> dict[str, str]:
    """What each choice is, as a child says it."""
    return {
        ORDER: _("The order of my cards"),
        PLACE: _("Where I work, and one like it instead"),
        PARTNER: _("With whom I work"),
        TOPIC: _("More cards about what I want to know"),
        PROJECT: _("A project of my own"),
    }


def asks() -> dict[int, str]:
    """What a level asks of a child, as she reads it before she is there."""
    return {
        1: _("Start by yourself. Ask when you are stuck."),
        2: _("Finish what must be done, and tidy your place, two weeks in a row."),
        3: _("Choose well where you work, help your partner, and say what you learned, three weeks in a row."),
        4: _("Plan your own week with your teacher, and show others what you found out."),
    }


def places() -> dict[str, str]:
    """What each place is called."""
    return {
        "table": _("At my table"),
        "carpet": _("On the carpet"),
        "corner": _("In the quiet corner"),
        "outside": _("Outside"),
    }
