"""Oppia explorations and questions: the states in the order a good answer leads through, with hints and feedback."""

import html
import json
import re
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from . import archive, make, shape, trouble
from .ask import Option, Question
from .draft import Draft, Part
from .flow import Flow
from .plainmark import line, plain
from .trouble import Unreadable

Group = dict[str, Any]
MOST = 2000


def take(path: Path, draft: Draft) -> None:
    """An exploration, or a list of questions."""
    data = archive.json_of(archive.read(path, 64 << 20), path.name)
    draft.report.found_licence = ""
    questions = shape.rows(data, "question_dicts")
    if questions:
        _questions(questions[:MOST], draft, path.stem)
        return
    exploration = shape.table(data, "exploration") or shape.table(data)
    states = shape.table(exploration, "states")
    if not states:
        raise Unreadable(trouble.NO_CONTENT)
    draft.title = shape.text(exploration, "title") or path.stem
    draft.description = shape.text(exploration, "objective")
    draft.language = draft.language or shape.text(exploration, "language_code")
    _states(states, shape.text(exploration, "init_state_name"), draft)


def _questions(questions: list[Any], draft: Draft, title: str) -> None:
    parts: list[Part] = []
    for number, one in enumerate(questions, 1):
        with draft.part(f"{title} {number}"):
            parts += _State(draft, f"{title} {number}", shape.table(one, "question_state_data")).parts()
    draft.questions(title, parts)


def _states(states: dict[str, Any], first: str, draft: Draft) -> None:
    """Follow the right answers; what they do not reach comes at the end."""
    names, name = list[str](), first
    while name in states and name not in names:
        names.append(name)
        name = _next(shape.table(states, name), name)
    rest = [name for name in states if name not in names]
    if rest:
        draft.note(trouble.SPLIT)
    parts: list[Part] = []
    for name in [*names, *rest]:
        with draft.part(name):
            parts += _State(draft, name, shape.table(states, name)).parts()
    draft.questions(draft.title, parts)


def _next(state: dict[str, Any], name: str) -> str:
    groups = shape.rows(state, "interaction", "answer_groups")
    good = [group for group in groups if shape.yes(group, "outcome", "labelled_as_correct")]
    away = [group for group in groups if shape.text(group, "outcome", "dest") != name]
    for group in [*good, *away]:
        return shape.text(group, "outcome", "dest")
    return shape.text(state, "interaction", "default_outcome", "dest")


