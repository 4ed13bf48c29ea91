"""Question blocks: the parts all kinds share, and a table of the kinds."""

import re
from collections.abc import Callable
from typing import Any

from . import answers, arranging
from .fields import Fields, read
from .markup import block
from .problems import Report
from .remarks import inputs, letters, lines, remark, rubric

OPTION = re.compile(r"[-*][ \t]+\[([xX ])\][ \t]+(.+)")
SHARED = ("hint", "solution")
Make = Callable[[Fields, Report], dict[str, Any]]


def question(kind: str, rows: list[str], line: int, report: Report) -> dict[str, Any]:
    """The JSON of a question block, without its id."""
    if kind not in KINDS:
        report.wrong(line, f"“question {kind}” is not known; known are: {', '.join(KINDS)}.")
        return {}
    make, keys, item = KINDS[kind]
    found = read(rows, line, keys if kind == "confidence" else (*keys, *SHARED), report, item)
    prompt = "" if kind == "cloze" else block(found.text, found.text_line, report)
    made = {
        "type": "question",
        "kind": kind,
        "prompt": prompt,
        "hints": lines(found.all("hint"), report),
        "solution": _solution(found, report),
        **make(found, report),
    }
    if not made["prompt"] and kind != "cloze":
        report.wrong(line, "The question has no text: what is the child asked?")
    return made


def _solution(found: Fields, report: Report) -> str | None:
    text = found.one("solution", report)
    return block(text, found.line_of("solution"), report) if text else None


def _options(found: Fields, report: Report) -> dict[str, Any]:
    ids = letters(len(found.items), found.line, report)
    options = []
    for name, entry in zip(ids, found.items, strict=False):
        mark = remark(entry, report)
        correct = entry.name in "xX"
        if correct and mark.misconception:
            report.wrong(entry.line, "A right answer cannot show a wrong idea: take {mis:…} away.")
        entry.text = mark.text
        html = lines([entry], report)[0]
        options.append({"id": name, "html": html, "correct": correct, "feedback": mark.feedback})
        options[-1]["misconception"] = mark.misconception
    if len(options) < 2:
        report.wrong(found.line, "The question needs at least two answers: - [x] right, - [ ] wrong.")
    return {"options": options, "shuffle": found.one("shuffle", report, "yes") != "no"}


def _choice(found: Fields, report: Report) -> dict[str, Any]:
    made = _options(found, report)
    right = sum(option["correct"] for option in made["options"])
    if right != 1:
        report.wrong(found.line, f"A choice question needs exactly one [x], found {right}.")
    return made


def _multi(found: Fields, report: Report) -> dict[str, Any]:
    made = _options(found, report)
    if not any(option["correct"] for option in made["options"]):
        report.wrong(found.line, "A multi question needs at least one [x].")
    return made


def _free(found: Fields, report: Report) -> dict[str, Any]:
    ways = inputs(found.one("inputs", report, "text"), found.line_of("inputs"), report)
    return {"inputs": ways, "rubric": rubric(found.all("rubric"), report)}


def _confidence(found: Fields, report: Report) -> dict[str, Any]:
    return {"scale": 4}


KINDS: dict[str, tuple[Make, tuple[str, ...], re.Pattern[str] | None]] = {
    "choice": (_choice, ("shuffle",), OPTION),
    "multi": (_multi, ("shuffle",), OPTION),
    "number": (answers.number, ("answer", "tolerance", "unit", "wrong"), None),
    "fraction": (answers.fraction, ("answer", "form", "wrong"), None),
    "short": (answers.short, ("answer", "spelling", "case", "accents", "wrong"), None),
    "cloze": (answers.cloze, ("spelling", "case", "accents"), None),
    "order": (arranging.order, (), arranging.ORDER),
    "match": (arranging.match, (), arranging.MATCH),
    "sort": (arranging.sort, (), arranging.SORT),
    "free": (_free, ("inputs", "rubric"), None),
    "confidence": (_confidence, (), None),
}
