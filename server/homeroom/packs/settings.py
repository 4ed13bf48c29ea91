"""The three small files of a pack: pack.toml, skills.toml and misconceptions.toml."""

import re
import tomllib
from pathlib import Path
from typing import Any

from .frontmatter import ID, LANG, SKILL, SUBJECTS
from .licences import LICENCES
from .problems import Problem, Report

PACK_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)+")
VERSION = re.compile(r"(\d{1,4})\.(\d{1,3})\.(\d{1,3})")
IN_PACK = """
    id version serial date title description languages default_language publisher licence sources kind requires
"""
PACK_KEYS = frozenset(IN_PACK.split())
LESSONS, SKILLS = "lessons", "skills"
PACK_KINDS = (LESSONS, SKILLS)
IN_SKILL = """
    id title description subject grade_from grade_to requires supports parent code licence
"""
SKILL_KEYS = frozenset(IN_SKILL.split())
WRONG_IDEA_KEYS = frozenset({"id", "skill", "title", "description", "remedy"})
SOURCE_KEYS = frozenset(
    {"id", "title", "authors", "illustrators", "translators", "licence", "url", "commit", "changes", "files"}
)


class Table:
    """One table of a TOML file, read key by key with complaints at the right line."""

    def __init__(self, values: dict[str, Any], text: str, report: Report, known: frozenset[str]) -> None:
        self.values, self.text, self.report = values, text, report
        self.start = self._find(f'"{values.get("id", "")}"', 1)
        for key in values:
            if key not in known:
                self.wrong(key, f"“{key}” is not known here; known are: {', '.join(sorted(known))}.")

    def wrong(self, key: str, message: str) -> None:
        """Report at the line where the key stands in this table."""
        self.report.wrong(self._find(key, self.start), message)

    def _find(self, needle: str, after: int) -> int:
        lines = self.text.split("\n")
        return next((n for n, line in enumerate(lines[after - 1 :], after) if needle in line), after)

    def string(self, key: str, shape: re.Pattern[str] | None = None, default: str | None = None) -> str:
        """A text, of the given shape."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            self.wrong(key, f"“{key}” is missing or not a text in quotes.")
            return ""
        if value and shape and not shape.fullmatch(value):
            self.wrong(key, f'“{key} = "{value}"” does not have the right shape.')
        return value.strip()

    def strings(self, key: str, shape: re.Pattern[str] | None = None) -> list[str]:
        """A list of texts."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            self.wrong(key, f"“{key}” must be a list of texts in quotes.")
            return []
        for one in value:
            if shape and not shape.fullmatch(one):
                self.wrong(key, f"“{one}” in “{key}” does not have the right shape.")
        return list(value)

    def whole(self, key: str, default: int) -> int:
        """A whole number, zero or more."""
        value = self.values.get(key, default)
        if type(value) is not int or value < 0:
            self.wrong(key, f"“{key}” must be a whole number.")
            return default
        return value

    def by_language(self, key: str, language: str, *, needed: bool = True) -> dict[str, str]:
        """Texts by language: title.en = "…"."""
        value = self.values.get(key, {})
        if isinstance(value, str):
            value = {language: value}
        if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
            self.wrong(key, f'“{key}” must be texts by language: {key}.en = "…".')
            return {}
        if needed and not value.get(language):
            self.wrong(key, f"“{key}.{language}” is missing.")
        return dict(value)


def pack(folder: Path) -> tuple[dict[str, Any], list[Problem]]:
    """What pack.toml says."""
    text, values, report = _read(folder, "pack.toml", needed=True)
    if not values:
        return {}, report.problems
    table = Table(values, text, report, PACK_KEYS)
    language = table.string("default_language", LANG)
    languages = table.strings("languages", LANG) or [language]
    if language not in languages:
        table.wrong("languages", f"“languages” lacks the default language “{language}”.")
    version = table.string("version", VERSION)
    found = {
        "id": table.string("id", PACK_ID),
        "version": version,
        "serial": table.whole("serial", serial(version)),
        "created": table.string("date", re.compile(r"\d{4}-\d\d-\d\d"), ""),
        "title": table.by_language("title", language),
        "description": table.by_language("description", language, needed=False),
        "languages": languages,
        "default_language": language,
        "publisher": _publisher(table),
        "licence": _licence(table),
        "sources": [_source(one, text, report) for one in _tables(values, "sources", report)],
        "kind": table.string("kind", default=LESSONS),
    }
    if found["kind"] not in PACK_KINDS:
        table.wrong("kind", f"“kind” must be one of: {', '.join(PACK_KINDS)}.")
    wanted = [_requirement(one, text, report) for one in _tables(values, "requires", report)]
    if wanted:
        found["requires"] = {"packs": wanted}
    return found, report.problems


