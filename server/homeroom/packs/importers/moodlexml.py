"""Moodle XML: a quiz with its pictures, as cards."""

import base64
import binascii
import re
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from . import archive, cloze_text, make, trouble, xmltree
from .ask import Option, Question
from .draft import Draft, Part
from .flow import Flow
from .plainmark import line, plain
from .trouble import Unreadable

FILE = "@@PLUGINFILE@@/"


def take(path: Path, draft: Draft) -> None:
    """All questions of a Moodle XML file; categories become the titles of cards."""
    title, parts = "", list[Part]()
    for node in xmltree.every(xmltree.parse(archive.read(path, 256 << 20), path.name), "question"):
        kind = node.get("type", "")
        if kind == "category":
            draft.questions(title or path.stem, parts)
            title, parts = xmltree.text(node.find("category")).rstrip("/").rpartition("/")[2], []
            continue
        what = xmltree.text(node.find("name")) or path.stem
        with draft.part(what):
            parts.append(_Reader(draft, what, node).part(kind))
    draft.questions(title or path.stem, parts)


class _Reader:
    """Reads one question."""

    def __init__(self, draft: Draft, what: str, node: Element) -> None:
        self.draft, self.what, self.node = draft, what, node

    def part(self, kind: str) -> Part:
        prompt = self.markdown(self.node.find("questiontext"))
        if kind == "description":
            return prompt
        make_one = KINDS.get(kind)
        if make_one is None:
            raise Unreadable(trouble.RANDOM if "calculated" in kind else trouble.KIND_UNKNOWN, kind=kind[:40])
        made = make_one(self, make.prompt_or(self.draft, self.what, prompt, self.what))
        made.solution = self.markdown(self.node.find("generalfeedback"))
        made.hints = [self.markdown(hint) for hint in self.node.findall("hint")]
        return made

    def markdown(self, node: Element | None) -> str:
        """A text element with its format and files."""
        if node is None:
            return ""
        inner = node.find("text")
        words = "".join((node if inner is None else inner).itertext())
        if node.get("format") in ("plain_text", "markdown"):
            return plain(words)
        flow = Flow(special=lambda part: self.picture(part, node))
        found = flow.html(words)
        self.draft.lost(self.what, flow.remarks)
        return found

    def picture(self, part: Element, node: Element) -> str | None:
        if part.tag != "img":
            return None
        name = unquote(part.get("src", "")).removeprefix(FILE)
        file = next((file for file in node.findall("file") if file.get("name") == name), None)
        return self.draft.picture(self.what, name, _decoded(file), part.get("alt", ""))

    def line(self, node: Element | None) -> str:
        return line(self.markdown(node))

    def answers(self) -> list[tuple[Element, Fraction]]:
        """The answers with the share of the points that each is worth."""
        return [(answer, _share(answer)) for answer in self.node.findall("answer")]

    def choose(self, prompt: str) -> Question:
        single = xmltree.text(self.node.find("single")).lower() in ("true", "1")
        found = self.answers()
        best = max((share for _, share in found), default=Fraction(0))
        least = best if single else Fraction(1, 1000)
        parts = [self.line(answer) for answer, share in found if 0 < share < least]
        if parts:
            self.draft.simpler(self.what, trouble.PARTS, answers=", ".join(parts)[:200])
        options = [
            Option(self.line(answer), best > 0 and share >= least, self.line(answer.find("feedback")))
            for answer, share in found
        ]
        made = make.choose(prompt, options, several=not single)
        made.shuffle = xmltree.text(self.node.find("shuffleanswers")).lower() not in ("false", "0")
        return made

    def truth(self, prompt: str) -> Question:
        feedback = {"true": "", "false": ""}
        right = False
        for answer, share in self.answers():
            name = xmltree.text(answer.find("text")).lower()
            feedback[name] = self.line(answer.find("feedback"))
            right = name == "true" if share > 0 else right
        return make.truth(prompt, right, self.draft.language, (feedback["true"], feedback["false"]))

    def typed(self, prompt: str) -> Question:
        found = [(xmltree.text(answer.find("text")), answer, share) for answer, share in self.answers()]
        whole = [text for text, _, share in found if share >= 100]
        rest = [(text, self.line(answer.find("feedback"))) for text, answer, share in found if share < 100]
        nearly = [text for text, _, share in found if 0 < share < 100]
        if nearly:
            self.draft.simpler(self.what, trouble.ALMOST, answers=", ".join(nearly)[:200])
        exact = xmltree.text(self.node.find("usecase")) == "1"
        return make.typed(self.draft, self.what, prompt, whole, rest, exact=exact)

    def number(self, prompt: str) -> Question:
        found = sorted(self.answers(), key=lambda pair: -pair[1])
        if not found:
            raise Unreadable(trouble.NO_ANSWER)
        answer = found[0][0]
        unit = xmltree.text(self.node.find("units/unit/unit_name"))
        made = make.number(prompt, xmltree.text(answer.find("text")), xmltree.text(answer.find("tolerance")), unit)
        for other, share in found[1:]:
            value = make.decimal(xmltree.text(other.find("text")))
            if share > 0:
                self.draft.simpler(self.what, trouble.ALMOST, answers=value or "…")
            if value and value != made.answers[0]:
                made.wrong.append((value, self.line(other.find("feedback"))))
        return made

    def match(self, prompt: str) -> Question:
        pairs = [
            (self.line(pair), plain(xmltree.text(pair.find("answer/text"))))
            for pair in self.node.findall("subquestion")
        ]
        return make.match(self.draft, self.what, prompt, pairs)

    def order(self, prompt: str) -> Question:
        found = sorted(self.node.findall("answer"), key=lambda answer: _share(answer))
        if xmltree.text(self.node.find("selecttype")) not in ("", "0"):
            self.draft.simpler(self.what, trouble.SUBSET)
        return make.order(prompt, [self.line(answer) for answer in found])

    def free(self, prompt: str) -> Question:
        return Question("free", prompt)

    def cloze(self, prompt: str) -> Question:
        outer = self.node.find("questiontext")
        node = outer.find("text") if outer is not None else None
        if outer is None or node is None:
            raise Unreadable(trouble.EMPTY)
        return cloze_text.moodle(self.draft, self.what, "".join(node.itertext()), lambda one: self.picture(one, outer))


def _share(answer: Element) -> Fraction:
    try:
        return Fraction(answer.get("fraction", "0"))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _decoded(file: Element | None) -> bytes | None:
    if file is None or file.get("encoding", "base64") != "base64":
        return None
    try:
        return base64.b64decode(re.sub(r"\s", "", file.text or ""), validate=True)
    except (binascii.Error, ValueError):
        return None


KINDS = {
    "multichoice": _Reader.choose,
    "multichoiceset": _Reader.choose,
    "truefalse": _Reader.truth,
    "shortanswer": _Reader.typed,
    "numerical": _Reader.number,
    "matching": _Reader.match,
    "ddmatch": _Reader.match,
    "ordering": _Reader.order,
    "essay": _Reader.free,
    "cloze": _Reader.cloze,
}
