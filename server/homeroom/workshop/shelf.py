"""The school's own pack: all shelved cards as a pack folder, built, signed with the box's key and installed."""

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeroom import blobs, config, store
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.packs import actions as packs
from homeroom.packs import cardmd, licences, manifest, on_the_way, source, wiring
from homeroom.packs import tables as installed
from homeroom.packs.frontmatter import Defaults
from homeroom.packs.problems import Problem
from homeroom.workshop import rules, tables

LICENCE = "CC-BY-4.0"


def pack_id() -> str:
    """The name of the school's own pack."""
    return f"school.s{store.school_id()}.own"


def read(text: str) -> cardmd.Read:
    """A card as the school's own pack would have it: its JSON and all that is to be mended."""
    skill = next(iter(_skills(rules.head(text).get("skills", ""))), None)
    found = cardmd.read(text, "card.md", Defaults(config.current().language, LICENCE, skill.subject if skill else ""))
    problems = list(found.problems)
    if found.card:
        known = tables.files()
        problems += [
            Problem("card.md", 0, f"The file {path} is missing: add the picture again.")
            for path in sorted(wiring.media_of(found.card) - known.keys())
        ]
        problems += [
            Problem("card.md", 0, f"Children can't open {address}: nothing may need the internet.", serious=False)
            for address in rules.addresses(text)
        ]
        problems += [
            Problem("card.md", 0, f"Long for children: “{sentence}”", serious=False)
            for sentence in rules.hard_to_read(text)
        ]
    return cardmd.Read(found.card, problems, found.source_sha)


def _skills(line: str) -> list[installed.Skill]:
    wanted = {one.strip() for one in line.strip("[]").split(",")}
    return [skill for skill in installed.skills() if skill.id in wanted]


def put_out(texts: Mapping[str, str]) -> None:
    """Install the school's own pack with these cards; without any, take it off. Raises Refused."""
    if not texts:
        try:
            packs.remove(pack_id())
        except NotFound:
            return
        return
    with tempfile.TemporaryDirectory(dir=on_the_way.folder(), prefix="workshop-") as folder:
        _write(Path(folder), texts)
        found = source.load(Path(folder))
        if found.serious:
            raise Refused(
                _("This can't go on the shelf yet: %(why)s", why=" ".join(one.message for one in found.serious[:3]))
            )
        packs.install_folder(Path(folder))


def _write(folder: Path, texts: Mapping[str, str]) -> None:
    (folder / "cards").mkdir()
    cards = []
    for name, text in sorted(texts.items()):
        (folder / "cards" / f"{name}.md").write_text(text, "utf-8")
        cards.append(read(text).card)
    known = {path: file for path, file in tables.files().items() if is_inside(path)}
    for path in {path for card in cards if card for path in wiring.media_of(card)} & known.keys():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(blobs.path(known[path].sha256).read_bytes())
    (folder / "pack.toml").write_text(_pack([card for card in cards if card]), "utf-8")
    skills = {skill for card in cards if card for skill in card["skills"]}
    wanted = {text for card in cards if card for key, text in wiring.texts(card["blocks"]) if key == "misconception"}
    ideas = _ideas(wanted)
    skills |= {str(idea["skill"]) for idea in ideas}
    rows = [_skill(one) for one in installed.skills() if one.id in skills]
    (folder / "skills.toml").write_text("\n".join(_table("skill", row) for row in rows), "utf-8")
    (folder / "misconceptions.toml").write_text("\n".join(_table("misconception", row) for row in ideas), "utf-8")


def is_inside(path: str) -> bool:
    """Whether a file of this name lies in a pack: names come from other boxes, too."""
    return manifest.PATH.fullmatch(path) is not None and not {"", ".", ".."} & set(path.split("/"))


def _pack(cards: list[dict[str, Any]]) -> str:
    number, settings = tables.moves() + 1, config.current()
    language = settings.language
    title = {language: _("Cards of %(school)s", school=settings.school_name)}
    rows = {
        "id": pack_id(),
        "version": f"1.{number // 1000}.{number % 1000}",
        "languages": [language],
        "default_language": language,
        "publisher": settings.school_name,
        "licence": licences.strictest({LICENCE, *(card["licence"] for card in cards)}),
    }
    works = [_work(one) for name, one in sorted(tables.sources().items()) if name in {card["source"] for card in cards}]
    return _rows(rows) + _by_language("title", title) + "".join(_table("sources", one) for one in works)


def _work(one: tables.Source) -> dict[str, Any]:
    told = {"id": one.source, "title": one.title, "authors": json.loads(one.authors), "licence": one.licence}
    changes = _("changed at %(school)s", school=config.current().school_name)
    return {**told, **({"url": one.url} if one.url else {}), "changes": changes}


def _skill(skill: installed.Skill) -> dict[str, Any]:
    return {
        "id": skill.id,
        "title": {**skill.title, config.current().language: skill.name},
        "subject": skill.subject,
        "grade_from": skill.grade_from,
        "grade_to": skill.grade_to,
    }


def _ideas(wanted: set[str]) -> list[dict[str, Any]]:
    language = config.current().language
    found = []
    own = {idea.idea: idea for idea in tables.ideas()}
    for name in sorted(wanted):
        if name in own:
            found.append({"id": name, "skill": own[name].skill, "title": {language: own[name].title}})
            found[-1]["description"] = {language: own[name].title}
            continue
        try:
            idea = installed.misconception(name)
        except NotFound:
            continue  # the check of the pack says that it is missing
        words = {"title": idea.title, "description": idea.description}
        told = {key: {**text, language: text.get(language) or next(iter(text.values()))} for key, text in words.items()}
        found.append({"id": name, "skill": idea.skill, **told})
    return found


def _table(name: str, row: dict[str, Any]) -> str:
    texts = "".join(_by_language(key, value) for key, value in row.items() if isinstance(value, dict))
    return f"[[{name}]]\n{_rows({key: value for key, value in row.items() if not isinstance(value, dict)})}{texts}"


def _rows(values: dict[str, Any]) -> str:
    return "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())


def _by_language(key: str, texts: Mapping[str, str]) -> str:
    return "".join(f"{key}.{lang} = {json.dumps(text, ensure_ascii=False)}\n" for lang, text in texts.items())