def _requirement(values: dict[str, Any], text: str, report: Report) -> dict[str, Any]:
    """Another pack that must be on the box first: pack = "org.example.skills", version = "1.0.0" at least."""
    table = Table(values, text, report, frozenset({"pack", "version"}))
    version = table.string("version", VERSION, "0.0.0")
    return {"id": table.string("pack", PACK_ID), "version": version, "serial": serial(version)}


def serial(version: str) -> int:
    """A number that rises with the version: 1.2.3 is 1002003."""
    match = VERSION.fullmatch(version)
    return int(match[1]) * 1_000_000 + int(match[2]) * 1_000 + int(match[3]) if match else 0


def _publisher(table: Table) -> dict[str, str]:
    value = table.values.get("publisher")
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return {key: str(text) for key, text in value.items()}
    return {"name": table.string("publisher")} if isinstance(value, str) else _no_publisher(table)


def _no_publisher(table: Table) -> dict[str, str]:
    table.wrong("publisher", 'The pack needs a publisher: publisher = "Name".')
    return {"name": ""}


def _licence(table: Table) -> str:
    licence = table.string("licence")
    if licence and licence not in LICENCES:
        table.wrong("licence", f"The licence “{licence}” is not known; known are: {', '.join(LICENCES)}.")
    return licence


def _source(values: dict[str, Any], text: str, report: Report) -> dict[str, Any]:
    table = Table(values, text, report, SOURCE_KEYS)
    table.string("id", ID)
    table.string("title")
    for key in ("authors", "illustrators"):
        table.strings(key)
    values = {**values, "files": table.strings("files")} if "files" in values else values
    if values.get("licence") not in LICENCES:
        table.wrong("licence", f"A source needs its licence, one of: {', '.join(LICENCES)}.")
    return values


def skills(folder: Path, language: str) -> tuple[list[dict[str, Any]], list[Problem]]:
    """What skills.toml says."""
    text, values, report = _read(folder, "skills.toml", needed=False)
    found = []
    for one in _tables(values, "skill", report):
        table = Table(one, text, report, SKILL_KEYS)
        subject = table.string("subject")
        if subject not in SUBJECTS:
            table.wrong("subject", f"“subject” must be one of: {', '.join(SUBJECTS)}.")
        found.append(
            {
                "id": table.string("id", SKILL),
                "title": table.by_language("title", language),
                "description": table.by_language("description", language, needed=False),
                "subject": subject,
                "grade_from": table.whole("grade_from", 0),
                "grade_to": table.whole("grade_to", 0),
                "requires": table.strings("requires", SKILL),
                "supports": table.strings("supports", SKILL),
            }
        )
    _twice(found, "skill", report)
    return found, report.problems


def misconceptions(folder: Path, language: str) -> tuple[list[dict[str, Any]], list[Problem]]:
    """What misconceptions.toml says."""
    text, values, report = _read(folder, "misconceptions.toml", needed=False)
    found = []
    for one in _tables(values, "misconception", report):
        table = Table(one, text, report, WRONG_IDEA_KEYS)
        found.append(
            {
                "id": table.string("id", ID),
                "skill": table.string("skill", SKILL),
                "title": table.by_language("title", language),
                "description": table.by_language("description", language),
                "remedy": table.string("remedy", default="") or None,
            }
        )
    _twice(found, "misconception", report)
    return found, report.problems


def _twice(found: list[dict[str, Any]], what: str, report: Report) -> None:
    ids = [one["id"] for one in found]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        report.wrong(0, f"The {what} “{name}” stands twice.")


def _read(folder: Path, name: str, *, needed: bool) -> tuple[str, dict[str, Any], Report]:
    report = Report(name)
    try:
        text = (folder / name).read_text("utf-8-sig")
        return text, tomllib.loads(text), report
    except FileNotFoundError:
        if needed:
            report.wrong(0, f"The file {name} is missing.")
    except UnicodeDecodeError:
        report.wrong(0, "The file is not UTF-8 text.")
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        report.wrong(int(line[1]) if line else 0, f"The file cannot be read: {error}.")
    return "", {}, report


def _tables(values: dict[str, Any], key: str, report: Report) -> list[dict[str, Any]]:
    found = values.get(key, [])
    if isinstance(found, list) and all(isinstance(one, dict) for one in found):
        return found
    report.wrong(0, f"Write [[{key}]] with two brackets before each.")
    return []
