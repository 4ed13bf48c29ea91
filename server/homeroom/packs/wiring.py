"""Do the parts of a pack fit together? Skills, wrong ideas, pictures, variants, translations."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from . import credits
from .cardmd import Card, Read
from .licences import LICENCES, ORDER
from .problems import Problem, Report
from .skillmap import circle

if TYPE_CHECKING:
    from .source import Source

IMAGE = re.compile(r'<img[^>]*? src="([^"]+)"')
CAPTIONS = re.compile(r"(.+)\.([a-z]{2,3})\.vtt")


def check(source: "Source") -> list[Problem]:
    """What does not fit together, apart from single files."""
    problems: list[Problem] = []
    for name, card in source.cards.items():
        _attach_captions(card, source)
        problems += _check_card(card, f"cards/{name}.md", source)
    for language, cards in source.translations.items():
        for name, card in cards.items():
            _attach_captions(card, source)
            problems += _check_media(card, Report(f"i18n/{language}/cards/{name}.md"), source)
    shown = {name: media_of(card) for name, card in source.cards.items()}
    problems += credits.check(source, shown)
    return [*problems, *_check_skills(source), *_check_misconceptions(source), *_check_whole(source)]


def media_of(card: Card) -> set[str]:
    """Every file of the pack that a card shows or plays."""
    found = {card["image"]} if card.get("image") else set()
    for key, text in texts(card["blocks"]):
        if key in ("src", "poster"):
            found.add(text)
        elif "<img" in text:
            found.update(IMAGE.findall(text))
    return found


def texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a card with the key it stands under."""
    if isinstance(value, str):
        yield key, value
    elif isinstance(value, list):
        for one in value:
            yield from texts(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, name)


def _attach_captions(card: Card, source: "Source") -> None:
    """Captions and poster are found by name: film.mp4, film.en.vtt, film.jpg."""
    for block in card["blocks"]:
        if block["type"] == "video":
            stem = block["src"].rpartition(".")[0]
            block["captions"] = [
                {"lang": match[2], "src": path}
                for path in sorted(source.media)
                if (match := CAPTIONS.fullmatch(path)) and match[1] == stem
            ]
            posters = [f"{stem}{end}" for end in (".jpg", ".jpeg", ".webp", ".png", ".svg")]
            block["poster"] = next((path for path in posters if path in source.media), None)


def _check_card(card: Card, file: str, source: "Source") -> list[Problem]:
    report = Report(file)
    known = {skill["id"] for skill in source.skills}
    for skill in card["skills"]:
        if skill not in known and source.required:
            report.note(1, f"The skill “{skill}” must come from a pack that this one requires.")
        elif skill not in known:
            report.wrong(1, f"The skill “{skill}” is not in skills.toml.")
    ideas = {idea["id"] for idea in source.misconceptions}
    for key, text in texts(card["blocks"]):
        if key == "misconception" and text not in ideas:
            report.wrong(1, f"The wrong idea “{{mis:{text}}}” is not in misconceptions.toml.")
    if not card["subject"]:
        report.wrong(1, "The card has no subject: write “subject:” or give its skill one in skills.toml.")
    _check_rights(card, source, report)
    for block in card["blocks"]:
        if block["type"] == "video" and not block["captions"]:
            report.note(1, f"The film {block['src']} has no captions ({block['src'].rpartition('.')[0]}.en.vtt).")
        if block["type"] == "program" and block["start"] not in source.programs.get(block["src"], {block["start"]}):
            report.wrong(1, f"There is no page {block['start']} in {block['src']}.")
    return [*report.problems, *_check_media(card, Report(file), source)]


def _check_rights(card: Card, source: "Source", report: Report) -> None:
    sources = {one.get("id"): one for one in source.pack.get("sources", [])}
    if card["source"] and card["source"] not in sources:
        report.wrong(1, f"The source “{card['source']}” is not in pack.toml ([[sources]]).")
    if card["licence"] not in LICENCES:
        report.wrong(1, f"The licence “{card['licence']}” is not known; known are: {', '.join(LICENCES)}.")
    elif source.pack.get("licence") in LICENCES:
        whole = str(source.pack["licence"])
        if ORDER.index(card["licence"]) > ORDER.index(whole):
            report.wrong(1, f"The card's licence {card['licence']} asks for more than the pack's {whole}.")


def _check_media(card: Card, report: Report, source: "Source") -> list[Problem]:
    for path in sorted(media_of(card)):
        if path not in source.media:
            report.wrong(1, f"The file {path} is missing.")
    return report.problems


