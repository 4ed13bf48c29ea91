"""Cards of others as a beginning: the text, its pictures, and who made it, told as the licence asks."""

import hashlib
import io
import json
from collections.abc import Callable
from dataclasses import dataclass

from homeroom import blobs
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.packs import cardmd, credits, licences, media, wiring
from homeroom.packs import tables as installed
from homeroom.packs.frontmatter import Defaults
from homeroom.packs.importers import drafts
from homeroom.packs.on_this_box import PackFile
from homeroom.packs.serving import card as shown
from homeroom.workshop import actions, rules, tables

LARGEST = 64 << 20  # bytes of a picture, recording or film


@dataclass(frozen=True)
class Work:
    """A card of somebody: its text, and what is to be told of its origin."""

    text: str
    lang: str
    licence: str
    title: str
    authors: list[str]
    url: str
    group: str
    """the variants it belongs to, "" for none"""
    file: Callable[[str], str]
    """path in the card → hash of the file in the blob store"""


def from_pack(card_id: str) -> str:
    """Begin a card of the school's own with one of an installed pack; returns the new card's id."""
    card = installed.card(card_id)
    pack = installed.pack(card.pack)
    files = {row.path: row.sha256 for row in PackFile.select().where(PackFile.manifest == pack.manifest)}
    text = files.get(f"source/{card_id}.md")
    if text is None:
        raise Refused(_("This pack came without the texts of its cards. Ask its publisher for a newer one."))
    whole = shown(card.sha256)
    told = whole.get("source") or {}
    makers = credits.makers(whole.get("credits", []))
    return _begin(
        Work(
            text=blobs.path(text).read_text("utf-8-sig"),
            lang=card.lang,
            licence=card.licence,
            title=told.get("title") or f"{card.title} ({pack.name})",
            authors=list(dict.fromkeys([*(told.get("authors") or [pack.publisher]), *makers])),
            url=str(told.get("url") or ""),
            group=card.variant_of or card.id,
            file=lambda path: files[path],
        )
    )


def from_draft(name: str, card_id: str) -> str:
    """The same with a card of imported lessons that are not installed yet."""
    kept = drafts.get(name)
    found, _problems = drafts.problems(kept)
    if card_id not in found.cards:
        raise NotFound(_("This card is not in the draft."))
    card = found.cards[card_id]
    told: dict[str, object] = next((one for one in found.pack["sources"] if one.get("id") == card["source"]), {})
    authors = told.get("authors")
    publisher = str(found.pack["publisher"].get("name", ""))
    names = [str(one) for one in authors] if isinstance(authors, list) else [publisher]
    makers = credits.makers(credits.of(wiring.media_of(card), found))
    return _begin(
        Work(
            text=found.texts[card_id].decode("utf-8-sig"),
            lang=card["lang"],
            licence=card["licence"],
            title=str(told.get("title") or card["title"]),
            authors=list(dict.fromkeys([*names, *makers])),
            url=str(told.get("url") or ""),
            group="",
            file=lambda path: _stored(found.media[path].read_bytes()),
        )
    )


def _stored(data: bytes) -> str:
    return blobs.put(io.BytesIO(data), most=LARGEST)


def _begin(work: Work) -> str:
    if not work.licence:
        raise Refused(_("It does not say under which licence it may be used. Ask its author. Nothing was changed."))
    if not licences.may_adapt(work.licence):
        raise Refused(_("Its licence (%(licence)s) does not allow changes. Nothing was changed.", licence=work.licence))
    text = work.text.replace("\r\n", "\n")
    for path in sorted(wiring.media_of(cardmd.read(text, "card.md", Defaults(work.lang, work.licence, "world")).card)):
        text = text.replace(path, _kept(path, work.file(path)))
    source = _named(work)
    head = {"source": source, "licence": work.licence, "license": "", "lang": work.lang, "variant_of": work.group}
    return actions.take_over(text, rules.title_of(text), head)


def _kept(path: str, sha: str) -> str:
    """The name under which the workshop has the file; another one when its own is taken by something else."""
    known = tables.files().get(path)
    if known and known.sha256 != sha:
        stem, dot, end = path.rpartition(".")
        path = f"{stem}-{sha[:6]}{dot}{end}"
    actions.keep_file(path, sha, media.type_of(path) or "application/octet-stream")
    return path


def _named(work: Work) -> str:
    mark = hashlib.sha256(json.dumps([work.title, work.authors, work.licence]).encode()).hexdigest()[:6]
    name = f"{rules.slug(work.title)[:30].strip('-')}-{mark}"
    actions.name_source(name, work.title, work.authors, work.licence, work.url)
    return name
