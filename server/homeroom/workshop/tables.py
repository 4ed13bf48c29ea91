"""Drafts and their versions, pictures and wrong ideas of the school's own cards."""

import json
from collections.abc import Sequence

import peewee

from homeroom import clock, journal
from homeroom.db import Projection
from homeroom.errors import NotFound
from homeroom.i18n import _
from homeroom.journal import Entry
from homeroom.workshop import rules
from homeroom.workshop.events import CardPlaced, CardWritten, FileAdded, IdeaNamed, SourceNamed


class Draft(Projection):
    """A card as it was written last; `shelved` is the version that children have."""

    card = peewee.TextField(primary_key=True)
    title = peewee.TextField()
    text = peewee.TextField()
    ref = peewee.TextField()
    place = peewee.TextField()
    shelved = peewee.TextField()
    moves = peewee.IntegerField()
    actor = peewee.TextField()
    changed = peewee.IntegerField()

    class Meta:
        table_name = "workshop_draft"

    @property
    def fresh(self) -> bool:
        """Whether it was changed since it was put on the shelf."""
        return self.place == rules.SHELF and self.shelved != self.ref


class Version(Projection):
    """One saved text of a card."""

    card = peewee.TextField()
    ref = peewee.TextField()
    at = peewee.IntegerField()
    actor = peewee.TextField()
    text = peewee.TextField()

    class Meta:
        table_name = "workshop_version"
        primary_key = peewee.CompositeKey("card", "ref")


class File(Projection):
    """A picture or recording for the school's own cards."""

    path = peewee.TextField(primary_key=True)
    sha256 = peewee.TextField()
    media = peewee.TextField()

    class Meta:
        table_name = "workshop_file"


class Idea(Projection):
    """A wrong idea that a teacher gave a name."""

    idea = peewee.TextField(primary_key=True)
    skill = peewee.TextField()
    title = peewee.TextField()

    class Meta:
        table_name = "workshop_idea"


class Source(Projection):
    """A work of others that cards here are made from; `authors` is JSON."""

    source = peewee.TextField(primary_key=True)
    title = peewee.TextField()
    authors = peewee.TextField()
    licence = peewee.TextField()
    url = peewee.TextField()

    class Meta:
        table_name = "workshop_source"


@journal.fold(CardWritten, CardPlaced)
def fold_card(register: str, entries: Sequence[Entry]) -> None:
    """The latest text and the latest place; every text stays as a version."""
    card = register.removeprefix("workshop/card/")
    texts = [entry for entry in entries if entry.kind == CardWritten.kind]
    Draft.drop(card=card)
    Version.drop(card=card)
    if not texts:
        return  # its place came before its text: it will be folded again
    for entry in texts:
        at = clock.ms_of(entry.at)
        Version.put(card=card, ref=entry.ref, at=at, actor=entry.actor, text=entry.event.text)
    moves = [entry for entry in entries if entry.kind == CardPlaced.kind]
    last, move = texts[-1], moves[-1].event if moves else None
    Draft.put(
        card=card,
        title=rules.title_of(last.event.text),
        text=last.event.text,
        ref=last.ref,
        place=move.place if move else rules.DESK,
        shelved=move.text_ref if move and move.place == rules.SHELF else "",
        moves=len(moves),
        actor=last.actor,
        changed=clock.ms_of(last.at),
    )


@journal.fold(FileAdded)
def fold_file(register: str, entries: Sequence[Entry]) -> None:
    """The first file of a name counts: names are never used twice."""
    File.put(**{name: getattr(entries[0].event, name) for name in ("path", "sha256", "media")})


@journal.fold(IdeaNamed)
def fold_idea(register: str, entries: Sequence[Entry]) -> None:
    """The latest name counts."""
    Idea.put(**{name: getattr(entries[-1].event, name) for name in ("idea", "skill", "title")})


@journal.fold(SourceNamed)
def fold_source(register: str, entries: Sequence[Entry]) -> None:
    """The latest telling counts."""
    event = entries[-1].event
    told = {name: getattr(event, name) for name in ("source", "title", "licence", "url")}
    Source.put(**told, authors=json.dumps(event.authors, ensure_ascii=False))


# --- queries -----------------------------------------------------------------------------------------


def drafts(*places: str) -> list[Draft]:
    """The cards at these places, the last changed first."""
    return list(Draft.select().where(Draft.place.in_(places)).order_by(Draft.changed.desc(), Draft.card))


def draft(card: str) -> Draft:
    """One card. Raises NotFound."""
    found = Draft.one(card=card)
    if found is None:
        raise NotFound(_("There is no such card in the workshop."))
    return found


def versions(card: str) -> list[Version]:
    """Every text of a card, the newest first."""
    return list(Version.select().where(Version.card == card).order_by(Version.at.desc(), Version.ref.desc()))


def version(card: str, ref: str) -> Version:
    """One text of a card. Raises NotFound."""
    found = Version.one(card=card, ref=ref)
    if found is None:
        raise NotFound(_("There is no such version of this card."))
    return found


def files() -> dict[str, File]:
    """All pictures and recordings, by the name cards use."""
    return {row.path: row for row in File.select()}


def ideas() -> list[Idea]:
    """The wrong ideas that teachers have named."""
    return list(Idea.select().order_by(Idea.title))


def moves() -> int:
    """How often cards were put anywhere: grows with every change of the shelf."""
    return int(Draft.select(peewee.fn.SUM(Draft.moves)).scalar() or 0)


def sources() -> dict[str, Source]:
    """The works of others, by id."""
    return {row.source: row for row in Source.select()}


def holds(sha: str) -> bool:
    """Whether a card here needs a file of the blob store."""
    return File.get_or_none(File.sha256 == sha) is not None
