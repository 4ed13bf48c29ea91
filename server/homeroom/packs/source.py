"""A pack as its author keeps it: a folder of text files and pictures. Read it, check it."""

import hashlib
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from homeroom.errors import Refused

from . import media, settings, wiring
from .cardmd import Card, Read, read
from .frontmatter import Defaults
from .problems import Problem, Report
from .programs import zipped

MEDIA_FOLDERS = ("images", "audio", "video", "programs")


@dataclass
class Source:
    """Everything a pack folder holds, and what is wrong with it."""

    pack: dict[str, Any]
    skills: list[dict[str, Any]] = field(default_factory=list)
    misconceptions: list[dict[str, Any]] = field(default_factory=list)
    cards: dict[str, Card] = field(default_factory=dict)
    translations: dict[str, dict[str, Card]] = field(default_factory=dict)
    stale: set[tuple[str, str]] = field(default_factory=set)
    media: dict[str, Path] = field(default_factory=dict)
    texts: dict[str, bytes] = field(default_factory=dict)
    """the text of each card by its id, so that others may make their own of it"""
    programs: dict[str, frozenset[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def only_skills(self) -> bool:
        """Whether it is a pack of skills, without cards."""
        return self.pack.get("kind") == settings.SKILLS

    @property
    def required(self) -> list[str]:
        """The packs it builds on."""
        return [one["id"] for one in self.pack.get("requires", {}).get("packs", [])]

    @property
    def serious(self) -> list[Problem]:
        """Problems that stop the pack from being built."""
        return [problem for problem in self.problems if problem.serious]


def check(folder: Path) -> list[Problem]:
    """Everything that is wrong with a pack folder or with one card file, in order of file and line."""
    if folder.is_file():
        return read(_text(folder, Report(folder.name)), folder.name, Defaults(licence="CC-BY-4.0")).problems
    return sorted(load(folder).problems)


def load(folder: Path) -> Source:
    """Read a whole pack folder."""
    pack, problems = settings.pack(folder)
    source = Source(pack=pack, problems=problems)
    language = pack.get("default_language", "en")
    source.skills, more = settings.skills(folder, language)
    source.problems += more
    source.misconceptions, more = settings.misconceptions(folder, language)
    source.problems += more
    _load_media(folder, source)
    shas = _load_cards(folder, source)
    for language_folder in sorted((folder / "i18n").glob("*/cards")):
        _load_translations(folder, language_folder, source, shas)
    source.problems += wiring.check(source)
    return source


def _load_media(folder: Path, source: Source) -> None:
    for top in MEDIA_FOLDERS:
        for path in sorted((folder / top).rglob("*")):
            if path.is_dir() or path.name.startswith("."):
                continue
            name = path.relative_to(folder).as_posix()
            report = Report(name)
            if path.is_symlink():
                report.wrong(0, "This is a link to another file; put the file itself here.")
            elif complaint := media.complaint(name, path.read_bytes()):
                report.wrong(0, complaint)
            elif top == "programs":
                source.programs[name] = _program(path, report)
            source.media[name] = path
            source.problems += report.problems


def _program(path: Path, report: Report) -> frozenset[str]:
    try:
        return zipped.check(path)
    except Refused as error:
        report.wrong(0, error.message)
        return frozenset()


def _load_cards(folder: Path, source: Source) -> dict[str, str]:
    shas: dict[str, str] = {}
    for path in sorted((folder / "cards").glob("*.md")):
        found = _read_card(folder, path, source, _defaults(source))
        if not found.card:
            continue
        card = found.card
        if card["id"] in source.cards:
            source.problems.append(Problem(f"cards/{path.name}", 1, f"The id “{card['id']}” stands twice."))
        card["subject"] = card["subject"] or _subject(card, source)
        source.cards[card["id"]] = card
        source.texts[card["id"]] = path.read_bytes()
        shas[card["id"]] = hashlib.sha256(path.read_bytes()).hexdigest()
    if not source.cards and not source.only_skills:
        source.problems.append(Problem("cards", 0, "There are no cards: put *.md files into cards/."))
    return shas


def _load_translations(folder: Path, cards: Path, source: Source, shas: dict[str, str]) -> None:
    language = cards.parent.name
    for path in sorted(cards.glob("*.md")):
        report = Report(path.relative_to(folder).as_posix())
        found = _read_card(folder, path, source, _defaults(source, language))
        name = found.card.get("id", "")
        if name not in source.cards:
            report.wrong(1, f"There is no card cards/{path.stem}.md that this could be a translation of.")
        elif found.card:
            wiring.check_translation(source.cards[name], found, shas[name], language, report)
            found.card["subject"] = source.cards[name]["subject"]
            source.translations.setdefault(language, {})[name] = found.card
            if found.source_sha != shas[name]:
                source.stale.add((name, language))
        source.problems += report.problems


def _read_card(folder: Path, path: Path, source: Source, defaults: Defaults) -> Read:
    file = path.relative_to(folder).as_posix()
    report = Report(file)
    found = read(_text(path, report), file, defaults) if path.is_file() else Read({}, [])
    if found.card and found.card["id"] != path.stem:
        report.wrong(1, f"The card's id “{found.card['id']}” and its file name {path.name} must be the same.")
    source.problems += [*report.problems, *found.problems]
    return found


def _text(path: Path, report: Report) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        report.wrong(1, "The file is not UTF-8 text.")
        return ""


def _defaults(source: Source, language: str = "") -> Defaults:
    pack = source.pack
    return Defaults(language or pack.get("default_language", "en"), pack.get("licence", ""))


def _subject(card: Card, source: Source) -> str:
    known = {skill["id"]: str(skill["subject"]) for skill in source.skills}
    return next((known[skill] for skill in card["skills"] if skill in known), "")


def main() -> int:
    """`python -m homeroom.packs.source FOLDER` tells what is wrong."""
    problems = [problem for name in sys.argv[1:] for problem in check(Path(name))]
    for problem in problems:
        sys.stdout.write(f"{problem}\n")
    serious = sum(problem.serious for problem in problems)
    sys.stdout.write(f"{serious} to mend.\n" if serious else "Nothing to mend.\n")
    return 1 if serious else 0


if __name__ == "__main__":
    sys.exit(main())
