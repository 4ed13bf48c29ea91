"""Is an answer right, how nearly, and which wrong idea does it show? Plain Python.

`static/student/check.js` does the same on the tablet; `tests/packs/check_cases.json` holds both to it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import gcd
from typing import Any

from .reading import Reading, readings, tidy
from .words import matches, plain, slips

Question = dict[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What an answer is worth. `correct` is None where a person has to judge.

    `note` says what the child should know beyond right and wrong: "unreadable" (not an answer of this kind: ask
    again, do not count it), "form" (right value, not written as asked), "unit" (right number, another unit),
    "incomplete" (nothing wrong, something missing), "spelling" (right, with a slip).
    """

    correct: bool | None
    score: float
    feedback: str | None = None
    misconception: str | None = None
    note: str | None = None


LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ²³°%€$£"
UNREADABLE = Verdict(False, 0.0, note="unreadable")


def check(question: Question, response: object) -> Verdict:
    """Judge a response to a question of any kind; never raises, whatever the response is."""
    judge = JUDGES.get(str(question.get("kind")))
    return judge(question, response) if judge else Verdict(None, 0.0)


def _choice(question: Question, response: object) -> Verdict:
    for option in question["options"]:
        if option["id"] == response:
            right = bool(option["correct"])
            return Verdict(right, float(right), option["feedback"], option["misconception"])
    return UNREADABLE


def _multi(question: Question, response: object) -> Verdict:
    options = {option["id"]: option for option in question["options"]}
    if not isinstance(response, list) or not response or any(_unknown(one, options) for one in response):
        return UNREADABLE
    chosen = [option for option in question["options"] if option["id"] in response]
    wrong = [option for option in chosen if not option["correct"]]
    count = sum(option["correct"] for option in question["options"])
    hits = len(chosen) - len(wrong)
    if not wrong and hits == count:
        return Verdict(True, 1.0, _first(chosen, "feedback"))
    score = max(0.0, (hits - len(wrong)) / count)
    note = None if wrong else "incomplete"
    return Verdict(False, score, _first(wrong, "feedback"), _first(wrong, "misconception"), note)


def _unknown(name: object, known: dict[str, Any]) -> bool:
    return not isinstance(name, str) or name not in known


def _first(options: list[Question], key: str) -> str | None:
    return next((option[key] for option in options if option[key]), None)


def _number(question: Question, response: object) -> Verdict:
    if not isinstance(response, str):
        return UNREADABLE
    units = question.get("units") or [unit for unit in [question.get("unit")] if unit]
    text, unit_fits = _without_unit(tidy(response), units)
    found = [reading.value for reading in readings(text)]
    if not found and "%" not in units and text.endswith("%"):
        found = [reading.value / 100 for reading in readings(text[:-1])]
    if not found:
        return UNREADABLE
    answer = _value(question["answer"])
    if any(_near(value, answer, question["tolerance"]) for value in found):
        return Verdict(True, 1.0) if unit_fits else Verdict(False, 0.5, note="unit")
    return _known_wrong(question, found)


def _without_unit(text: str, units: list[str]) -> tuple[str, bool]:
    """The number without its unit, and whether the unit (if there is one) is one of the question's."""
    low = text.lower()
    for unit in sorted({tidy(unit).lower() for unit in units}, key=lambda unit: (-len(unit), unit)):
        before, after = low.removesuffix(unit), low.removeprefix(unit)
        if before != low and not before[-1:].isalpha():
            return text[: len(before)].rstrip(), True
        if after != low and not after[:1].isalpha():
            return text[len(unit) :].lstrip(), True
    stem = text.rstrip(LETTERS)
    return (stem.rstrip(), False) if units and stem != text else (text, True)


def _near(value: Fraction, answer: Fraction, tolerance: str) -> bool:
    """Within the tolerance, which is exact arithmetic: 0.751 is within 0.001 of 0.75."""
    if tolerance.endswith("%"):
        return abs(value - answer) <= abs(answer) * Fraction(tolerance[:-1]) / 100
    return abs(value - answer) <= Fraction(tolerance)


def _value(text: str) -> Fraction:
    return readings(text)[0].value


def _known_wrong(question: Question, found: list[Fraction]) -> Verdict:
    """The first wrong answer the author foresaw that fits: a value, or a range such as "> 10"."""
    for wrong in question["wrong"]:
        text = wrong["answer"]
        bound = _value(text.lstrip("<> "))
        if any(_fits(value, text[0], bound) for value in found):
            return Verdict(False, 0.0, wrong["feedback"], wrong["misconception"])
    return Verdict(False, 0.0)


def _fits(value: Fraction, sign: str, bound: Fraction) -> bool:
    if sign == "<":
        return value < bound
    return value > bound if sign == ">" else value == bound


