"""A draft becomes a pack folder. Every card is read back; what would not pass the check does not get in."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from homeroom.i18n import language as interface_language

from .. import cardmd, licences
from ..frontmatter import LANG, Defaults
from . import trouble
from .ask import Question, written
from .draft import Card, Draft, Part
from .plainmark import line, slug, tidy
from .plainmark import name as title_name
from .report import LEFT, REPORT
from .trouble import Unreadable

WORDS_A_MINUTE = 60


def write(draft: Draft, folder: Path) -> None:
    """Write pack.toml, skills.toml, cards, pictures and the report. Raises Unreadable if nothing is left."""
    if draft.folder:
        _write_folder(draft, folder)
        return
    _settle(draft)
    if draft.skills:
        folder.mkdir(parents=True)
    else:
        _write_cards(draft, folder)
    (folder / "pack.toml").write_text(_pack(draft), "utf-8")
    (folder / "skills.toml").write_text(_skills(draft), "utf-8")
    (folder / REPORT).write_text(draft.report.json(), "utf-8")


def _write_cards(draft: Draft, folder: Path) -> None:
    (folder / "cards").mkdir(parents=True)
    ids: set[str] = set()
    for card in draft.cards:
        _write_card(draft, card, folder, ids)
    if not ids:
        why, values = _why_nothing(draft)
        raise Unreadable(why, **values)
    draft.report.cards = len(ids)
    used = "\n".join(path.read_text("utf-8") for path in (folder / "cards").glob("*.md"))
    for path, data in draft.media.items():
        if path in used:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)


def _write_folder(draft: Draft, folder: Path) -> None:
    """A pack folder of our own kind, as it is."""
    for name, data in draft.folder.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    (folder / REPORT).write_text(draft.report.json(), "utf-8")


def _why_nothing(draft: Draft) -> tuple[str, dict[str, Any]]:
    """The commonest reason why parts were left out."""
    rows = draft.report.of(LEFT)
    if not rows:
        return trouble.NO_CONTENT, {}
    counts = Counter(row.why for row in rows)
    row = max(rows, key=lambda row: counts[row.why])
    return row.why, row.values


def _settle(draft: Draft) -> None:
    """What every pack must say, from the file or as a guess that the report names."""
    report = draft.report
    draft.title = line(draft.title, 100) or line(Path(report.file).stem.replace("_", " "), 100) or "Lessons"
    short = draft.language.replace("_", "-")
    draft.language = short if LANG.fullmatch(short) else short.partition("-")[0].lower()
    if not LANG.fullmatch(draft.language):
        draft.language = interface_language()
        draft.note(trouble.LANGUAGE, lang=draft.language)
    if not draft.skill and not draft.skills:
        draft.note(trouble.SUBJECT, subject=draft.subject)
    everything = {one for one in (draft.licence, *(card.licence for card in draft.cards)) if one}
    draft.licence = licences.strictest(everything) if everything and not draft.unsure else ""
    for source in draft.sources:
        source["licence"] = source["licence"] or draft.licence
    _tell_licence(draft)
    report.title, report.language, report.licence = draft.title, draft.language, draft.licence


def _tell_licence(draft: Draft) -> None:
    if draft.licence:
        draft.note(trouble.LICENCE, licence=draft.licence)
        if "-NC" in draft.licence:
            draft.note(trouble.NON_COMMERCIAL, licence=draft.licence)
    elif draft.report.found_licence:
        draft.note(trouble.ODD_LICENCE, licence=line(draft.report.found_licence, 80))
    else:
        draft.note(trouble.NO_LICENCE)


def _write_card(draft: Draft, card: Card, folder: Path, ids: set[str]) -> None:
    prefix = title_name(draft.title, 20, "draft")
    number = len(ids) + 1
    name = f"{prefix}-{number}-{slug(card.title, 24)}".strip("-")
    body = _body(draft, card)
    if body:
        (folder / "cards" / f"{name}.md").write_text(_head(draft, card, name, body) + body, "utf-8")
        ids.add(name)


def _body(draft: Draft, card: Card) -> str:
    """The text below the head, without the parts that can't be read back."""
    kept = []
    for part in card.parts:
        text = written(part) if isinstance(part, Question) else part
        problem = _problem(card, text)
        if problem:
            text, problem = _mended(draft, card, part, problem)
        if problem:
            draft.left(_name(card, part), trouble.DOES_NOT_FIT, problem=problem)
            continue
        draft.came(part.kind if isinstance(part, Question) else "program" if text.startswith("```program") else "text")
        kept.append(text.strip())
    return "\n\n".join(kept) + "\n" if kept else ""


