"""The head of a card: between two lines of ---, what the card is about, for whom and how long."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from homeroom.i18n import direction
from homeroom.lazy import lazy

from .problems import Report

if TYPE_CHECKING:
    import yaml
else:
    yaml = lazy("yaml")

KINDS = ["explanation", "activity", "exercise", "video", "reading", "project", "offscreen", "discussion", "check"]
LEVELS = ["easier", "core", "harder"]
WITH = ["alone", "pair", "group", "teacher"]
SUBJECTS = ["math", "reading", "science", "art", "body", "world"]
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SKILL = re.compile(r"[a-z0-9-]+:[A-Za-z0-9._-]+")
LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
FIELDS = """
    id title kind level interest lang skills minutes licence license variant_of with subject image
    image_alt offscreen source source_sha
"""
ALLOWED = frozenset(FIELDS.split())


@dataclass(frozen=True)
class Defaults:
    """What a card takes over from its pack."""

    lang: str = "en"
    licence: str = ""
    subject: str = ""


def split(text: str, report: Report) -> tuple[dict[str, Any], str, int]:
    """The head as a dict, the body, and the number of lines before the body."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---":
        report.wrong(1, "A card begins with a line --- and its front matter (id, title, kind, …).")
        return {}, "\n".join(lines), 0
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.strip() == "---")
    except StopIteration:
        report.wrong(1, "The front matter is not closed: a second line --- is missing.")
        return {}, "", len(lines)
    return _yaml("\n".join(lines[1:end]), report), "\n".join(lines[end + 1 :]), end + 1


def _yaml(text: str, report: Report) -> dict[str, Any]:
    try:
        head = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        report.wrong(line, f"The front matter cannot be read: {error.problem or error}.")
        return {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        report.wrong(1, f"The front matter cannot be read: {error}.")
        return {}
    if not isinstance(head, dict):
        report.wrong(1, "The front matter must be lines like “title: Half of a pizza”.")
        return {}
    return {str(key): value for key, value in head.items()}


class Head:
    """Reads the head field by field and reports what does not fit, with its line."""

    def __init__(self, head: dict[str, Any], text: str, report: Report) -> None:
        self.head, self.report = head, report
        self.lines = text.replace("\r\n", "\n").split("\n")
        for key in head:
            if key not in ALLOWED:
                self.wrong(key, f"“{key}” is not known in the front matter of a card.")

    def wrong(self, key: str, message: str) -> None:
        """Report at the line of the key."""
        at = next((n for n, line in enumerate(self.lines, 1) if line.startswith(f"{key}:")), 1)
        self.report.wrong(at, message)

    def text(self, key: str, default: str | None = None) -> str:
        """A line of text; without default it must be there."""
        value = self.head.get(key, default)
        if value is None or (default is None and value == ""):
            self.wrong(key, f"The front matter lacks “{key}:”.")
            return ""
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            return str(value).strip()
        self.wrong(key, f"“{key}” must be a line of text.")
        return ""

    def one_of(self, key: str, known: list[str], default: str | None = None) -> str:
        """One word out of a list."""
        value = self.text(key, default)
        if value and value not in known:
            self.wrong(key, f"“{key}: {value}” is not known; choose one of: {', '.join(known)}.")
        return value

    def shaped(self, key: str, shape: re.Pattern[str], example: str, default: str | None = None) -> str:
        """A text that must look like the example."""
        value = self.text(key, default)
        if value and not shape.fullmatch(value):
            self.wrong(key, f"“{key}: {value}” must look like {example}.")
        return value

    def words(self, key: str) -> list[str]:
        """A list of texts; one text alone counts as a list of one."""
        value = self.head.get(key) or []
        value = value if isinstance(value, list) else [value]
        if not all(isinstance(word, str) for word in value):
            self.wrong(key, f"“{key}” must be a list of words, such as [football, animals].")
            return []
        return [word.strip() for word in value]

    def minutes(self) -> int:
        """How long the card takes."""
        value = self.head.get("minutes", 0)
        if type(value) is not int or not 1 <= value <= 240:
            self.wrong("minutes", "“minutes:” must be a whole number from 1 to 240.")
            return 1
        return value

    def yes(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.head.get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, f"“{key}:” must be true or false.")
        return bool(value)


def fields(head: Head, defaults: Defaults) -> dict[str, Any]:
    """The card's fields that come from its head."""
    kind = head.one_of("kind", KINDS)
    lang = head.shaped("lang", LANG, "en or pt-BR", defaults.lang)
    licence = head.text("license", "") or head.text("licence", defaults.licence)
    skills = head.words("skills")
    if not skills:
        head.wrong("skills", "The front matter lacks “skills:”: at least one skill the card is about.")
    for skill in skills:
        if not SKILL.fullmatch(skill):
            head.wrong("skills", f"The skill “{skill}” must look like hr-math:frac.half.")
    if not licence:
        head.wrong("license", "The front matter lacks “license:”, and the pack has none to take over.")
    return {
        "format": "card/1",
        "id": head.shaped("id", ID, "frac-half-1 (small letters, digits, hyphens)"),
        "title": head.text("title"),
        "kind": kind,
        "lang": lang,
        "dir": direction(lang),
        "level": head.one_of("level", LEVELS, "core"),
        "variant_of": head.shaped("variant_of", ID, "frac-half", "") or None,
        "interest": head.words("interest"),
        "skills": skills,
        "subject": head.one_of("subject", SUBJECTS, defaults.subject),
        "minutes": head.minutes(),
        "with": head.one_of("with", WITH, "alone"),
        "offscreen": head.yes("offscreen", kind == "offscreen"),
        "image": head.text("image", "") or None,
        "image_alt": head.text("image_alt", ""),
        "source": head.text("source", "") or None,
        "licence": licence,
    }