def _fraction(question: Question, response: object) -> Verdict:
    found = readings(response) if isinstance(response, str) else []
    if not found:
        return UNREADABLE
    answer = _value(question["answer"])
    equal = [reading for reading in found if reading.value == answer]
    if not equal:
        return _known_wrong(question, [reading.value for reading in found])
    if any(_has_form(reading, question["form"]) for reading in equal):
        return Verdict(True, 1.0)
    return Verdict(False, 0.5, note="form")


def _has_form(reading: Reading, form: str) -> bool:
    if reading.decimal:
        return False
    if form == "lowest":
        return not reading.bottom or (reading.bottom > 1 and gcd(reading.top, reading.bottom) == 1)
    if form.startswith("denominator"):
        return reading.bottom == int(form.split()[1])
    return True


def _short(question: Question, response: object) -> Verdict:
    if not isinstance(response, str) or not _plain(question, response):
        return UNREADABLE
    right = _accepted(question, question["accept"], response)
    if right and right.note is None:
        return right
    text = _plain(question, response)
    for wrong in question["wrong"]:
        if matches(_pattern(question, wrong["answer"]), text):
            return Verdict(False, 0.0, wrong["feedback"], wrong["misconception"])
    return right or Verdict(False, 0.0)


def _accepted(question: Question, accept: list[str], response: str) -> Verdict | None:
    """Right exactly, right with a slip (note "spelling"), or None."""
    text = _plain(question, response)
    answers = [_plain(question, answer) for answer in accept]
    if text in answers:
        return Verdict(True, 1.0)
    most = question.get("spelling", 0)
    if most and any(slips(text, answer, most) <= most for answer in answers):
        return Verdict(True, 1.0, note="spelling")
    return None


def _plain(question: Question, text: str) -> str:
    return plain(text, case=question.get("case", False), accents=question.get("accents", False))


def _pattern(question: Question, text: str) -> str:
    return "*".join(_plain(question, part) for part in text.split("*"))


def _cloze(question: Question, response: object) -> Verdict:
    if not isinstance(response, dict) or not response:
        return UNREADABLE
    gaps = question["gaps"]
    right = [_gap(question, gap, response.get(gap["id"])) for gap in gaps]
    empty = sum(not response.get(gap["id"]) for gap in gaps)
    score = sum(one is not None for one in right) / len(gaps)
    if None not in right:
        slip = any(one and one.note for one in right)
        return Verdict(True, 1.0, note="spelling" if slip else None)
    return Verdict(False, score, note="incomplete" if empty and right.count(None) == empty else None)


def _gap(question: Question, gap: Question, response: object) -> Verdict | None:
    if not isinstance(response, str):
        return None
    if gap["kind"] == "short":
        return _accepted(question, gap["accept"], response)
    right = any(option["id"] == response and option["correct"] for option in gap["options"])
    return Verdict(True, 1.0) if right else None


def _order(question: Question, response: object) -> Verdict:
    """Part of the score for every neighbor pair that is right."""
    html = {item["id"]: item["html"] for item in question["items"]}
    if not isinstance(response, list) or any(_unknown(one, html) for one in response):
        return UNREADABLE
    if sorted(response) != sorted(html):
        return UNREADABLE
    wanted = list(html.values())
    given = [html[one] for one in response]
    if given == wanted:
        return Verdict(True, 1.0)
    pairs = list(zip(wanted, wanted[1:], strict=False))
    found = sum(pair in list(zip(given, given[1:], strict=False)) for pair in pairs)
    return Verdict(False, min(found, len(pairs) - 1) / len(pairs))


def _match(question: Question, response: object) -> Verdict:
    """Sides that look the same are the same: "cat == animal", "dog == animal"."""
    right = {pair["id"]: pair["right"] for pair in question["pairs"]}
    if not isinstance(response, dict) or not response or any(_unknown(one, right) for one in response):
        return UNREADABLE
    hits = sum(_same(right, pair, response.get(pair)) for pair in right)
    return _part(hits, len(right), len(response))


def _same(right: dict[str, str], pair: str, given: object) -> bool:
    return isinstance(given, str) and right.get(given) == right[pair]


def _sort(question: Question, response: object) -> Verdict:
    """Part of the score for every item in its group."""
    homes = {item["id"]: group["id"] for group in question["groups"] for item in group["items"]}
    if not isinstance(response, dict) or not response or any(_unknown(one, homes) for one in response):
        return UNREADABLE
    hits = sum(response.get(item) == home for item, home in homes.items())
    return _part(hits, len(homes), len(response))


def _part(hits: int, count: int, given: int) -> Verdict:
    if hits == count:
        return Verdict(True, 1.0)
    return Verdict(False, hits / count, note="incomplete" if hits == given else None)


JUDGES: dict[str, Callable[[Question, object], Verdict]] = {
    "choice": _choice,
    "multi": _multi,
    "number": _number,
    "fraction": _fraction,
    "short": _short,
    "cloze": _cloze,
    "order": _order,
    "match": _match,
    "sort": _sort,
}
