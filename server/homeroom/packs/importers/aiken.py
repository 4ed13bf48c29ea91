"""Aiken: a question, its answers A, B, C …, and a line ANSWER: B."""

import re
from pathlib import Path

from . import archive, make, trouble
from .ask import Option
from .draft import Draft, Part
from .plainmark import line, plain
from .trouble import Unreadable

OPTION = re.compile(r"\s*([A-Za-z])[.)]\s+(\S.*)")
ANSWER = re.compile(r"\s*ANSWER:\s*([A-Za-z])\s*")


def take(path: Path, draft: Draft) -> None:
    """All questions of an Aiken file."""
    parts: list[Part] = []
    prompt: list[str] = []
    options: list[tuple[str, str]] = []
    for row in archive.text_of(archive.read(path), path.name).replace("\r", "").split("\n"):
        if answer := ANSWER.fullmatch(row):
            what = line(" ".join(prompt), 60) or path.stem
            with draft.part(what):
                parts.append(_question(prompt, options, answer[1].upper()))
            prompt, options = [], []
        elif (option := OPTION.fullmatch(row)) and prompt:
            options.append((option[1].upper(), option[2]))
        elif options and row.strip():
            options[-1] = (options[-1][0], f"{options[-1][1]} {row.strip()}")
        elif row.strip():
            prompt.append(row.strip())
    if prompt:
        draft.left(line(" ".join(prompt), 60), trouble.NO_ANSWER)
    draft.questions(path.stem.replace("_", " "), parts)


def _question(prompt: list[str], options: list[tuple[str, str]], right: str) -> Part:
    if right not in (name for name, _ in options):
        raise Unreadable(trouble.NO_ANSWER)
    return make.choose(plain("\n".join(prompt)), [Option(plain(text), name == right) for name, text in options])
