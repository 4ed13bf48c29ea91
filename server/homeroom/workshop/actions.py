"""What people do in the workshop: write, go back, make variants, put on the shelf, throw away. The only writers."""

import fcntl
import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO

from homeroom import config, journal
from homeroom.db import writes
from homeroom.errors import Refused
from homeroom.evidence import media_files
from homeroom.i18n import _
from homeroom.packs import actions as packs
from homeroom.packs import tables as installed
from homeroom.packs.frontmatter import ID
from homeroom.workshop import rules, shelf, tables
from homeroom.workshop.events import CardPlaced, CardWritten, FileAdded, IdeaNamed, SourceNamed

LARGEST = 60_000  # characters of a card
packs.needed_by(tables.holds)
ENDINGS = {
    "image/jpeg": "images/{}.jpg",
    "image/png": "images/{}.png",
    "audio/webm": "",
    "audio/ogg": "audio/{}.ogg",
    "audio/mp4": "audio/{}.m4a",
    "audio/wav": "audio/{}.wav",
    "audio/mpeg": "audio/{}.mp3",
}


def new_card(title: str, skill: str) -> str:
    """Begin a card about a skill; returns its id."""
    title = " ".join(title.split())[:120]
    if not title:
        raise Refused(_("Give the card a title first."))
    installed.skill(skill)
    card = _new_id(title)
    _write(card, rules.first_text(card, title, skill))
    return card


def take_over(text: str, title: str, head: Mapping[str, str]) -> str:
    """Begin a card with the text of another one, with these lines in its front matter; returns its id."""
    card = _new_id(title)
    _write(card, rules.with_head(text, id=card, **head))
    return card


@writes
def name_source(source: str, title: str, authors: list[str], licence: str, url: str) -> None:
    """Remember a work of others that cards here are made from."""
    if source not in tables.sources():
        journal.write(SourceNamed(source=source, title=title, authors=authors, licence=licence, url=url))


@writes
def write(card: str, text: str) -> tables.Draft:
    """Save a card. Every version is kept; saving the same text again changes nothing."""
    known = tables.draft(card)
    text = text.replace("\r\n", "\n")
    if len(text) > LARGEST:
        raise Refused(_("This card is too long. Make two of it. Nothing was changed."))
    if rules.head(text).get("id") != card:
        raise Refused(_("The line “id: %(card)s” must stay as it is. Nothing was changed.", card=card))
    if text != known.text:
        _write(card, text)
    return tables.draft(card)


@writes
def go_back(card: str, ref: str) -> None:
    """Take up an earlier version again; the later ones stay."""
    write(card, tables.version(card, ref).text)


def variant(card: str, *, level: str = "", interest: str = "") -> str:
    """A copy of a card for another level or interest, in one group with it; returns the copy's id."""
    first = tables.draft(card)
    about = rules.head(first.text)
    group = about.get("variant_of") or card
    if not about.get("variant_of"):
        write(card, rules.with_head(first.text, variant_of=group))
    name = _new_id(first.title)
    changes = {"id": name, "variant_of": group}
    if level:
        changes["level"] = level
    if interest := " ".join(interest.split())[:40]:
        changes["interest"] = json.dumps(interest, ensure_ascii=False)
    _write(name, rules.with_head(first.text, **changes))
    return name


def put_on_shelf(card: str) -> None:
    """Give the card, as it is now, to the classes. Raises Refused with what is to be mended."""
    draft = tables.draft(card)
    serious = [one for one in shelf.read(draft.text).problems if one.serious]
    if serious:
        why = " ".join(one.message for one in serious[:3])
        raise Refused(_("This can't go on the shelf yet: %(why)s", why=why))
    with _alone():
        shelf.put_out({**_shelved(), card: draft.text})
        _place(card, rules.SHELF, draft.ref)


def put_out(texts: Mapping[str, str]) -> None:
    """Save cards that another part of the house writes, and put all of them on the shelf at once.

    Raises Refused with what is to be mended; then nothing was changed.
    """
    serious = [one for text in texts.values() for one in shelf.read(text).problems if one.serious]
    if serious:
        why = " ".join(one.message for one in serious[:3])
        raise Refused(_("This can't go on the shelf yet: %(why)s", why=why))
    known = {one.card: one for one in tables.drafts(*rules.PLACES)}
    with _alone():
        for card, text in texts.items():
            if card not in known or known[card].text != text:
                _write(card, text)
        shelf.put_out({**_shelved(), **texts})
        for card in texts:
            _place(card, rules.SHELF, tables.draft(card).ref)


def put_away(card: str, place: str) -> None:
    """Take a card off the shelf, back on the desk or into the bin. What children did with it stays."""
    if place not in (rules.DESK, rules.BIN):
        raise Refused(_("A card lies on the desk, on the shelf or in the bin."))
    with _alone():
        rest = _shelved()
        if rest.pop(card, None) is not None:
            shelf.put_out(rest)
        _place(card, place, "")


def add_file(stream: IO[bytes], name: str, sound: bool) -> str:
    """Keep a picture or a recording for cards; returns the name that cards use."""
    sha, media, _size = media_files.keep_sound(stream) if sound else media_files.keep_picture(stream)
    if not ENDINGS[media]:
        raise Refused(_("Recordings must be MP3, M4A, OGG or WAV. Nothing was saved."))
    path = ENDINGS[media].format(f"{rules.slug(name.rpartition('.')[0] or name)}-{sha[:6]}")
    keep_file(path, sha, media)
    return path


@writes
def name_idea(skill: str, title: str) -> str:
    """Give a wrong idea a name, to tag wrong answers with; returns its id."""
    title = " ".join(title.split())[:120]
    if not title:
        raise Refused(_("Say in a few words what the child thinks."))
    installed.skill(skill)
    known = next((one.idea for one in tables.ideas() if (one.skill, one.title) == (skill, title)), "")
    if known:
        return known
    idea = _new_id(title)
    journal.write(IdeaNamed(idea=idea, skill=skill, title=title))
    return idea


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time from reading what is on the shelf to saying what is there now: nobody's card is left out."""
    with (config.current().data / "workshop.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _shelved() -> dict[str, str]:
    """What is on the shelf; without cards whose name no box of this house would give."""
    on_it = [one for one in tables.drafts(rules.SHELF) if ID.fullmatch(one.card)]
    return {one.card: tables.version(one.card, one.shelved).text for one in on_it}


def _new_id(title: str) -> str:
    return f"own-{rules.slug(title)}-{secrets.token_hex(3)}"


@writes
def _write(card: str, text: str) -> None:
    journal.write(CardWritten(card=card, text=text))


@writes
def _place(card: str, place: str, ref: str) -> None:
    tables.draft(card)
    journal.write(CardPlaced(card=card, place=place, text_ref=ref))


@writes
def keep_file(path: str, sha: str, media: str) -> None:
    """Give a file of the blob store a name for cards; a name that is there stays what it is."""
    if path not in tables.files():
        journal.write(FileAdded(path=path, sha256=sha, media=media))