def _check_skills(source: "Source") -> list[Problem]:
    report = Report("skills.toml")
    known = {skill["id"] for skill in source.skills}
    for skill in source.skills:
        for other in (*skill["requires"], *skill["supports"]):
            if other not in known:
                report.note(0, f"“{skill['id']}” builds on “{other}”, which is not in this pack.")
    if source.only_skills and not source.skills:
        report.wrong(0, "A pack of skills needs at least one [[skill]].")
    if source.only_skills and (source.cards or source.misconceptions):
        report.wrong(0, "A pack of skills carries no cards and no wrong ideas; put them into a pack that requires it.")
    ring = circle({skill["id"]: skill["requires"] for skill in source.skills})
    if ring:
        report.wrong(0, f"These skills require each other in a circle: {' → '.join(ring)}.")
    return report.problems


def _check_misconceptions(source: "Source") -> list[Problem]:
    report = Report("misconceptions.toml")
    known = {skill["id"] for skill in source.skills}
    used = {text for card in source.cards.values() for key, text in texts(card) if key == "misconception"}
    for idea in source.misconceptions:
        if idea["skill"] not in known and not source.required:
            report.wrong(0, f"“{idea['id']}”: the skill “{idea['skill']}” is not in skills.toml.")
        if idea["remedy"] and idea["remedy"] not in source.cards:
            report.wrong(0, f"“{idea['id']}”: there is no card “{idea['remedy']}” to help.")
        if idea["id"] not in used:
            report.note(0, f"No wrong answer shows “{idea['id']}”.")
    return report.problems


def _check_whole(source: "Source") -> Iterator[Problem]:
    if source.pack.get("id") in source.required:
        yield Problem("pack.toml", 0, "The pack requires itself.")
    languages = set(source.pack.get("languages", []))
    for language in sorted(set(source.translations) - languages):
        yield Problem("pack.toml", 0, f"“languages” lacks “{language}”, though i18n/{language} is there.")
    lacking = set() if source.only_skills else languages - set(source.translations)
    for language in sorted(lacking - {source.pack.get("default_language")}):
        yield Problem("pack.toml", 0, f"No card is translated into “{language}”.", serious=False)
    everything = [
        *source.cards.values(),
        *(c for cards in source.translations.values() for c in cards.values()),
    ]
    used = {path for card in everything for path in media_of(card)}
    used |= {one["src"] for card in everything for block in card["blocks"] for one in block.get("captions", ())}
    for path in sorted(set(source.media) - used):
        yield Problem(path, 0, "No card uses this file.", serious=False)
    yield from _check_variants(source)


def _check_variants(source: "Source") -> Iterator[Problem]:
    groups: dict[str, list[Card]] = {}
    for card in source.cards.values():
        if card["variant_of"]:
            groups.setdefault(card["variant_of"], []).append(card)
    for group, cards in sorted(groups.items()):
        first = cards[0]
        if len(cards) == 1 and group not in source.cards:
            yield Problem(f"cards/{first['id']}.md", 1, f"No other card is a variant of “{group}”.", serious=False)
        for card in cards[1:]:
            if set(card["skills"]) != set(first["skills"]):
                message = f"It is a variant of “{group}” like {first['id']}, but the skills differ."
                yield Problem(f"cards/{card['id']}.md", 1, message)


def check_translation(original: Card, found: Read, sha: str, language: str, report: Report) -> None:
    """A translation has the same blocks and answers as its original, in the language of its folder."""
    if found.card["lang"] != language:
        report.wrong(1, f"“lang: {found.card['lang']}” does not fit the folder i18n/{language}.")
    if not found.source_sha:
        report.wrong(1, f"The front matter lacks “source_sha: {sha}” (the original it was translated from).")
    elif found.source_sha != sha:
        report.note(1, f"The original has changed since; look it over, then write “source_sha: {sha}”.")
    if found.card["kind"] != original["kind"] or found.card["skills"] != original["skills"]:
        report.wrong(1, "Kind and skills must be the same as in the original.")
    if _bones(found.card) != _bones(original):
        report.wrong(1, "The blocks, ids and numbers of answers must be the same as in the original.")


def _bones(card: Card) -> list[Any]:
    """What must not change in a translation: blocks with ids, the kinds, which options are right."""
    return [
        (
            block.get("id"),
            block["type"],
            block.get("kind"),
            [(one["id"], one["correct"], one["misconception"]) for one in block.get("options", ())],
            [one["id"] for key in ("items", "pairs", "groups", "gaps") for one in block.get(key, ())],
            block.get("your_turn"),
        )
        for block in card["blocks"]
        if "id" in block or block["type"] == "example"
    ]
