"""A tree of HTML (or of its XML relatives) as the Markdown of cards."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from . import htmltree, trouble
from .plainmark import START, escaped, tidy, unkeyed
from .tex import checked, tex

Special = Callable[[Element], str | None]
BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "footer",
        "figure",
        "figcaption",
        "blockquote",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "body",
        "html",
        "hr",
        "center",
        "address",
        "details",
        "summary",
        "nav",
        "aside",
        "form",
        "fieldset",
        "caption",
        "para",
        "note",
        "list",
        "item",
    ]
)
SILENT = htmltree.SILENT | {"head", "feedbackInline", "rubricBlock", "printedVariable", "object", "svg", "iframe"}
FORMULA = re.compile(r"\\\((.+?)\\\)|\\\[(.+?)\\\]|\$\$(.+?)\$\$", re.DOTALL)
DOLLARS = re.compile(r"(?<![\\$])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?!\d)")
HIGH = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
LOW = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
BREAK = "\ue010"
DEEPEST_LIST = 4


@dataclass
class Flow:
    """Turns trees into Markdown; `special` may take single elements over, `remarks` is what got lost."""

    special: Special = lambda node: None
    dollars: bool = False
    remarks: set[str] = field(default_factory=set)

    def html(self, text: str) -> str:
        """Markdown of an HTML text."""
        return self.tree(htmltree.parse(text))

    def tree(self, node: Element) -> str:
        """Markdown of everything inside an element: paragraphs, lists, tables."""
        return "\n\n".join(part for part in self._blocks(node, 0) if part.strip())

    def line(self, node: Element) -> str:
        """Markdown of everything inside an element, in one line."""
        return " ".join(self.tree(node).replace("\\\n", " ").split())

    def html_line(self, text: str) -> str:
        """Markdown of an HTML text, in one line."""
        return self.line(htmltree.parse(text))

    def _blocks(self, node: Element, depth: int) -> Iterator[str]:
        run = self._text(node.text)
        for child in node:
            taken = self.special(child)
            if taken is None and child.tag in BLOCKS:
                yield _paragraph(run)
                run = ""
                yield from self._block(child, depth)
            else:
                run += self._inline(child) if taken is None else taken
            run += self._text(child.tail)
        yield _paragraph(run)

    def _block(self, node: Element, depth: int) -> Iterator[str]:
        tag = node.tag
        if tag in ("ul", "ol", "list") and depth < DEEPEST_LIST:
            yield self._list(node, tag == "ol" or node.get("list-type") == "enumerated", depth)
        elif tag == "table":
            yield self._table(node)
        elif tag == "pre":
            yield "\\\n".join(_code(row) for row in "".join(node.itertext()).strip("\n").split("\n"))
        elif tag[0] == "h" and tag[1:].isdigit():
            yield f"## {self.line(node)}" if "".join(node.itertext()).strip() else ""
        elif tag == "blockquote":
            yield "\n".join(f"> {row}".rstrip() for row in self.tree(node).split("\n"))
        else:
            yield from self._blocks(node, depth)

    def _list(self, node: Element, numbered: bool, depth: int) -> str:
        rows: list[str] = []
        for child in node:
            parts = [part for part in self._blocks(child, depth + 1) if part.strip()]
            mark = f"{len(rows) + 1}. " if numbered else "- "
            inner = "\n".join(parts).replace("\n", "\n" + " " * len(mark))
            if inner:
                rows.append(mark + inner)
        return "\n".join(rows)

    def _table(self, node: Element) -> str:
        rows = [[self.line(cell) for cell in row if cell.tag in ("td", "th", "entry")] for row in node.iter("tr")]
        rows = [row for row in rows or self._entries(node) if row]
        if not rows:
            return self.line(node)
        width = min(max(len(row) for row in rows), 12)
        lines = [f"| {' | '.join((row + [''] * width)[:width])} |" for row in rows[:200]]
        return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])

    def _entries(self, node: Element) -> list[list[str]]:
        return [[self.line(cell) for cell in row.iter("entry")] for row in node.iter("row")]

    def _inline(self, node: Element) -> str:
        taken = self.special(node)
        if taken is not None:
            return taken
        tag = node.tag
        if tag in SILENT:
            return ""
        if tag in ("br", "newline"):
            return BREAK
        if tag == "math":
            return self._formula(node)
        inner = self._text(node.text) + "".join(self._inline(child) + self._text(child.tail) for child in node)
        return self._styled(tag, node, inner)

    def _styled(self, tag: str, node: Element, inner: str) -> str:
        if tag in ("strong", "b") or node.get("effect") == "bold":
            return _around(inner, "**")
        if tag in ("em", "i", "emphasis"):
            return _around(inner, "*")
        if tag in ("sup", "sub"):
            return inner.translate(HIGH if tag == "sup" else LOW)
        if tag == "a":
            self.remarks.add(trouble.LINKS)
        if tag in BLOCKS:
            return f" {inner} "
        return inner

    def _formula(self, node: Element) -> str:
        found = tex(node)
        if found:
            return f"${found}$"
        return escaped(" ".join("".join(node.itertext()).split()))

    def _text(self, text: str | None) -> str:
        """A run of characters: formulas stay formulas, everything else means itself."""
        if not text:
            return ""
        made, end = "", 0
        for match in (DOLLARS if self.dollars else FORMULA).finditer(text):
            found = checked(next(group for group in match.groups() if group))
            made += _escaped(text[end : match.start()]) + (f"${found}$" if found else _escaped(match[0]))
            end = match.end()
        return made + _escaped(text[end:])


def _escaped(text: str) -> str:
    return escaped(re.sub(r"[ \t\n\r\f\v]+", " ", tidy(text)))


def _paragraph(run: str) -> str:
    rows = [" ".join(row.split()) for row in run.split(BREAK)]
    text = "\\\n".join(row for row in rows if row).replace("****", "")
    return unkeyed(START.sub(lambda m: f"\\{m[2]}" if m[2] else f"{m[3]}\\{m[4]}", text))


def _around(inner: str, sign: str) -> str:
    """Bold or italic: the signs must touch the words."""
    words = inner.strip()
    if not words or BREAK in words or sign[0] in (words[0], words[-1]):
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{sign}{words}{sign}{after}"


def _code(row: str) -> str:
    row = tidy(row).replace("`", "'").rstrip()
    indent = len(row) - len(row.lstrip())
    return "\xa0" * indent + f"`{row.strip()}`" if row.strip() else " "
