"""The goals of a class as a table for other programs: one row a goal."""

from collections.abc import Iterator

from homeroom import clock
from homeroom.goals import showing, words
from homeroom.people import tables as people
from homeroom.spreadsheets import MARK, line

COLUMNS = (
    "student_identifier",
    "given_name",
    "family_name",
    "class_name",
    "goal",
    "state",
    "due",
    "done",
    "of",
    "moved",
    "set",
    "suggested_by",
    "feeling",
    "reflection",
)


def csv_of(group: people.SchoolClass) -> Iterator[str]:
    """All goals of the children who are in a class now."""
    everybody = people.students_of(group.id)
    found, states = showing.shown(one.id for one in everybody), words.states()
    yield MARK + line(COLUMNS)
    for student in everybody:
        head = [student.identifier or "", student.given_name, student.family_name, group.name]
        for one in found[student.id]:
            goal, far = one.goal, one.progress
            told = [one.title, states[goal.state], goal.due, far.done, far.of, goal.moved]
            told += [clock.day_of(goal.set_at), one.by, goal.feeling, goal.reflection or ""]
            yield line(str(cell) for cell in [*head, *told])
