"""SCORM 1.2 and 2004: pages without scripts become reading cards, the others run as programs."""

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from . import page, program, trouble, xmltree
from .archive import Archive, inside
from .draft import Draft
from .licence import known
from .trouble import Unreadable

PAGE = re.compile(r"\.x?html?$", re.IGNORECASE)
PROGRAM = re.compile(r"<script|<iframe|<object|<embed|<frame|onload=|onclick=", re.IGNORECASE)


def take(path: Path, draft: Draft) -> None:
    """All pages that the course lists, in its order."""
    with Archive(path) as zipped:
        manifest = zipped.xml("imsmanifest.xml")
        draft.title = xmltree.text(xmltree.first(manifest, "title"))
        rights = xmltree.first(manifest, "rights")
        draft.report.found_licence = xmltree.text(rights.find("description")) if rights is not None else ""
        draft.licence = known(draft.report.found_licence)
        resources = {node.get("identifier", ""): node for node in xmltree.every(manifest, "resource")}
        organizations = manifest.find("organizations")
        if organizations is None or not resources:
            raise Unreadable(trouble.BROKE)
        done: set[str] = set()
        kept = program.Kept(draft, zipped)
        for entry in xmltree.every(organizations, "item"):
            node = resources.get(entry.get("identifierref", ""))
            if node is not None:
                _resource(zipped, draft, node, xmltree.text(entry.find("title")), done, kept)


def _resource(zipped: Archive, draft: Draft, node: Element, title: str, done: set[str], kept: program.Kept) -> None:
    base = f"{node.get('base', '')}{node.get('href', '')}"
    href = inside("", base)
    if href in done:
        return
    done.add(href)
    what = title or href or "?"
    with draft.part(what):
        if not href:
            raise Unreadable(trouble.OUTSIDE if base else trouble.EMPTY, **({"name": base[:80]} if base else {}))
        if not PAGE.search(href):
            raise Unreadable(trouble.DOCUMENT, kind=href.rpartition(".")[2][:20])
        html = zipped.bytes(href).decode("utf-8", "replace")
        if PROGRAM.search(html):
            draft.card(what, [kept.block(what, href)], kind="activity")
        else:
            page.reading(draft, what, page.of_html(draft, what, html, zipped, href), kind="reading")
