"""The kinds of files the box reads: how each is told from the others, and which module takes it."""

import importlib
import re
from collections.abc import Callable
from pathlib import Path

from . import trouble
from .archive import Archive
from .draft import Draft
from .names import MODULES, TITLES
from .trouble import Unreadable

Take = Callable[[Path, Draft], None]
HEAD = 65_536


XML_ROOTS = {
    "quiz": "moodle",
    "assessmentItem": "qti",
    "qti-assessment-item": "qti",
    "assessmentTest": "qti",
    "qti-assessment-test": "qti",
    "questestinterop": "qti",
    "document": "cnxml",
    "manifest": "qti",
}


def take(name: str) -> Take:
    """The importer of that name, loaded when it is first used."""
    found: Take = importlib.import_module(f"{__package__}.{MODULES.get(name, name)}").take
    return found


def detect(path: Path) -> str:
    """What kind of file this is, by its content. Raises Unreadable."""
    found = _of_folder(path) if path.is_dir() else _of_file(path)
    if not found:
        raise Unreadable(trouble.UNKNOWN, formats=", ".join(TITLES.values()))
    return found


def _of_folder(path: Path) -> str:
    if (path / "pack.toml").is_file():
        return "markdown"
    if any((path / "content/databases").glob("*.sqlite3")) or any((path / "databases").glob("*.sqlite3")):
        return "kolibri"
    if any(path.glob("*.cnxml")) or any(path.glob("*/*.cnxml")) or any(path.glob("*/*/*.cnxml")):
        return "cnxml"
    if any(path.glob("*Questions.csv")) or any(path.glob("content/*Questions.csv")):
        return "table"
    return "storybook" if any(path.glob("*.md")) else ""


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _of_zip(path)
    for start, name in ((b"%PDF-", "pdf"), (b"SQLite format 3\0", "kolibri"), (b"ZIM\x04", "zim")):
        if head.startswith(start):
            return name
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = head.decode(encoding, "replace")
    return "" if "\0" in text else _of_text(text, path.suffix.lower())


def _of_zip(path: Path) -> str:
    with Archive(path) as archive:
        names = archive.members
        mimetype = archive.bytes("mimetype").strip() if "mimetype" in names else b""
        if mimetype == b"application/epub+zip" or "META-INF/container.xml" in names:
            return "epub"
        if "imsmanifest.xml" in names:
            return _of_manifest(archive.bytes("imsmanifest.xml").decode("utf-8", "replace"))
        for name, there in (
            ("h5p", "h5p.json" in names),
            ("kolibri", any("databases/" in name and name.endswith(".sqlite3") for name in names)),
            ("anki", any(name.startswith("collection.anki2") for name in names)),
            ("table", "xl/workbook.xml" in names),
            ("perseus", "exercise.json" in names),
            ("markdown", any(name.endswith("pack.toml") for name in names)),
            ("cnxml", any(name.endswith(".cnxml") for name in names)),
            ("program", any(re.fullmatch(r"([^/]+/)?index\.html", name) for name in names)),
            ("storybook", any(name.endswith(".md") for name in names)),
        ):
            if there:
                return name
        if any(name.endswith(".xml") for name in names):
            raise Unreadable(trouble.NO_FILE, name="imsmanifest.xml")
    return ""


def _of_manifest(text: str) -> str:
    if "adlcp" in text or "ADL SCORM" in text:
        return "scorm"
    return "cartridge" if "imsccv1p" in text or "Common Cartridge" in text or "imscc_xml" in text else "qti"


def _of_text(text: str, suffix: str) -> str:
    start = text.lstrip()
    if start.startswith("<"):
        root = re.search(
            r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)", re.sub(r"<\?.*?\?>|<!--.*?-->|<![^>]*>", "", start, flags=re.S)
        )
        return XML_ROOTS.get(root[1], "") if root else ""
    if suffix != ".gift" and re.match(r"[{\[]\s*[{\"\]}]", start):
        if re.search(r'"CF(?:Document|Items|Associations|Definitions)"\s*:', text):
            return "case"
        return "perseus" if '"widgets"' in text and '"states"' not in text else "oppia"
    if start.startswith("---\n"):
        return "markdown"
    if suffix == ".gift" or re.search(r"(?m)^\s*::.*?::|^\$CATEGORY:", text):
        return "gift"
    if re.search(r"(?m)^\s*ANSWER:\s*[A-Za-z]\s*$", text):
        return "aiken"
    if start.startswith("# ") and re.search(r"(?m)^##\s*$", text):
        return "storybook"
    if suffix in (".csv", ".tsv") or re.search(r"(?i)^[^\n]*question[^\n]*[,;\t]", text):
        return "table"
    return "gift" if re.search(r"\{[^{}]*\}", text) else ""
