"""A question on its way into a card: what every importer fills in, and how it is written as a block."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from .plainmark import item, unkeyed

LIST = re.compile(r"(?:[-*#]|\d+[.)])[ \t]")


@dataclass
class Option:
    """An answer to choose. All texts are Markdown."""

    text: str
    right: bool = False
    feedback: str = ""


@dataclass
class Question:
    """One question block; `kind` decides which fields count. Prompts and sides are Markdown, answers plain text."""

    kind: str
    prompt: str
    options: list[Option] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    tolerance: str = ""
    unit: str = ""
    form: str = ""
    exact: bool = False
    pairs: list[tuple[str, str]] = field(default_factory=list)
    groups: list[tuple[str, list[str]]] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    rubric: list[tuple[int, str]] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    solution: str = ""
    shuffle: bool = True
    inputs: str = "text"


def written(question: Question) -> str:
    """The question as a fenced block of a card."""
    rows = [_prompt(question.prompt), *_body(question)]
    rows += [f"hint: {item(hint)}" for hint in question.hints if hint.strip()]
    if question.solution.strip():
        rows.append(f"solution: {item(question.solution)}")
    text = "\n".join(rows)
    fence = "```" if "```" not in text else "`````"
    return f"{fence}question {question.kind}\n{text}\n{fence}"


def _prompt(text: str) -> str:
    """A prompt may hold lists; moved by one space, none of its lines can be taken for an answer."""
    lines = unkeyed(text).strip().split("\n")
    listed = any(LIST.match(row) for row in lines)
    return "\n".join(f" {row}" if row and listed else row for row in lines)


def _body(question: Question) -> Iterator[str]:
    if question.kind in ("choice", "multi"):
        for option in question.options:
            yield f"- [{'x' if option.right else ' '}] {item(option.text)}{_feedback(option.feedback)}"
        if not question.shuffle:
            yield "shuffle: no"
    yield from (f"{n}. {item(one)}" for n, one in enumerate(question.items, 1))
    yield from (f"- {item(left)} == {item(right)}" for left, right in question.pairs)
    for title, members in question.groups:
        yield f"# {item(title)}"
        yield from (f"- {item(one)}" for one in members)
    yield from (f"answer: {item(answer)}" for answer in question.answers)
    yield from _strictness(question)
    yield from (f"wrong: {item(answer)}{_feedback(feedback)}" for answer, feedback in question.wrong)
    if question.kind == "free":
        yield f"inputs: {question.inputs}"
        yield from (f"rubric {mark}: {item(text)}" for mark, text in question.rubric)


def _strictness(question: Question) -> Iterator[str]:
    if question.tolerance:
        yield f"tolerance: {question.tolerance}"
    if question.unit:
        yield f"unit: {question.unit}"
    if question.form:
        yield f"form: {question.form}"
    if question.exact:
        yield "case: exact"


def _feedback(text: str) -> str:
    return f" // {item(text)}" if text.strip() else ""
