"""Acts kept aside, as staff see them: whose, from where, why, and what they said."""

import json
from dataclasses import dataclass

from homeroom import acts
from homeroom.errors import Forbidden, NotFound
from homeroom.people import actions, devices, tables
from homeroom.web import Caller

MOST = 50


@dataclass(frozen=True)
class Aside:
    """One act kept aside. `student` and `content` are empty for who may not see that child."""

    at: int
    kind: str
    reason: str
    device: str
    student: str
    content: str


def newest(caller: Caller) -> list[Aside]:
    """The newest acts kept aside."""
    rows = acts.Kept.select().order_by(acts.Kept.at.desc()).limit(MOST)
    return [_told(row, caller) for row in rows if not acts.was_carried_out(row.device, row.n)]


def _told(row: acts.Kept, caller: Caller) -> Aside:
    name, content = _whose(row, caller)
    return Aside(row.at, row.kind, row.reason, _device(row.device), name, content)


def _device(sender: str) -> str:
    try:
        return devices.device(sender.partition("/")[0]).name
    except NotFound:
        return ""


def _whose(row: acts.Kept, caller: Caller) -> tuple[str, str]:
    said = json.loads(row.content) or {}
    body = said.get("body") or {}
    student = row.student or str(body.get("student", ""))
    words = json.dumps(body, ensure_ascii=False, indent=1)
    if not student:
        return "", words if "office" in caller.roles else ""
    try:
        actions.check_may_see_student(caller, student)
        return tables.student(student).name, words
    except Forbidden:
        return "", ""
    except NotFound:
        return "", words
