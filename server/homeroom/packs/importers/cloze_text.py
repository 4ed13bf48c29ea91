"""Texts with gaps as other programs write them: Moodle's {1:SHORTANSWER:=x}, Drupal's and H5P's *x*."""

import re
from collections.abc import Callable

from . import htmltree, make, trouble
from .ask import Question
from .draft import Draft
from .flow import Flow, Special
from .plainmark import line
from .trouble import Unreadable

MOODLE = re.compile(r"\{\d*:([A-Z_]+):((?:\\.|[^\\{}])*)\}")
STARRED = re.compile(r"\*([^*\n]{1,200})\*")
CHOICES = ("MULTICHOICE", "MC", "MR", "MULTIRESPONSE")
Build = Callable[[re.Match[str]], str]
MARK = "\ue020{}\ue021"


def moodle(draft: Draft, what: str, html: str, special: Special) -> Question:
    """Moodle's embedded answers."""
    return _cloze(draft, what, html, MOODLE, _moodle_gap, Flow(special=special))


def starred(draft: Draft, what: str, html: str) -> Question:
    """H5P's gaps: *right/also right:tip*."""
    return _cloze(draft, what, html, STARRED, _starred_gap, Flow())


def _cloze(draft: Draft, what: str, html: str, pattern: re.Pattern[str], build: Build, flow: Flow) -> Question:
    gaps: list[str] = []

    def keep(match: re.Match[str]) -> str:
        gaps.append(build(match))
        return MARK.format(len(gaps) - 1) if gaps[-1] else match[0]

    text = flow.tree(htmltree.parse(pattern.sub(keep, html)))
    draft.lost(what, flow.remarks)
    return filled(text, gaps)


def filled(text: str, gaps: list[str]) -> Question:
    """A cloze question from a text whose gaps are marked by their numbers."""
    if not any(gaps):
        raise Unreadable(trouble.NO_ANSWER)
    for number, gap in enumerate(gaps):
        text = text.replace(MARK.format(number), gap)
    return Question("cloze", text)


def _starred_gap(match: re.Match[str]) -> str:
    return make.gap(match[1].partition(":")[0].split("/"))


def _moodle_gap(match: re.Match[str]) -> str:
    right: list[str] = []
    wrong: list[str] = []
    for one in re.split(r"(?<!\\)~", match[2]):
        answer = re.split(r"(?<!\\)#", one)[0].strip()
        weight = re.match(r"%(-?\d+)%", answer)
        good = answer.startswith("=") or bool(weight and int(weight[1]) >= 100)
        words = line(re.sub(r"\\(.)", r"\1", answer.removeprefix("=")[weight.end() if weight else 0 :]))
        (right if good else wrong).append(words)
    if not right:
        return ""
    if match[1].startswith(CHOICES):
        return make.pick(right[0], wrong)
    numbers = [one.partition(":")[0] for one in right] if match[1].startswith("N") else right
    return make.gap(numbers)
