"""Spreadsheets of questions: one row a question, columns by name (CSV, TSV, XLSX, Kolibri's CSV exercises)."""

import csv
import io
import re
from pathlib import Path

from . import archive, make, markdown_in, trouble, xlsx
from .ask import Option, Question
from .draft import Draft, Part
from .flow import Flow
from .licence import known
from .plainmark import line
from .trouble import Unreadable

NAMES = {
    "prompt": ("question", "question text", "prompt", "swali", "السؤال", "pregunta", "frage"),
    "kind": ("question type", "type", "kind", "aina"),
    "right": ("correct answer", "right answer", "answer", "correct", "key", "jibu", "الإجابة", "time limit answer"),
    "set": ("source id", "quiz", "card", "set", "category", "topic"),
    "hint": ("hint", "dokezo", "تلميح"),
    "solution": ("solution", "explanation", "feedback"),
    "tolerance": ("tolerance",),
}
OPTION = re.compile(r"(?:option|answer|choice)s? (?:[a-z]|\d{1,2})|option f|[a-f]")
KINDS = {
    "single selection": "choice", "single": "choice", "multiple choice": "choice", "choice": "choice",
    "mc": "choice", "multiple selection": "multi", "multiple answers": "multi", "multi": "multi",
    "checkbox": "multi", "input question": "number", "numeric": "number", "number": "number", "numerical": "number",
    "short": "short", "short answer": "short", "text": "short", "true false": "truth", "true or false": "truth",
    "order": "order", "ordering": "order", "match": "match", "matching": "match", "essay": "free", "free": "free",
    "open": "free",
}  # fmt: skip
TRUE = frozenset({"true", "t", "yes", "1", "kweli", "صحيح", "vrai", "verdadero", "verdadeiro", "richtig"})
Rows = list[list[str]]


def take(path: Path, draft: Draft) -> None:
    """All questions of a spreadsheet, or of a folder with Kolibri's CSV exercises."""
    if path.is_dir():
        _take_folder(path, draft)
        return
    tables = xlsx.sheets(path) if archive.is_zip(path) else {path.stem: _csv(path)}
    for name, rows in tables.items():
        _take_rows(rows, draft, path.stem if len(tables) == 1 else name, {}, path.parent)


def _take_folder(path: Path, draft: Draft) -> None:
    top = path / "content" if (path / "content").is_dir() else path
    titles = {}
    for row in _dicts(_csv(top / "Exercises.csv")) if (top / "Exercises.csv").is_file() else ():
        titles[row.get("source id", "")] = row.get("title", "")
        draft.report.found_licence = row.get("license id", "") or draft.report.found_licence
    for row in _dicts(_csv(top / "Channel.csv"))[:1] if (top / "Channel.csv").is_file() else ():
        draft.title, draft.description = row.get("title", ""), row.get("description", "")
        draft.language = draft.language or row.get("language", "")
    draft.licence = known(draft.report.found_licence)
    for file in sorted(top.glob("*Questions.csv")):
        _take_rows(_csv(file), draft, draft.title or file.stem, titles, path)


