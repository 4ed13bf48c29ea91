"""QTI items alone or in a package with a manifest."""

from pathlib import Path
from xml.etree.ElementTree import Element

from . import archive, qti, qti12, trouble, xmltree
from .archive import Archive, Beside, Files
from .draft import Draft
from .flow import Special
from .trouble import Unreadable

ITEMS, TESTS = ("imsqti_item", "imsqti_itempl"), ("imsqti_test",)


def take(path: Path, draft: Draft) -> None:
    """One item, a package of items and tests, or a file of QTI 1.2."""
    if archive.is_zip(path):
        with Archive(path) as zipped:
            _package(zipped, draft)
        return
    root = qti.renamed(xmltree.parse(archive.read(path), path.name))
    files = Beside(path.parent)
    if root.tag == "questestinterop":
        qti12.take(root, draft, pictures(draft, path.stem, files, path.name), path.stem)
    elif root.tag == "assessmentItem":
        draft.title = root.get("title", "")
        draft.language = draft.language or root.get("lang", "")
        _item(draft, root, files, path.name)
    else:
        raise Unreadable(trouble.TEST_ALONE)


def pictures(draft: Draft, what: str, files: Files, base: str) -> Special:
    """Takes over the pictures of a page that lies at `base`."""

    def special(node: Element) -> str | None:
        if node.tag != "img":
            return None
        name = node.get("src", "").replace("$IMS-CC-FILEBASE$/", "").replace("%24IMS-CC-FILEBASE%24/", "")
        found = archive.find(files, base, name) or archive.find(files, "", name)
        found = found or archive.find(files, "", f"web_resources/{name.lstrip('./')}")
        return draft.picture(what, name, found, node.get("alt", ""))

    return special


def _item(draft: Draft, root: Element, files: Files, base: str, title: str = "") -> None:
    what = root.get("title") or root.get("identifier") or base
    with draft.part(what):
        draft.questions(title or what, qti.parts(draft, what, root, files, base))


def _package(zipped: Archive, draft: Draft) -> None:
    manifest = zipped.xml("imsmanifest.xml")
    resources = {node.get("identifier", ""): node for node in xmltree.every(manifest, "resource")}
    for node in resources.values():
        _check_place(zipped, node)
    draft.title = xmltree.text(xmltree.first(manifest, "title"))
    hrefs = {node.get("href", ""): node for node in resources.values()}
    done: set[str] = set()
    for href, node in hrefs.items():
        if node.get("type", "").startswith(TESTS):
            done |= _test(zipped, draft, href, set(hrefs))
    for href, node in hrefs.items():
        if node.get("type", "").startswith(ITEMS) and href not in done:
            _read_item(zipped, draft, href)
        elif "imsqti_xmlv1p2" in node.get("type", "") and href:
            qti12.take(zipped.xml(href), draft, pictures(draft, href, zipped, href), href)


def _check_place(zipped: Archive, node: Element) -> None:
    for file in [node.get("href", ""), *(one.get("href", "") for one in node.findall("file"))]:
        if not file:
            continue
        target = archive.inside("", file)
        if not target:
            raise Unreadable(trouble.OUTSIDE, name=file[:80])
        if target not in zipped.members:
            raise Unreadable(trouble.NO_FILE, name=file[:80])


def _test(zipped: Archive, draft: Draft, href: str, known: set[str]) -> set[str]:
    test = qti.renamed(zipped.xml(href))
    draft.title = draft.title or test.get("title", "")
    done = set()
    for reference in xmltree.every(test, "assessmentItemRef"):
        target = archive.inside(href, reference.get("href", ""))
        if target in known and target not in done:
            done.add(target)
            _read_item(zipped, draft, target)
    return done


def _read_item(zipped: Archive, draft: Draft, href: str) -> None:
    with draft.part(href):
        root = qti.renamed(zipped.xml(href))
        draft.language = draft.language or root.get("lang", "")
        _item(draft, root, zipped, href)
