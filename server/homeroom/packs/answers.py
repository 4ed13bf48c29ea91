"""Questions whose answer is typed: number, fraction, short, cloze."""

import re
from collections.abc import Callable
from typing import Any

from . import reading, words
from .fields import Fields
from .markup import block
from .problems import Report
from .remarks import letters, remark

GAP = re.compile(r"\[\[(.+?)\]\]|\{\{(.+?)\}\}", re.DOTALL)
TOLERANCE = re.compile(r"\d+(?:\.\d+)?%?")
FORM = re.compile(r"any|lowest|denominator [1-9]\d{0,3}")


def number(found: Fields, report: Report) -> dict[str, Any]:
    """A number, with a tolerance, a unit and the wrong answers that are known."""
    answer = _number(found, report)
    tolerance = found.one("tolerance", report, "0")
    if not TOLERANCE.fullmatch(tolerance):
        report.wrong(found.line_of("tolerance"), f"“tolerance: {tolerance}” must look like 0.01 or 5%.")
    units = [unit.strip() for unit in found.one("unit", report).split("|") if unit.strip()]
    more = {"units": units} if len(units) > 1 else {}
    return {
        "answer": answer,
        "tolerance": tolerance,
        "unit": units[0] if units else None,
        "wrong": _wrong_numbers(found, report),
        **more,
    }


def fraction(found: Fields, report: Report) -> dict[str, Any]:
    """A fraction in the form that was asked for."""
    form = found.one("form", report, "any")
    if not FORM.fullmatch(form):
        report.wrong(found.line_of("form"), f"“form: {form}” must be any, lowest or, say, denominator 8.")
    answer = _number(found, report)
    made = {"answer": answer, "form": form, "wrong": _wrong_numbers(found, report)}
    if form.startswith("denominator") and "/" in answer and not answer.endswith("/" + form.split()[1]):
        report.wrong(found.line_of("answer"), f"The answer {answer} does not have the form “{form}”.")
    return made


def short(found: Fields, report: Report) -> dict[str, Any]:
    """A word or two."""
    accept = [entry.text.strip() for entry in found.all("answer") if entry.text.strip()]
    if not accept:
        report.wrong(found.line, "A short question needs at least one “answer:”.")
    made = {"accept": accept, **_strictness(found, accept, report), "wrong": []}
    for entry in found.all("wrong"):
        mark = remark(entry, report)
        if not mark.text.strip("* "):
            report.wrong(entry.line, "“wrong:” needs the wrong answer, such as condens* (* is any ending).")
        if any(_same(made, mark.text, answer) for answer in accept):
            report.wrong(entry.line, f"“{mark.text}” is accepted as right as well.")
        made["wrong"].append({"answer": mark.text, "feedback": mark.feedback, "misconception": mark.misconception})
    return made


def cloze(found: Fields, report: Report) -> dict[str, Any]:
    """A text with gaps: [[typed|also right]] or {{*right|other}}."""
    gaps: list[dict[str, Any]] = []

    def gap(match: re.Match[str]) -> str:
        line = found.text_line + found.text[: match.start()].count("\n")
        name = f"g{len(gaps) + 1}"
        gaps.append({"id": name, **(_typed(match[1]) if match[1] else _picked(match[2], line, report))})
        return f"\ue000{name}\ue001"

    text = GAP.sub(gap, found.text)
    if not gaps:
        report.wrong(found.line, "A cloze question needs gaps: [[typed]] or {{*right|other}}.")
    paragraphs = text.strip("\n").split("\n\n")
    first = next((n for n, part in enumerate(paragraphs) if "\ue000" in part), len(paragraphs))
    html = block("\n\n".join(paragraphs[first:]), found.text_line, report)
    typed = [answer for gap_ in gaps if gap_["kind"] == "short" for answer in gap_["accept"]]
    return {
        "prompt": block("\n\n".join(paragraphs[:first]), found.text_line, report),
        "html": re.sub("\ue000(g\\d+)\ue001", r'<span data-gap="\1"></span>', html),
        "gaps": gaps,
        **_strictness(found, typed, report),
    }


def _typed(text: str) -> dict[str, Any]:
    return {"kind": "short", "accept": [word.strip() for word in text.split("|") if word.strip()]}


def _picked(text: str, line: int, report: Report) -> dict[str, Any]:
    choices = [word.strip() for word in text.split("|") if word.strip()]
    if sum(choice.startswith("*") for choice in choices) != 1 or len(choices) < 2:
        report.wrong(line, "A gap to choose needs several words and one * before the right one: {{*am|is}}.")
    ids = letters(len(choices), line, report)
    return {
        "kind": "choice",
        "options": [
            {"id": name, "text": choice.removeprefix("*").strip(), "correct": choice.startswith("*")}
            for name, choice in zip(ids, choices, strict=False)
        ],
    }


def _number(found: Fields, report: Report) -> str:
    answer = found.one("answer", report)
    _checked(reading.number, answer, found.line_of("answer"), report)
    return answer


def _wrong_numbers(found: Fields, report: Report) -> list[dict[str, Any]]:
    made = []
    right = [one.value for entry in found.all("answer")[:1] for one in reading.readings(entry.text)[:1]]
    for entry in found.all("wrong"):
        mark = remark(entry, report)
        value = mark.text.lstrip("<> ")
        _checked(reading.number, value, entry.line, report)
        if value == mark.text and right == [one.value for one in reading.readings(value)[:1]] != []:
            report.wrong(entry.line, f"“{mark.text}” is the right answer.")
        made.append({"answer": mark.text, "feedback": mark.feedback, "misconception": mark.misconception})
    return made


def _checked(read: Callable[[str], object], text: str, line: int, report: Report) -> None:
    try:
        read(text)
    except ValueError as error:
        report.wrong(line, str(error))


def _strictness(found: Fields, accept: list[str], report: Report) -> dict[str, Any]:
    spelling = found.one("spelling", report, "0")
    if spelling not in ("0", "1", "2", "3"):
        report.wrong(found.line_of("spelling"), "“spelling:” is the number of slips to forgive: 0, 1, 2 or 3.")
        spelling = "0"
    for answer in accept:
        if len(answer) < 4 * int(spelling):
            here = found.line_of("spelling")
            report.wrong(here, f"“{answer}” is too short for “spelling: {spelling}”: other words would count.")
    return {
        "case": _exact(found, "case", report),
        "accents": _exact(found, "accents", report),
        "spelling": int(spelling),
    }


def _exact(found: Fields, key: str, report: Report) -> bool:
    value = found.one(key, report, "any")
    if value not in ("any", "exact"):
        report.wrong(found.line_of(key), f"“{key}:” must be exact, or left out.")
    return value == "exact"


def _same(question: dict[str, Any], one: str, other: str) -> bool:
    strict = {"case": question["case"], "accents": question["accents"]}
    return words.plain(one, **strict) == words.plain(other, **strict)
