"""What stands behind an answer: `{mis:id}` names the wrong idea, ` // ` begins the feedback for it."""

import re
from dataclasses import dataclass
from typing import Any

from .fields import Entry
from .frontmatter import ID
from .markup import inline
from .problems import Report

MIS = re.compile(r"\s*\{mis:([^}]*)\}")
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Remark:
    """An answer, the feedback for it and the wrong idea it shows."""

    text: str
    feedback: str | None
    misconception: str | None


def remark(entry: Entry, report: Report) -> Remark:
    """Take `text {mis:id} // feedback` apart."""
    text, slashes, feedback = (" " + entry.text).partition(" // ")
    found = MIS.findall(text)
    if len(found) > 1:
        report.wrong(entry.line, "An answer may name only one {mis:…}.")
    if found and not ID.fullmatch(found[0]):
        report.wrong(entry.line, f"“{{mis:{found[0]}}}” must look like {{mis:adds-tops-and-bottoms}}.")
    if slashes and not feedback.strip():
        report.wrong(entry.line, "After // the feedback is missing.")
    html = inline(feedback.strip(), entry.line, report) if feedback.strip() else None
    return Remark(MIS.sub("", text).strip(), html, found[0] if found else None)


def letters(count: int, line: int, report: Report) -> list[str]:
    """Short stable ids in source order: a, b, c …"""
    if count > len(LETTERS):
        report.wrong(line, f"There may be at most {len(LETTERS)} of them in one question.")
    return list(LETTERS[:count])


def lines(entries: list[Entry], report: Report) -> list[str]:
    """The entries as HTML, and a complaint about empty ones."""
    for entry in entries:
        if not entry.text.strip():
            report.wrong(entry.line, f"Nothing stands after “{entry.key}:”.")
    return [inline(entry.text.strip(), entry.line, report) for entry in entries]


def rubric(entries: list[Entry], report: Report) -> list[dict[str, Any]]:
    """`rubric 1: …` to `rubric 4: …`, what each mark means."""
    marks = []
    for entry, html in zip(entries, lines(entries, report), strict=True):
        if entry.name not in ("1", "2", "3", "4"):
            report.wrong(entry.line, "A rubric has the marks 1 to 4: “rubric 1: …”.")
            continue
        marks.append({"mark": int(entry.name), "html": html})
    if len({mark["mark"] for mark in marks}) < len(marks):
        report.wrong(entries[0].line, "A mark of the rubric stands twice.")
    return sorted(marks, key=lambda mark: mark["mark"])


def inputs(text: str, line: int, report: Report) -> list[str]:
    """Ways to answer freely: text, photo, audio, drawing."""
    words = text.replace(",", " ").split()
    for word in words:
        if word not in ("text", "photo", "audio", "drawing"):
            report.wrong(line, f"“{word}” is not a way to answer; known are text, photo, audio, drawing.")
    if not words:
        report.wrong(line, "“inputs:” is missing: text, photo, audio, drawing or several of them.")
    return list(dict.fromkeys(words))
