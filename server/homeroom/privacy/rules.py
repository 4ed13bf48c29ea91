"""Which answers to staff are looks at a child or at a list of children. Plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

PICTURES = {"people.portrait"}  # every list of a class shows them
LISTS = {"people.secrets_sheet"}  # no CSV, yet the secrets of a whole class
WHAT = {
    "people.student": "child",
    "today.student": "child",
    "privacy.looks_at": "looks",
    "record.download": "record-file",
    "mastery.report_file": "report",
    "mastery.report": "report",
    "people.secrets_sheet": "secrets",
    "people.export": "list-people",
    "goals.talk": "talk",
    "goals.note": "talk",
    "today.inbox_item": "work",
}
BY_FEATURE = {
    "record": "record",
    "attendance": "attendance",
    "playlists": "plan",
    "goals": "goals",
    "mastery": "skills",
}


@dataclass(frozen=True, slots=True)
class Look:
    """One member of staff saw this of one child, of a class, or (both empty) of the whole school."""

    staff: str
    what: str
    student: str = ""
    school_class: str = ""


def look(staff: str, endpoint: str, media: str, named: Mapping[str, object], asked: Mapping[str, str]) -> Look | None:
    """The look that an answer was, or None: `named` are the parts of its address, `asked` what follows the "?"."""
    if endpoint in PICTURES:
        return None
    student = str(named.get("student_id") or named.get("student") or "")
    feature = endpoint.partition(".")[0]
    if student:
        return Look(staff, WHAT.get(endpoint) or BY_FEATURE.get(feature, "child"), student)
    if media != "text/csv" and endpoint not in LISTS:
        return None
    group = str(named.get("class_id") or asked.get("class") or "")
    return Look(staff, WHAT.get(endpoint) or f"list-{BY_FEATURE.get(feature, 'people')}", "", group)
