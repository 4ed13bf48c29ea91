"""The manifest of a pack, pack.json: what it says about a pack folder, and what it must say to be believed."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from homeroom.errors import Refused
from homeroom.i18n import _

from . import canonical, cardshape, credits, media, wiring
from .cardmd import Card
from .licences import LICENCES
from .settings import LESSONS, PACK_ID, PACK_KINDS, SKILLS
from .source import Source

FORMAT = "pack/1"
SHA = re.compile(r"[0-9a-f]{64}")
PATH = re.compile(r"[a-z0-9][a-zA-Z0-9._/-]{0,179}")
IS_CARD = re.compile(r"(?:i18n/[^/]+/)?cards/[^/]+\.json")
OF_CARD = (
    "id",
    "kind",
    "subject",
    "level",
    "variant_of",
    "interest",
    "minutes",
    "with",
    "offscreen",
    "skills",
    "licence",
)
NEEDED = {"id": str, "serial": int, "version": str, "title": dict, "languages": list, "default_language": str}
NEEDED |= {"publisher": dict, "licence": str, "sources": list, "cards": list, "files": list}
LISTS = {"languages": [str], "cards": [{"id": str, "path": str, "lang": [str], "stale": [str]}], "sources": [dict]}
ROW = {"path": str, "sha256": str, "size": int, "type": str}
REQUIRED = {"packs": [{"id": str, "serial": int, "version": str}]}
LARGEST = 2 << 30  # bytes of one file


@dataclass(frozen=True)
class File:
    """One file of a pack."""

    path: str
    sha256: str
    size: int
    type: str


@dataclass(frozen=True)
class Built:
    """A pack before it is signed: the manifest and the content of its files by hash."""

    manifest: dict[str, Any]
    blobs: dict[str, bytes]

    @property
    def data(self) -> bytes:
        """pack.json."""
        return canonical.dumps(self.manifest)


def build(source: Source) -> Built:
    """The manifest and files of a checked pack folder."""
    files: dict[str, bytes] = {name: path.read_bytes() for name, path in source.media.items()}
    shas = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    for name, card in source.cards.items():
        files[f"cards/{name}.json"] = _card(card, shas, source)
    for language, cards in source.translations.items():
        for name, card in cards.items():
            files[f"i18n/{language}/cards/{name}.json"] = _card(card, shas, source)
    files |= {f"source/{name}.md": text for name, text in source.texts.items()}
    files["skills.json"] = canonical.dumps(source.skills)
    files["misconceptions.json"] = canonical.dumps(source.misconceptions)
    listed = [{**_file(path, data), **_from(path, source)} for path, data in sorted(files.items())]
    manifest = {
        "format": FORMAT,
        **source.pack,
        "licences": {name: LICENCES[name] for name in sorted({card["licence"] for card in source.cards.values()})},
        "limits": {"bytes": sum(len(data) for data in files.values()), "files": len(files)},
        "cards": [_entry(card, source) for card in source.cards.values()],
        "files": listed,
    }
    return Built(manifest, {one["sha256"]: files[one["path"]] for one in listed})


def _card(card: Card, shas: dict[str, str], source: Source) -> bytes:
    """A card names the hash of all it shows, so that its own hash stands for the whole."""
    shown = wiring.media_of(card) | {one["src"] for block in card["blocks"] for one in block.get("captions", ())}
    works = {one["id"]: {key: told for key, told in one.items() if key != "files"} for one in source.pack["sources"]}
    told: dict[str, Any] = {"source": works.get(card["source"])} if card["source"] else {"source": None}
    if found := credits.of(shown, source):
        told["credits"] = found
    return canonical.dumps({**card, **told, "media": {path: shas[path] for path in sorted(shown)}})


def _from(path: str, source: Source) -> dict[str, str]:
    """The work a file is from, where it is not the pack's own."""
    work = credits.source_of(path, source)
    return {"source": work} if work else {}


def _entry(card: Card, source: Source) -> dict[str, Any]:
    name = card["id"]
    translated = {language: cards[name] for language, cards in source.translations.items() if name in cards}
    return {
        **{key: card[key] for key in OF_CARD},
        "path": f"cards/{name}.json",
        "title": {card["lang"]: card["title"], **{lang: one["title"] for lang, one in sorted(translated.items())}},
        "lang": [card["lang"], *sorted(translated)],
        "stale": sorted(language for one, language in source.stale if one == name),
        "source": card["source"],
    }