class _State:
    """Reads one state: its text and its interaction."""

    def __init__(self, draft: Draft, what: str, state: dict[str, Any]) -> None:
        self.draft, self.what, self.state = draft, what, state
        self.interaction = shape.table(state, "interaction")
        self.groups = [shape.table(group) for group in shape.rows(self.interaction, "answer_groups")]

    def parts(self) -> list[Part]:
        text = self.markdown(shape.text(self.state, "content", "html"))
        kind = shape.text(self.interaction, "id")
        if kind in ("Continue", "EndExploration", ""):
            return [text] if text else []
        build = KINDS.get(kind)
        if build is None:
            if text:
                self.draft.left(self.what, trouble.INTERACTION, kind=kind)
                return [text]
            raise Unreadable(trouble.INTERACTION, kind=kind)
        try:
            made = build(self)
        except Unreadable as error:
            self.draft.left(self.what, error.why, **error.values)
            return [text] if text else []
        before, prompt = _asked(text)
        made.prompt = make.prompt_or(self.draft, self.what, prompt, "?")
        made.hints = [
            self.line(shape.text(hint, "hint_content", "html")) for hint in shape.rows(self.interaction, "hints")
        ]
        made.solution = self.line(shape.text(self.interaction, "solution", "explanation", "html"))
        return [before, made] if before.strip() else [made]

    def markdown(self, text: str) -> str:
        flow = Flow(special=self.special)
        found = flow.html(text)
        self.draft.lost(self.what, flow.remarks)
        return found

    def line(self, text: str) -> str:
        return line(self.markdown(text))

    def special(self, node: Element) -> str | None:
        if node.tag == "oppia-noninteractive-image":
            name, alt = _value(node, "filepath"), _value(node, "alt")
            self.draft.simpler(self.what, trouble.NO_PICTURE, name=f"{name[:60]} ({alt[:120]})" if alt else name[:60])
            return f" \\[{plain(alt)}\\] " if alt else ""
        if node.tag == "oppia-noninteractive-math":
            raw = _value(node, "math_content") or _value(node, "raw_latex")
            found = re.search(r'"raw_latex":\s*"((?:\\.|[^"\\])*)"', raw)
            return Flow().html(f"\\({html.escape(found[1] if found else raw)}\\)")
        if node.tag.startswith("oppia-noninteractive-"):
            if node.tag.endswith(("link", "skillreview")):
                self.draft.simpler(self.what, trouble.LINKS)
                return plain(_value(node, "text"))
            self.draft.simpler(self.what, trouble.NO_PROGRAMS)
            return ""
        return None

    def good(self) -> list[Group]:
        """Answer groups that are right: labelled so, or else the ones that lead on."""
        labelled = [group for group in self.groups if shape.yes(group, "outcome", "labelled_as_correct")]
        stay = shape.text(self.interaction, "default_outcome", "dest")
        return labelled or [group for group in self.groups if shape.text(group, "outcome", "dest") != stay]

    def feedback(self, group: Group) -> str:
        return self.line(shape.text(group, "outcome", "feedback", "html"))

    def rules(self, groups: list[Group], *kinds: str) -> list[tuple[Any, Group]]:
        """The inputs of all rules of these kinds, with their groups; others are named as lost."""
        found, lost = [], set[str]()
        for group in groups:
            for rule in shape.rows(group, "rule_specs"):
                kind = shape.text(rule, "rule_type")
                if kind in kinds:
                    found.append((shape.table(rule, "inputs"), group))
                else:
                    lost.add(kind)
        if lost:
            self.draft.simpler(self.what, trouble.NO_RULES, rules=", ".join(sorted(lost)))
        return found

    def others(self) -> list[Group]:
        good = self.good()
        return [group for group in self.groups if group not in good]

    def choices(self) -> list[tuple[str, str]]:
        """Choices as (id, HTML)."""
        found = shape.rows(self.interaction, "customization_args", "choices", "value")
        return [(shape.text(one, "content_id"), shape.text(one, "html") or shape.text(one)) for one in found]

    def choose(self) -> Question:
        right = {shape.at(rule, "x") for rule, _ in self.rules(self.good(), "Equals") if shape.text(rule, "x")}
        said = {shape.text(rule, "x"): self.feedback(group) for rule, group in self.rules(self.groups, "Equals")}
        default = self.line(shape.text(self.interaction, "default_outcome", "feedback", "html"))
        options = [
            Option(self.line(text), number in right, said.get(str(number), "" if number in right else default))
            for number, (_, text) in enumerate(self.choices())
        ]
        return make.choose("", options)

    def select(self) -> Question:
        rules = self.rules(self.good(), "Equals", "ContainsAtLeastOneOf", "IsProperSubsetOf")
        wanted = {shape.text(one) for rule, _ in rules[:1] for one in shape.rows(rule, "x")}
        options = [Option(self.line(text), name in wanted or text in wanted) for name, text in self.choices()]
        many = shape.text(self.interaction, "customization_args", "maxAllowableSelectionCount", "value") != "1"
        return make.choose("", options, several=many)

    def number(self) -> Question:
        good = self.good()
        for rule, _ in self.rules(good, "IsInclusivelyBetween"):
            low, high = make.decimal(shape.text(rule, "a")), make.decimal(shape.text(rule, "b"))
            if low and high:
                return make.between(self.draft, self.what, "", Fraction(low), Fraction(high))
        for rule, _ in self.rules(good, "Equals", "IsWithinTolerance"):
            made = make.number("", shape.text(rule, "x"), shape.text(rule, "tol"))
            for signs, kind in (("", "Equals"), ("> ", "IsGreaterThan"), ("< ", "IsLessThan")):
                for other, group in self.rules(self.others(), kind):
                    value = make.decimal(shape.text(other, "x"))
                    if value and (signs or value not in made.answers):
                        made.wrong.append((signs + value, self.feedback(group)))
            return made
        raise Unreadable(trouble.NO_ANSWER)

    def fraction(self) -> Question:
        kinds = ("IsExactlyEqualTo", "IsEquivalentTo", "IsEquivalentToAndInSimplestForm")
        for rule, _ in self.rules(self.good(), *kinds):
            answer = _fraction(shape.table(rule, "f"))
            if not answer:
                continue
            made = Question("fraction", "", answers=[answer], form=self.form(answer))
            for other, group in self.rules(self.others(), *kinds):
                wrong = _fraction(shape.table(other, "f"))
                if wrong and Fraction(_improper(wrong)) != Fraction(_improper(answer)):
                    made.wrong.append((wrong, self.feedback(group)))
            return made
        raise Unreadable(trouble.NO_ANSWER)

    def form(self, answer: str) -> str:
        rules = {shape.text(rule, "rule_type") for group in self.good() for rule in shape.rows(group, "rule_specs")}
        if "IsEquivalentToAndInSimplestForm" in rules:
            return "lowest"
        return f"denominator {answer.rpartition('/')[2]}" if rules == {"IsExactlyEqualTo"} and "/" in answer else "any"

    def text(self) -> Question:
        rules = self.rules(self.good(), "Equals", "FuzzyEquals", "CaseSensitiveEquals", "StartsWith", "Contains")
        answers = [answer for rule, _ in rules for answer in _strings(rule)]
        wrong = [
            (answer, self.feedback(group))
            for rule, group in self.rules(self.others(), "Equals", "FuzzyEquals", "CaseSensitiveEquals")
            for answer in _strings(rule)
        ]
        return make.typed(self.draft, self.what, "", answers, wrong)

    def ratio(self) -> Question:
        rules = self.rules(self.good(), "Equals", "IsEquivalent")
        answers = [":".join(shape.text(one) for one in shape.rows(rule, "x")) for rule, _ in rules]
        return make.typed(self.draft, self.what, "", answers)

    def sort(self) -> Question:
        texts = dict(self.choices())
        for rule, _ in self.rules(self.good(), "IsEqualToOrdering", "IsEqualToOrderingWithOneItemAtIncorrectPosition"):
            rows = [[shape.text(one) for one in places] for places in shape.rows(rule, "x") if isinstance(places, list)]
            if any(len(places) > 1 for places in rows):
                raise Unreadable(trouble.SEVERAL)
            return make.order("", [self.line(texts.get(places[0], places[0])) for places in rows if places])
        raise Unreadable(trouble.NO_ANSWER)


