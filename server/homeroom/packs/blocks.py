"""The other fenced blocks: example, activity, discussion, reflection, project, program."""

import re
from collections.abc import Callable
from typing import Any

from .fields import Fields, read
from .markup import block, inline
from .problems import Report
from .remarks import inputs, lines, rubric

Make = Callable[[Fields, Report], dict[str, Any]]
PROGRAM = re.compile(r"programs/[a-z0-9][a-z0-9._-]*\.zip")


def fenced(kind: str, rows: list[str], line: int, report: Report) -> dict[str, Any]:
    """The JSON of a fenced block, without its id."""
    make, keys, has_text = KINDS[kind]
    found = read(rows, line, keys, report)
    if found.text.strip() and not has_text:
        report.wrong(found.text_line, f"In “{kind}” every line begins with one of: {', '.join(keys)}.")
    return {"type": kind, **make(found, report)}


def _needed(found: Fields, key: str, report: Report) -> list[str]:
    entries = found.all(key)
    if not entries:
        report.wrong(found.line, f"At least one “{key}:” is missing.")
    return lines(entries, report)


def _example(found: Fields, report: Report) -> dict[str, Any]:
    steps = _needed(found, "step", report)
    turn = found.one("your turn", report, "0")
    if not turn.isdecimal() or int(turn) > len(steps):
        report.wrong(found.line_of("your turn"), "“your turn:” is how many last steps the child does: 0, 1 …")
        turn = "0"
    return {"title": found.one("title", report), "steps": steps, "your_turn": int(turn)}


def _activity(found: Fields, report: Report) -> dict[str, Any]:
    photo = found.one("photo", report, "no")
    if photo not in ("yes", "no"):
        report.wrong(found.line_of("photo"), "“photo:” must be yes or no.")
    steps = _needed(found, "step", report)
    return {"need": lines(found.all("need"), report), "steps": steps, "photo": photo == "yes"}


def _discussion(found: Fields, report: Report) -> dict[str, Any]:
    roles = found.all("role")
    for entry in roles:
        if not entry.name:
            report.wrong(entry.line, "A role has a name: “role A: …”.")
    write = found.one("write", report)
    return {
        "roles": [{"name": entry.name, "html": html} for entry, html in zip(roles, lines(roles, report), strict=True)],
        "prompts": _needed(found, "prompt", report),
        "starters": [entry.text.strip() for entry in found.all("starter")],
        "write": inline(write, found.line_of("write"), report) if write else None,
    }


def _reflection(found: Fields, report: Report) -> dict[str, Any]:
    if not found.text.strip():
        report.wrong(found.line, "The reflection has no text: what is the child asked?")
    ways = inputs(found.one("inputs", report, "text"), found.line_of("inputs"), report)
    return {"prompt": block(found.text, found.text_line, report), "inputs": ways}


def _project(found: Fields, report: Report) -> dict[str, Any]:
    return {
        "milestones": _needed(found, "milestone", report),
        "rubric": rubric(found.all("rubric"), report),
    }


def _program(found: Fields, report: Report) -> dict[str, Any]:
    file, start = found.one("file", report), found.one("start", report, "index.html")
    if not PROGRAM.fullmatch(file):
        report.wrong(found.line_of("file"), f"“file: {file}” must be a ZIP of this pack, such as programs/sugar.zip.")
    title = found.one("title", report)
    if not title:
        report.wrong(found.line, "The program needs a title: what is it?")
    if not starts(start):
        report.wrong(found.line_of("start"), f"“start: {start}” must be a page inside the ZIP, such as index.html.")
    return {"title": title, "src": file, "start": start}


def starts(page: str) -> bool:
    """Whether a program may begin with this page of its ZIP."""
    return all(part not in ("", ".", "..") for part in page.split("/")) and page.isprintable() and "\\" not in page


KINDS: dict[str, tuple[Make, tuple[str, ...], bool]] = {
    "example": (_example, ("title", "step", "your turn"), False),
    "activity": (_activity, ("need", "step", "photo"), False),
    "discussion": (_discussion, ("role", "prompt", "starter", "write"), False),
    "reflection": (_reflection, ("inputs",), True),
    "project": (_project, ("milestone", "rubric"), False),
    "program": (_program, ("title", "file", "start"), False),
}
WITH_ID = ("activity", "discussion", "reflection", "project", "program")
