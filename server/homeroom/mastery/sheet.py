"""Skills as a table for other programs: one tidy row a student and skill."""

from collections.abc import Iterator

from homeroom import clock
from homeroom.mastery import showing
from homeroom.people import tables as people
from homeroom.spreadsheets import MARK, line

COLUMNS = (
    "student_identifier",
    "given_name",
    "family_name",
    "class_name",
    "skill",
    "skill_title",
    "subject",
    "state",
    "state_word",
    "standard",
    "answers",
    "last_shown",
    "why",
    "judged_by",
    "judgement_reason",
)


def csv_of(class_id: str) -> Iterator[str]:
    """The skills of a class: what was begun, with the very words of the pages."""
    group, found = people.school_class(class_id), showing.grid(class_id)
    yield MARK + line(COLUMNS)
    for student, _name, cells in found.rows:
        yield "".join(line(_row(student, group.name, cell)) for cell in cells if cell.state != "not_begun")


def _row(student: people.Student, group: str, cell: showing.Shown) -> list[str]:
    on = cell.now.trace
    told = [student.identifier, student.given_name, student.family_name, group, cell.skill, cell.title, cell.subject]
    told += [cell.state, cell.word, str(cell.standard or ""), str(on.attempts)]
    told += [clock.day_of(on.last) if on.last is not None else "", cell.sentence, cell.judge, cell.reason]
    return told
