"""Perseus items (Khan Academy, Kolibri): widgets with one right answer become questions, hints come along."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from . import archive, make, markdown_in, shape, trouble
from .archive import Archive
from .ask import Option, Question
from .cloze_text import MARK, filled
from .draft import Draft, Part
from .flow import Flow
from .trouble import Unreadable

WIDGET = re.compile(r"\[\[\s*☃\s*([a-z-]+ \d+)\s*\]\]")
GRAPHIE = "web+graphie:"
SHOWS = frozenset({"image", "explanation", "definition", "passage", "passage-ref", "video", "iframe", "cs-program"})
Data = Callable[[str], bytes | None]


def take(path: Path, draft: Draft) -> None:
    """One item as JSON, or a Kolibri exercise: a ZIP with one JSON an item."""
    if archive.is_zip(path):
        with Archive(path) as zipped:
            take_exercise(zipped, draft, path.stem)
        return
    items = archive.json_of(archive.read(path), path.name)
    parts: list[Part] = []
    for number, item in enumerate(items if isinstance(items, list) else [items], 1):
        add(draft, f"{path.stem} {number}", item, parts, lambda name: None)
    draft.questions(path.stem.replace("-", " "), parts)


def take_exercise(zipped: Archive, draft: Draft, title: str, **more: str) -> None:
    """The items of a Kolibri exercise."""
    names = [name for name in zipped.members if name.endswith(".json") and name != "exercise.json"]
    parts: list[Part] = []
    for name in names:
        add(draft, f"{title}: {name.removesuffix('.json')[:16]}", zipped.json(name), parts, _images(zipped))
    draft.questions(title, parts, **more)


def _images(zipped: Archive) -> Data:
    def data(name: str) -> bytes | None:
        end = f"images/{name.rpartition('/')[2]}"
        found = next((one for one in zipped.members if one.endswith(end) and not end.endswith("/")), "")
        return zipped.bytes(found, archive.LARGEST_MEDIA) if found else None

    return data


def add(draft: Draft, what: str, item: Any, parts: list[Part], data: Data) -> None:
    """Add the texts and questions of an item, or say why not."""
    with draft.part(what):
        question = shape.table(item, "question") or shape.table(item)
        reader = _Reader(draft, what, data)
        made = reader.parts(question)
        asked = [part for part in made if isinstance(part, Question)]
        if not asked and (shape.table(question, "widgets") or not made):
            raise Unreadable(trouble.NO_ANSWER)
        hints = [reader.markdown(shape.text(hint, "content")) for hint in shape.rows(item, "hints")]
        if asked:
            asked[-1].hints = [WIDGET.sub("", hint) for hint in hints if hint.strip()]
        parts += made


class _Reader:
    """Reads one item."""

    def __init__(self, draft: Draft, what: str, data: Data) -> None:
        self.draft, self.what, self.data = draft, what, data

    def markdown(self, text: str) -> str:
        flow = Flow(special=self.special, dollars=True)
        found = flow.html(markdown_in.html(text))
        self.draft.lost(self.what, flow.remarks)
        return found

    def special(self, node: Element) -> str | None:
        if node.tag != "img":
            return None
        name = node.get("src", "")
        end = ".svg" if name.startswith(GRAPHIE) else ""
        name = name.removeprefix(GRAPHIE).replace("${☣ LOCALPATH}/", "") + end
        return self.draft.picture(self.what, name, self.data(name), node.get("alt", ""))

    def line(self, text: str) -> str:
        return " ".join(self.markdown(text).split())

    def parts(self, question: dict[str, Any], depth: int = 0) -> list[Part]:
        """Texts and questions in the order of the content."""
        content, widgets = shape.text(question, "content"), shape.table(question, "widgets")
        gaps: list[str] = []
        blocks: list[Part] = []
        inline = "dropdown" if sum(name.startswith("dropdown") for name in WIDGET.findall(content)) else ""

        def place(match: re.Match[str]) -> str:
            name = match[1]
            options = shape.table(widgets, name, "options")
            kind = name.rpartition(" ")[0]
            if kind == inline:
                gaps.append(self.dropdown(options))
                return MARK.format(len(gaps) - 1)
            if kind in ("group", "graded-group") and depth < 3:
                blocks.extend(self.parts(options, depth + 1))
            elif kind == "image":
                return f"\n\n{self.image(options)}\n\n"
            elif kind not in SHOWS:
                blocks.append(self.widget(kind, options))
            return ""

        text = self.markdown(WIDGET.sub(place, content))
        if gaps:
            blocks.insert(0, filled(text, gaps))
            text = ""
        return self.joined(text, blocks)

    def joined(self, text: str, blocks: list[Part]) -> list[Part]:
        first = blocks[0] if blocks else None
        if isinstance(first, Question) and not first.prompt.strip():
            first.prompt, text = text, ""
        for block in blocks:
            if isinstance(block, Question):
                block.prompt = make.prompt_or(self.draft, self.what, block.prompt, "?")
        return [text, *blocks] if text.strip() else blocks

    def image(self, options: dict[str, Any]) -> str:
        name, alt = shape.text(options, "backgroundImage", "url"), shape.text(options, "alt")
        return f"![{alt.replace('[', '(').replace(']', ')')}](<{name.replace('>', '')}>)" if name else ""

    def widget(self, kind: str, options: dict[str, Any]) -> Question:
        build = WIDGETS.get(kind)
        if build is None:
            raise Unreadable(trouble.INTERACTION, kind=kind)
        return build(self, options)

    def dropdown(self, options: dict[str, Any]) -> str:
        choices = shape.rows(options, "choices")
        right = [shape.text(one, "content") for one in choices if shape.yes(one, "correct")]
        gap = make.pick(right[0], [shape.text(one, "content") for one in choices]) if right else ""
        if not gap:
            raise Unreadable(trouble.NO_ANSWER)
        return gap

    def radio(self, options: dict[str, Any]) -> Question:
        found = [
            Option(
                self.line(shape.text(one, "content"))
                or (make.none_of_these(self.draft.language) if shape.yes(one, "isNoneOfTheAbove") else ""),
                shape.yes(one, "correct"),
                self.line(shape.text(one, "rationale") or shape.text(one, "clue")),
            )
            for one in shape.rows(options, "choices")
        ]
        made = make.choose("", found, several=shape.yes(options, "multipleSelect"))
        made.shuffle = shape.yes(options, "randomize")
        return made

    def numeric(self, options: dict[str, Any]) -> Question:
        answers = [one for one in shape.rows(options, "answers") if shape.text(one, "value")]
        right = [one for one in answers if shape.text(one, "status") == "correct"]
        if not right:
            raise Unreadable(trouble.NO_ANSWER)
        if len(right) > 1:
            self.draft.simpler(self.what, trouble.ONE_VALUE, answer=shape.text(right[0], "value"))
        forms = shape.rows(right[0], "answerForms")
        made = make.number("", shape.text(right[0], "value"), shape.text(right[0], "maxError"))
        if forms and set(forms) <= {"proper", "improper", "mixed"}:
            made.kind, made.tolerance = "fraction", ""
            made.form = "lowest" if shape.text(right[0], "simplify") in ("required", "enforced") else "any"
        for one in answers:
            value = make.decimal(shape.text(one, "value"))
            if shape.text(one, "status") == "wrong" and value and value not in made.answers:
                made.wrong.append((value, self.line(shape.text(one, "message"))))
        return made

    def input_number(self, options: dict[str, Any]) -> Question:
        spare = shape.text(options, "maxError") if shape.yes(options, "inexact") else ""
        return make.number("", shape.text(options, "value"), spare)

    def orderer(self, options: dict[str, Any]) -> Question:
        if shape.rows(options, "otherOptions"):
            self.draft.simpler(self.what, trouble.SUBSET)
        return make.order("", [self.line(shape.text(one, "content")) for one in shape.rows(options, "correctOptions")])

    def sorter(self, options: dict[str, Any]) -> Question:
        return make.order("", [self.line(shape.text(one)) for one in shape.rows(options, "correct")])

    def matcher(self, options: dict[str, Any]) -> Question:
        sides = zip(shape.rows(options, "left"), shape.rows(options, "right"), strict=False)
        pairs = [(self.line(shape.text(left)), self.line(shape.text(right))) for left, right in sides]
        return make.match(self.draft, self.what, "", pairs)

    def categorizer(self, options: dict[str, Any]) -> Question:
        titles = [self.line(shape.text(one)) for one in shape.rows(options, "categories")]
        groups: list[tuple[str, list[str]]] = [(title, []) for title in titles]
        for item, home in zip(shape.rows(options, "items"), shape.rows(options, "values"), strict=False):
            if isinstance(home, int) and 0 <= home < len(groups):
                groups[home][1].append(self.line(shape.text(item)))
        if sum(len(members) for _, members in groups) < 2 or len(groups) < 2:
            raise Unreadable(trouble.NO_ANSWER)
        return Question("sort", "", groups=groups)


WIDGETS = {
    "radio": _Reader.radio,
    "numeric-input": _Reader.numeric,
    "input-number": _Reader.input_number,
    "orderer": _Reader.orderer,
    "sorter": _Reader.sorter,
    "matcher": _Reader.matcher,
    "categorizer": _Reader.categorizer,
}
