"""EPUB 2 and 3: the chapters of a book as reading cards."""

from pathlib import Path, PurePosixPath
from xml.etree.ElementTree import Element

from . import htmltree, page, trouble, xmltree
from .archive import Archive, inside
from .draft import Draft
from .licence import known
from .plainmark import line
from .trouble import Unreadable

SCRIPT_LANG = 8


def take(path: Path, draft: Draft) -> None:
    """All chapters in reading order."""
    with Archive(path) as zipped:
        if "META-INF/encryption.xml" in zipped.members and _is_locked(zipped.xml("META-INF/encryption.xml")):
            raise Unreadable(trouble.LOCKED)
        root = xmltree.first(zipped.xml("META-INF/container.xml"), "rootfile")
        book = root.get("full-path", "") if root is not None else ""
        package = zipped.xml(book)
        _metadata(package, draft)
        source = draft.source(draft.title or path.stem, draft.licence, authors=_all(package, "creator"))
        items = {node.get("id", ""): node for node in xmltree.every(package, "item")}
        titles = _titles(zipped, package, book)
        for entry in xmltree.every(package, "itemref"):
            item = items.get(entry.get("idref", ""))
            if item is not None and entry.get("linear") != "no" and "nav" not in item.get("properties", "").split():
                _chapter(zipped, draft, inside(book, item.get("href", "")), titles, source)


def _is_locked(encryption: Element) -> bool:
    """Scrambled fonts are common and harmless; anything else is copy protection."""
    methods = [node.get("Algorithm", "") for node in xmltree.every(encryption, "EncryptionMethod")]
    return any("embedding" not in method and "font" not in method for method in methods)


def _metadata(package: Element, draft: Draft) -> None:
    titles = _all(package, "title")
    draft.title = titles[0] if titles else ""
    draft.language = draft.language or next(iter(_all(package, "language")), "")
    draft.publisher = next(iter(_all(package, "publisher")), "")
    links = [node.get("href", "") for node in xmltree.every(package, "link") if "license" in node.get("rel", "")]
    for text in [*_all(package, "rights"), *links]:
        draft.report.found_licence = draft.report.found_licence or line(text, 200)
        draft.licence = draft.licence or known(text)


def _all(package: Element, name: str) -> list[str]:
    metadata = package.find("metadata")
    found = xmltree.every(metadata, name) if metadata is not None else ()
    return [text for node in found if (text := xmltree.text(node))]


def _titles(zipped: Archive, package: Element, book: str) -> dict[str, str]:
    """What the table of contents calls each file."""
    found: dict[str, str] = {}
    for item in xmltree.every(package, "item"):
        place = inside(book, item.get("href", ""))
        if "nav" in item.get("properties", "").split() and place in zipped.members:
            for link in xmltree.every(htmltree.parse(zipped.text(place)), "a"):
                found.setdefault(inside(place, link.get("href", "")), xmltree.text(link))
        elif item.get("media-type") == "application/x-dtbncx+xml" and place in zipped.members:
            for point in xmltree.every(zipped.xml(place), "navPoint"):
                target = xmltree.first(point, "content")
                if target is not None:
                    found.setdefault(inside(place, target.get("src", "")), xmltree.text(point.find("navLabel")))
    return found


def _chapter(zipped: Archive, draft: Draft, place: str, titles: dict[str, str], source: str) -> None:
    title = titles.get(place) or PurePosixPath(place).stem
    with draft.part(title):
        tree = htmltree.parse(zipped.text(place))
        heading = xmltree.first(tree, "h1", "h2")
        title = titles.get(place) or xmltree.text(heading) or title
        text = page.markdown(draft, title, tree, zipped, place)
        if text.strip():
            page.reading(draft, title, text, kind="reading", source=source)
