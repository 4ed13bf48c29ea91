"""Pages of HTML as reading cards, cut at headings so that none is longer than a lesson."""

import re
from xml.etree.ElementTree import Element

from . import htmltree, trouble, xmltree
from .archive import Files, find
from .draft import Draft
from .flow import Flow
from .plainmark import line

WORDS = 700
HEAD = re.compile(r"(?m)^(?=## )")
NET = re.compile(r"https?://(?!www\.w3\.org|schema\.org|purl\.org)[\w.-]+")
PROGRAMS = ("script", "iframe", "object", "embed", "canvas")


def markdown(draft: Draft, what: str, tree: Element, files: Files, base: str) -> str:
    """The text of a page with its pictures, sounds and films."""
    if any(True for _ in xmltree.every(tree, *PROGRAMS)):
        draft.simpler(what, trouble.NO_PROGRAMS)

    def special(node: Element) -> str | None:
        if node.tag in ("img", "image") and (node.get("src") or node.get("href")):
            name = node.get("src", "") or node.get("href", "")
            return draft.picture(what, name, find(files, base, name), node.get("alt", ""))
        if node.tag in ("audio", "video"):
            source = xmltree.first(node, "source")
            name = node.get("src", "") or (source.get("src", "") if source is not None else "")
            return f"\ue010{draft.recording(what, name, find(files, base, name), node.get('title', ''))}\ue010"
        return None

    flow = Flow(special=special)
    text = flow.tree(tree)
    draft.lost(what, flow.remarks)
    return text


def of_html(draft: Draft, what: str, html: str, files: Files, base: str) -> str:
    """The text of a page as the file has it."""
    return markdown(draft, what, htmltree.parse(html), files, base)


def title_of(html: str, otherwise: str) -> str:
    """The title a page gives itself."""
    found = re.search(r"<title[^>]*>(.*?)</title>", html, re.DOTALL | re.IGNORECASE)
    return (line(xmltree.text(htmltree.parse(found[1]))) if found else "") or otherwise


def reading(draft: Draft, title: str, text: str, **more: str) -> None:
    """One or several reading cards from a long text."""
    pieces = _pieces(text)
    if not pieces:
        draft.left(title, trouble.EMPTY)
    for number, piece in enumerate(pieces, 1):
        heading = re.match(r"## (.+)", piece)
        own = heading[1] if heading and number > 1 else title
        draft.card(own if own != title or number == 1 else f"{line(title, 90)} ({number})", [piece], **more)


def _pieces(text: str) -> list[str]:
    """Pieces of about one lesson: small sections together, long ones cut between paragraphs."""
    made: list[str] = []
    for section in HEAD.split(text):
        for part in _cut(section.strip()):
            most = WORDS // 2 if part.startswith("## ") else WORDS
            if made and _words(made[-1]) + _words(part) <= most:
                made[-1] += "\n\n" + part
            elif part:
                made.append(part)
    return made


def _cut(section: str) -> list[str]:
    if _words(section) <= WORDS:
        return [section]
    made = [""]
    for paragraph in section.split("\n\n"):
        if made[-1] and _words(made[-1]) + _words(paragraph) > WORDS:
            made.append("")
        made[-1] = f"{made[-1]}\n\n{paragraph}".strip()
    return made


def _words(text: str) -> int:
    return len(text.split())
