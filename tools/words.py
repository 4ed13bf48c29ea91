"""Collect the texts of all screens and merge them into the translations: `make messages`.

Templates and Python are read by Babel; the updater, which knows no translations, has its sentences in its refusals.
JavaScript is read here, because Babel loses its way in templates within templates; it must name its texts as plain
strings: t("…"), nt("…", "…", n), N_("…").
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
from babel.messages.extract import extract_from_file

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "server/homeroom"
UPDATER = ROOT / "provisioning/updater"
LOCALE = PACKAGE / "locale"
KEYWORDS = {"_": None, "gettext": None, "N_": None, "_reason": None, "ngettext": (1, 2)}
REFUSALS = dict.fromkeys(("Refused", "Failed", "Unreadable", "Why"))
STRING = r'"(?:[^"\\]|\\.)*"'
CALL = re.compile(rf"(?<![\w.])(?:(?:t|N_)\(\s*({STRING})|nt\(\s*({STRING})\s*,\s*({STRING}))")
Text = tuple[str, str]  # the text, and its plural or ""


def javascript(path: Path) -> Iterator[Text]:
    """The texts of a script."""
    for call in CALL.finditer(path.read_text("utf-8")):
        one, first, second = (ast.literal_eval(part) if part else "" for part in call.groups())
        yield (first, second) if first else (one, "")


def marked_up(path: Path, method: str, keywords: dict[str, Any] = KEYWORDS) -> Iterator[Text]:
    """The texts of a template or a Python module."""
    for _line, found, _comments, _context in extract_from_file(method, path, keywords=keywords):
        one, many = (found[0], found[1]) if isinstance(found, tuple) else (found, "")
        if one:
            yield one, many or ""


def sources() -> Iterator[tuple[Path, Iterator[Text]]]:
    """Every file that has texts, with its texts."""
    for path in sorted(PACKAGE.rglob("*.html")):
        yield path, marked_up(path, "jinja2")
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, marked_up(path, "python")
    for path in sorted(UPDATER.glob("*.py")):
        yield path, marked_up(path, "python", REFUSALS)
    for path in sorted([*(PACKAGE / "static").rglob("*.js"), *(ROOT / "kiosk").rglob("*.js")]):
        if "vendor" not in path.parts and path.name != "i18n.js":
            yield path, javascript(path)


def texts() -> dict[Text, list[str]]:
    """Every text with the files it is in. A text with a plural takes in the same text without one."""
    found: dict[Text, list[str]] = {}
    for path, there in sources():
        name = path.relative_to(ROOT).as_posix()
        for text in there:
            files = found.setdefault(text, [])
            if name not in files:
                files.append(name)
    for one, many in [text for text in found if text[1]]:
        found[(one, many)] += found.pop((one, ""), [])
    return found


def merge(path: Path, found: dict[Text, list[str]]) -> list[str]:
    """Bring a catalog up to date: new texts come in empty, unused ones leave. Returns what waits for a translator."""
    old = polib.pofile(str(path), encoding="utf-8")
    known = {(entry.msgid, entry.msgid_plural): entry for entry in old}
    new = polib.POFile(encoding="utf-8", wrapwidth=110)
    new.metadata, new.header = old.metadata, old.header
    forms = int(old.metadata["Plural-Forms"].split("nplurals=")[1][0])
    for text, files in sorted(found.items(), key=lambda item: (item[1][0], item[0])):
        entry = known.get(text) or polib.POEntry(msgid=text[0], msgid_plural=text[1])
        entry.occurrences = [(name, "") for name in files]
        entry.flags = [flag for flag in entry.flags if flag != "python-format"]
        if text[1] and not entry.msgstr_plural:
            entry.msgstr_plural = dict.fromkeys(range(forms), "")
        new.append(entry)
    new.save(str(path))
    return [entry.msgid for entry in new if not entry.translated()]


def main() -> None:
    """Merge into every catalog and say what is missing."""
    found = texts()
    for path in sorted(LOCALE.glob("*.po")):
        missing = merge(path, found)
        sys.stdout.write(f"{path.name}: {len(found)} texts, {len(missing)} not translated yet\n")
        if "--list" in sys.argv:
            sys.stdout.writelines(f"  {text!r}\n" for text in missing)


if __name__ == "__main__":
    main()