def _csv(path: Path) -> Rows:
    text = archive.text_of(archive.read(path), path.name)
    first = text.split("\n", 1)[0]
    sign = max(",;\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign))
    except csv.Error as error:
        raise Unreadable(trouble.DAMAGED) from error
    return rows[: xlsx.MOST_ROWS]


def _dicts(rows: Rows) -> list[dict[str, str]]:
    heads = [_head(cell) for cell in rows[0]] if rows else []
    return [dict(zip(heads, row, strict=False)) for row in rows[1:]]


def _head(cell: str) -> str:
    return " ".join(re.sub(r"[*_.+]", " ", cell).split()).lower()


def _take_rows(rows: Rows, draft: Draft, title: str, titles: dict[str, str], folder: Path) -> None:
    start = next((n for n, row in enumerate(rows[:10]) if any(_head(cell) in NAMES["prompt"] for cell in row)), -1)
    if start < 0:
        draft.left(title, trouble.NO_ANSWER)
        return
    heads = [_head(cell) for cell in rows[start]]
    sets: dict[str, list[Part]] = {}
    for number, row in enumerate(rows[start + 1 :], start + 2):
        if not any(cell.strip() for cell in row):
            continue
        reader = _Row(draft, heads, row, folder, number)
        with draft.part(reader.what):
            sets.setdefault(reader.one("set"), []).append(reader.question())
    for name, parts in sets.items():
        draft.questions(titles.get(name) or name or title.replace("_", " "), parts)


class _Row:
    """One row of questions, its cells by what their column is for."""

    def __init__(self, draft: Draft, heads: list[str], row: list[str], folder: Path, number: int) -> None:
        self.draft, self.folder = draft, folder
        self.cells = [(head, cell.strip()) for head, cell in zip(heads, row, strict=False) if cell.strip()]
        self.what = line(self.one("prompt"), 60) or f"{number}"

    def all(self, key: str) -> list[str]:
        """Every cell of a kind of column: “Hint 1”, “Hint 2” …"""
        names = NAMES[key]
        return [cell for head, cell in self.cells if head in names or re.sub(r" ?\d+$", "", head) in names]

    def one(self, key: str) -> str:
        return next(iter(self.all(key)), "")

    def markdown(self, text: str) -> str:
        flow = Flow(special=self.picture, dollars=True)
        found = flow.html(markdown_in.html(text))
        self.draft.lost(self.what, flow.remarks)
        return found

    def picture(self, node: object) -> str | None:
        tag, attributes = getattr(node, "tag", ""), getattr(node, "attrib", {})
        if tag != "img":
            return None
        name = str(attributes.get("src", ""))
        file = self.folder / name
        inside = archive.is_safe(name) and file.is_file() and not file.is_symlink()
        return self.draft.picture(
            self.what, name, archive.read(file) if inside else None, str(attributes.get("alt", ""))
        )

    def question(self) -> Question:
        prompt = self.markdown(self.one("prompt"))
        if not prompt:
            raise Unreadable(trouble.EMPTY)
        options = [cell for head, cell in self.cells if OPTION.fullmatch(head)]
        right = [cell for cell in self.all("right") if cell]
        made = self.build(self.kind(options, right), prompt, options, right)
        made.hints = [self.markdown(hint) for hint in self.all("hint")]
        made.solution = self.markdown(self.one("solution"))
        return made

    def kind(self, options: list[str], right: list[str]) -> str:
        said = KINDS.get(_head(self.one("kind")))
        if said and (said not in ("choice", "multi") or options):
            return said
        if self.one("kind") and not said:
            raise Unreadable(trouble.KIND_UNKNOWN, kind=self.one("kind")[:40])
        if options:
            return "multi" if len(right) > 1 else "choice"
        return "number" if right and make.decimal(right[0]) else "short" if right else "free"

    def build(self, kind: str, prompt: str, options: list[str], right: list[str]) -> Question:
        if kind in ("choice", "multi"):
            return self.choose(kind, prompt, options, right)
        if kind == "free":
            return Question("free", prompt)
        if kind == "order":
            return make.order(prompt, [self.markdown(one) for one in options])
        if kind == "match":
            sides = [re.split(r"\s*=+\s*", one, maxsplit=1) for one in options]
            pairs = [(self.markdown(side[0]), self.markdown(side[-1])) for side in sides if len(side) == 2]
            return make.match(self.draft, self.what, prompt, pairs)
        if not right:
            raise Unreadable(trouble.NO_ANSWER)
        if kind == "truth":
            return make.truth(prompt, right[0].lower() in TRUE, self.draft.language)
        if kind == "number" and make.decimal(right[0]):
            return make.number(prompt, right[0], self.one("tolerance"))
        return make.typed(self.draft, self.what, prompt, [one for cell in right for one in cell.split("|")])

    def choose(self, kind: str, prompt: str, options: list[str], right: list[str]) -> Question:
        wanted = {one for cell in right for one in ([cell] if cell in options else re.split(r"[,;|]", cell))}
        wanted = {one.strip() for one in wanted}
        letters = {chr(65 + n): one for n, one in enumerate(options)} | {
            str(n): one for n, one in enumerate(options, 1)
        }
        if not wanted & set(options):
            wanted = {letters.get(one.upper(), one) for one in wanted}
        return make.choose(
            prompt, [Option(self.markdown(one), one in wanted) for one in options], several=kind == "multi"
        )