def _asked(text: str) -> tuple[str, str]:
    """The story before, and the last paragraph with words, together with the pictures after it."""
    paragraphs = text.split("\n\n")
    start = next((n for n in range(len(paragraphs) - 1, -1, -1) if not paragraphs[n].startswith(("\\[", "!["))), 0)
    return "\n\n".join(paragraphs[:start]), "\n\n".join(paragraphs[start:])


def _value(node: Element, name: str) -> str:
    """An attribute of Oppia's own tags: JSON, escaped twice."""
    raw = html.unescape(html.unescape(node.get(f"{name}-with-value", "")))
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return raw
    return found if isinstance(found, str) else raw


def _fraction(value: dict[str, Any]) -> str:
    whole, top, bottom = (shape.at(value, key) for key in ("wholeNumber", "numerator", "denominator"))
    if not all(isinstance(one, int) and 0 <= one < 10**9 for one in (whole, top, bottom)) or not bottom:
        return ""
    sign = "-" if shape.yes(value, "isNegative") else ""
    if not top:
        return f"{sign}{whole}"
    return f"{sign}{f'{whole} ' if whole else ''}{top}/{bottom}"


def _improper(text: str) -> Fraction:
    sign = -1 if text.startswith("-") else 1
    return sign * sum((Fraction(part) for part in text.lstrip("-").split()), Fraction(0))


def _strings(rule: dict[str, Any]) -> list[str]:
    found = shape.rows(rule, "x", "normalizedStrSet") or [shape.at(rule, "x")]
    return [text for one in found if (text := shape.text(one))]


KINDS = {
    "MultipleChoiceInput": _State.choose,
    "ItemSelectionInput": _State.select,
    "NumericInput": _State.number,
    "FractionInput": _State.fraction,
    "TextInput": _State.text,
    "RatioExpressionInput": _State.ratio,
    "DragAndDropSortInput": _State.sort,
}
