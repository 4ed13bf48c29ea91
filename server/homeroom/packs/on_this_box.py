"""What is installed on this box: packs, versions, files, cards, skills, wrong ideas.

Installing is an entry in the journal, so that who did what and when is kept (`tables.PackHistory`). These rows come
from the verified pack in the blob store, not from the journal: a pack is a large signed file that travels by its own
road, and another box of the school may have other packs. So they are Local, written in the same transaction as the
entry, and a rebuild of the journal leaves them alone.
"""

import json
from functools import lru_cache
from typing import Any, cast

import peewee

from homeroom import blobs, i18n
from homeroom.db import Json, Local
from homeroom.errors import NotFound
from homeroom.i18n import _


class Pack(Local):
    """A pack in use, in its current version."""

    id = peewee.TextField(primary_key=True)
    manifest = peewee.TextField()
    serial = peewee.IntegerField()
    version = peewee.TextField()
    title = Json()
    description = Json()
    publisher = peewee.TextField()
    licence = peewee.TextField()
    languages = Json()
    default_language = peewee.TextField()
    size = peewee.IntegerField()
    signer = peewee.TextField()
    signer_name = peewee.TextField()

    @property
    def name(self) -> str:
        """The title in the language of the page."""
        return in_language(self.title, self.id)


class PackVersion(Local):
    """A version of a pack whose files are here: the current one and the one before."""

    pack = peewee.TextField()
    manifest = peewee.TextField()
    serial = peewee.IntegerField()
    version = peewee.TextField()
    size = peewee.IntegerField()
    signer = peewee.TextField()
    signer_name = peewee.TextField()
    current = peewee.BooleanField()

    class Meta:
        primary_key = peewee.CompositeKey("pack", "manifest")


class PackFile(Local):
    """A file of a version."""

    manifest = peewee.TextField()
    path = peewee.TextField()
    sha256 = peewee.TextField()
    size = peewee.IntegerField()
    type = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("manifest", "path")


class PackSeen(Local):
    """The highest serial ever seen of a pack from one key: no going back by accident."""

    pack = peewee.TextField()
    signer = peewee.TextField()
    serial = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("pack", "signer")


class PackIncoming(Local):
    """Files that an installation is about to store; whatever is left here was interrupted."""

    sha256 = peewee.TextField(primary_key=True)


class CardVersion(Local):
    """Every card file that was ever in use. It stays when the pack goes: children's answers refer to it."""

    sha256 = peewee.TextField(primary_key=True)
    card = peewee.TextField()
    lang = peewee.TextField()


class Card(Local):
    """A card in one language; `main` marks the language it was written in."""

    id = peewee.TextField()
    lang = peewee.TextField()
    pack = peewee.TextField()
    sha256 = peewee.TextField()
    main = peewee.BooleanField()
    title = peewee.TextField()
    kind = peewee.TextField()
    subject = peewee.TextField()
    level = peewee.TextField()
    variant_of = peewee.TextField()
    interest = Json()
    skills = Json()
    minutes = peewee.IntegerField()
    with_whom = peewee.TextField()
    offscreen = peewee.BooleanField()
    image = peewee.TextField()
    licence = peewee.TextField()
    stale = peewee.BooleanField()

    class Meta:
        primary_key = peewee.CompositeKey("id", "lang")

    @property
    def url(self) -> str:
        """Where a tablet gets the card."""
        return f"/api/cards/{self.sha256}.json"

    @property
    def image_url(self) -> str | None:
        """Its picture on the shelf."""
        return f"/b/{self.image}" if self.image else None

    @property
    def json(self) -> dict[str, Any]:
        """The whole card."""
        return card_json(self.sha256)


class CardSkill(Local):
    """A card is about a skill."""

    skill = peewee.TextField()
    card = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("skill", "card")


class SkillRow(Local):
    """A skill as one pack describes it."""

    id = peewee.TextField()
    pack = peewee.TextField()
    title = Json()
    description = Json()
    subject = peewee.TextField()
    grade_from = peewee.IntegerField()
    grade_to = peewee.IntegerField()

    class Meta:
        table_name = "skill"
        primary_key = peewee.CompositeKey("id", "pack")


class SkillEdge(Local):
    """One skill must be known before another."""

    skill = peewee.TextField()
    requires = peewee.TextField()
    pack = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("skill", "requires", "pack")


class Misconception(Local):
    """A wrong idea, and the card that helps against it ("" if there is none)."""

    id = peewee.TextField()
    pack = peewee.TextField()
    skill = peewee.TextField()
    title = Json()
    description = Json()
    remedy = peewee.TextField()

    class Meta:
        primary_key = peewee.CompositeKey("id", "pack")


def card_json(sha: str) -> dict[str, Any]:
    """A card as its file says; raises NotFound. Do not change it: it is shared."""
    if CardVersion.get_or_none(CardVersion.sha256 == sha) is None:
        raise NotFound(_("This card is not on this box (any more)."))
    return _parsed(sha)


@lru_cache(maxsize=200)
def _parsed(sha: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(blobs.path(sha).read_bytes()))


def in_language(texts: dict[str, str], otherwise: str = "") -> str:
    """One of several translations: in the language of the page, else English, else any."""
    language = i18n.language()
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), otherwise)