def _mended(draft: Draft, card: Card, part: Part, problem: str) -> tuple[str, str]:
    """What is left without the smaller pieces that do not fit: remarks of a question, paragraphs of a text."""
    if isinstance(part, Question):
        text = written(replace(part, hints=[], solution="", wrong=[]))
        again = _problem(card, text)
        return text, again and problem
    kept = [piece for piece in part.split("\n\n") if not _problem(card, piece)]
    if kept:
        draft.simpler(_name(card, part), trouble.DOES_NOT_FIT, problem=problem)
    return "\n\n".join(kept), "" if kept else problem


def _name(card: Card, part: Part) -> str:
    text = part.prompt if isinstance(part, Question) else part
    return f"{card.title}: {line(text, 60)}"


def _problem(card: Card, text: str) -> str:
    """What is wrong with a part of a card, in the words of `homeroom packs check`; "" if nothing is."""
    head = "---\nid: x\ntitle: x\nkind: exercise\nskills: [local:x]\nminutes: 1\n---\n"
    read = cardmd.read(f"{head}{text}\n", defaults=Defaults("en", "CC0-1.0", "world"))
    serious = [problem for problem in read.problems if problem.serious]
    return serious[0].message[:200] if serious else ""


def _head(draft: Draft, card: Card, name: str, body: str) -> str:
    asked = any(isinstance(part, Question) for part in card.parts)
    fields: dict[str, Any] = {
        "id": name,
        "title": line(tidy(card.title), 100) or draft.title,
        "kind": card.kind or ("exercise" if asked else "reading"),
        "skills": [skill(draft)],
        "minutes": _minutes(card, body),
    }
    if card.image and card.image in body:
        fields["image"] = card.image
    if card.licence and card.licence != draft.licence:
        fields["license"] = card.licence
    if card.source:
        fields["source"] = card.source
    if card.lang and card.lang != draft.language and LANG.fullmatch(card.lang):
        fields["lang"] = card.lang
    rows = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    return f"---\n{rows}---\n"


def _minutes(card: Card, body: str) -> int:
    asked = sum(isinstance(part, Question) for part in card.parts)
    words = len(re.findall(r"\w+", body))
    return max(2, min(60, asked + words // WORDS_A_MINUTE))


def skill(draft: Draft) -> str:
    """The one skill that all cards of an import are about."""
    return draft.skill or f"local:{title_name(draft.title, 40, 'lessons')}"


def _pack(draft: Draft) -> str:
    rows = {
        "id": f"local.{title_name(draft.title, 40, 'lessons')}",
        "version": "1.0.0",
        f"title.{draft.language}": draft.title,
        "languages": [draft.language],
        "default_language": draft.language,
        "publisher": line(draft.publisher, 100) or "?",
        "licence": draft.licence,
    }
    if draft.skills:
        rows["kind"] = "skills"
    if draft.description:
        rows[f"description.{draft.language}"] = line(draft.description, 400)
    text = "".join(f"{key} = {toml(value)}\n" for key, value in rows.items())
    for source in draft.sources:
        text += "\n[[sources]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in source.items() if value)
    return text


def _skills(draft: Draft) -> str:
    if draft.skills:
        return "\n".join(_framework_skill(one, draft.language) for one in draft.skills)
    rows = {"id": skill(draft), f"title.{draft.language}": draft.title, "subject": draft.subject}
    return "[[skill]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in rows.items())


def _framework_skill(one: dict[str, Any], language: str) -> str:
    rows = {f"{key}.{language}" if key in ("title", "description") else key: value for key, value in one.items()}
    return "[[skill]]\n" + "".join(f"{key} = {toml(value)}\n" for key, value in rows.items() if value not in ("", []))


def toml(value: str | int | Sequence[str]) -> str:
    """A text, a whole number or a list of texts in TOML."""
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        return f"[{', '.join(toml(one) for one in value)}]"
    return json.dumps(tidy(value), ensure_ascii=False).replace("\x7f", "")