def _file(path: str, data: bytes) -> dict[str, Any]:
    kind = media.type_of(path)
    return {"path": path, "sha256": hashlib.sha256(data).hexdigest(), "size": len(data), "type": kind}


def read(data: bytes) -> dict[str, Any]:
    """A manifest from elsewhere; raises Refused unless everything in it has the right shape."""
    try:
        found = canonical.loads(data)
    except canonical.Odd as error:
        raise Refused(_("The pack's manifest %(error)s. Nothing was changed.", error=error)) from error
    if not isinstance(found, dict) or not isinstance(found.get("format"), str):
        raise Refused(_("The pack's manifest is not a list of contents. Nothing was changed."))
    if found["format"] != FORMAT:
        raise Refused(
            _(
                "The pack has the format %(format)s; this box reads %(FORMAT)s. Update the box first.",
                format=found["format"][:20],
                FORMAT=FORMAT,
            )
        )
    for key, kind in NEEDED.items():
        if type(found.get(key)) is not kind:
            raise Refused(_("The pack's manifest lacks “%(key)s”. Nothing was changed.", key=key))
    if not PACK_ID.fullmatch(found["id"]) or len(found["id"]) > 120 or not 0 <= found["serial"] < 1 << 53:
        raise Refused(_("The pack's name or serial number is not valid. Nothing was changed."))
    _check_shapes(found)
    _check_kind(found)
    files(found)
    return found


def _check_kind(found: dict[str, Any]) -> None:
    kind = found.get("kind", LESSONS)
    if kind not in PACK_KINDS:
        raise Refused(_("The pack is of a kind this box does not know. Update the box first."))
    if kind == SKILLS and found["cards"]:
        raise Refused(_("The pack calls itself a pack of skills, but it holds cards. Nothing was changed."))


def _check_shapes(found: dict[str, Any]) -> None:
    try:
        cardshape.fit(found, LISTS, "the manifest")
        for texts in (found["title"], found.get("description", {}), {"": found["publisher"].get("name", "")}):
            cardshape.fit(list(texts.values()), [str], "its title or publisher")
        cardshape.fit(found.get("requires", {"packs": []}), REQUIRED, "what it requires")
        for one in found["cards"]:
            if one["path"] != f"cards/{one['id']}.json":  # what lies elsewhere is not looked at as a card
                raise cardshape.Misshapen(f"its card “{one['id'][:60]}” does not lie among its cards")
    except (cardshape.Misshapen, AttributeError) as error:
        raise Refused(_("The pack cannot be used: %(error)s. Nothing was changed.", error=error)) from error


def files(manifest: dict[str, Any]) -> list[File]:
    """The files a manifest lists; raises Refused when a line of it is wrong."""
    found: dict[str, File] = {}
    for row in manifest["files"]:
        file = _checked(row)
        if file.path.casefold() in found:
            raise Refused(_("The pack lists %(path)s twice. Nothing was changed.", path=file.path))
        found[file.path.casefold()] = file
    return list(found.values())


def _checked(row: Any) -> File:
    if not isinstance(row, dict) or not all(type(row.get(key)) is kind for key, kind in ROW.items()):
        raise Refused(_("The pack's list of files is damaged. Nothing was changed."))
    path, sha, size, kind = row["path"], row["sha256"], row["size"], row["type"]
    if not PATH.fullmatch(path) or any(part in ("", ".", "..") for part in path.split("/")):
        raise Refused(
            _("The pack lists a file with a name that is not allowed: %(path)s. Nothing was changed.", path=path[:80])
        )
    if not SHA.fullmatch(sha) or not 0 <= size <= LARGEST:
        raise Refused(_("The pack's list of files is wrong at %(path)s. Nothing was changed.", path=path))
    if media.type_of(path) != kind:
        raise Refused(
            _(
                "The pack holds %(path)s as “%(kind)s”, which is not allowed. Nothing was changed.",
                path=path,
                kind=kind[:40],
            )
        )
    return File(path, sha, size, kind)
