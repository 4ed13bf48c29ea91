"""Everything this box keeps about one student, from every feature, without knowing the features."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from homeroom import aliases, blobs, clock, config, db, erasing, journal
from homeroom.entries import Entry, event_class
from homeroom.errors import NotFound
from homeroom.people import tables as people

SECRET = {"mark", "token"}  # of no use to anybody but this box
MENTIONS = f"{journal.SELECT} WHERE e.subject <> ? AND instr(e.body, ?) ORDER BY e.at, l.lane, e.seq"


@dataclass(frozen=True)
class Record:
    """What is kept: who she is, what happened, what the box made of it, what only this box knows, her files."""

    student: people.Student
    classes: list[str]
    entries: list[Entry]
    mentions: list[Entry]
    tables: dict[str, list[dict[str, Any]]]
    here: dict[str, list[dict[str, Any]]]
    files: list[str]

    def as_json(self) -> dict[str, Any]:
        """For programs. Times are ms since the epoch, in UTC."""
        return {
            "format": "homeroom-record-1",
            "school": config.current().school_name,
            "made": clock.now_ms(),
            "student": _row(self.student),
            "classes": self.classes,
            "journal": [_entry(one) for one in self.entries],
            "mentioned_in": [{"kind": one.kind, "at": clock.ms_of(one.at)} for one in self.mentions],
            "made_of_it": self.tables,
            "on_this_box": self.here,
            "files": self.files,
        }


def gather(student_id: str) -> Record:
    """Everything about a student. Raises NotFound."""
    student = people.student(student_id)
    entries = about(student_id)
    return Record(
        student=student,
        classes=[one.name for one in people.classes_of(student_id)],
        entries=entries,
        mentions=_mentions(student_id),
        tables={name: rows for name, rows in _rows(db.Projection, student_id) if rows},
        here={name: rows for name, rows in _rows(db.Local, student_id) if rows},
        files=files_of(entries),
    )


def about(student_id: str) -> list[Entry]:
    """All entries about a student, in order, with all they say."""
    return [one for one in journal.as_written(student_id) if one.body is not None]


def _mentions(student_id: str) -> list[Entry]:
    ids = aliases.ids_of(student_id)
    found = {}
    for one in ids:
        rows = db.database.execute_sql(MENTIONS, (one, one)).fetchall()
        found.update({entry.ref: entry for entry in map(Entry.from_row, rows) if entry.subject not in ids})
    return sorted(found.values(), key=lambda entry: entry.order)


def files_of(entries: list[Entry]) -> list[str]:
    """The pictures and recordings that entries name and that are here."""
    named = {sha for one in entries for sha in erasing.files_in(one.body)}
    return sorted(sha for sha in named if blobs.has(sha))


def kept_tables(base: type[db.Table]) -> Iterator[type[db.Table]]:
    """All tables with a column `student`."""
    for table in base.__subclasses__():
        if "student" in table._meta.fields:
            yield table
        yield from kept_tables(table)


def _rows(base: type[db.Table], student_id: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for table in kept_tables(base):
        field = table._meta.fields["student"]
        yield table._meta.table_name, [_row(row) for row in table.select().where(field == student_id)]


def _row(row: Any) -> dict[str, Any]:
    hidden = SECRET.union(getattr(type(row), "PRIVATE", ()))
    return {name: _plain(getattr(row, name)) for name in row._meta.fields if name not in hidden}


def _plain(value: Any) -> Any:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return str(value)
    return value


def _entry(one: Entry) -> dict[str, Any]:
    return {
        "id": one.ref,
        "at": clock.ms_of(one.at),
        "kind": one.kind,
        "by": one.actor,
        "device": one.device,
        "replaces": one.replaces,
        "says": said(one),
    }


def said(one: Entry) -> dict[str, Any] | None:
    """What an entry says, without the words of private notes: those are their authors'."""
    known = event_class(one.kind)
    hidden = set(getattr(known.cls, "private", ())) if known else set()
    return {name: value for name, value in (one.body or {}).items() if name not in hidden}


def who(actor: str) -> str:
    """Who did something, by name where it is staff or the student herself."""
    role, _colon, person = actor.partition(":")
    try:
        return people.student(person).name if role == "student" else people.staff(person).name
    except NotFound:
        return role
