"""What is pinned for a school, what the school keeps instead, what could not be installed; and every question of it."""

from __future__ import annotations

from collections.abc import Sequence

import peewee

from homeroom import journal
from homeroom.db import Projection
from homeroom.journal import Entry
from homeroom.pins.events import Failed, OwnKept, OwnLetGo, Pinned, Unpinned
from homeroom.terms.rules import shifted
from homeroom.terms.tables import calendar


class Pin(Projection):
    """The version of a pack that the hub wants at a school."""

    school = peewee.TextField()
    pack = peewee.TextField()
    title = peewee.TextField()
    version = peewee.TextField()
    serial = peewee.IntegerField()
    manifest = peewee.TextField()
    signer = peewee.TextField()
    key = peewee.TextField()
    at = peewee.BigIntegerField()

    class Meta:
        table_name = "pin"
        primary_key = peewee.CompositeKey("school", "pack")


class OwnVersion(Projection):
    """A school keeps its own version of a pack for some school days after `since`."""

    school = peewee.TextField()
    pack = peewee.TextField()
    since = peewee.TextField()
    days = peewee.IntegerField()
    actor = peewee.TextField()

    class Meta:
        table_name = "pin_own"
        primary_key = peewee.CompositeKey("school", "pack")


class Trouble(Projection):
    """Why a box could not take a version."""

    school = peewee.TextField()
    pack = peewee.TextField()
    box = peewee.TextField()
    manifest = peewee.TextField()
    words = peewee.TextField()
    at = peewee.BigIntegerField()

    class Meta:
        table_name = "pin_trouble"
        primary_key = peewee.CompositeKey("school", "pack", "box")


@journal.fold(Pinned, Unpinned)
def fold_pin(register: str, entries: Sequence[Entry]) -> None:
    """Only a hub pins; of several words the one that counts."""
    _kind, school, pack = register.split("/", 2)
    Pin.drop(school=school, pack=pack)
    best = journal.winner(journal.standing(one for one in entries if one.by_hub and one.school == school))
    if best is None or best.kind != Pinned.kind:
        return
    told = best.event
    Pin.put(
        school=school,
        pack=pack,
        title=told.title,
        version=told.pack_version,
        serial=told.serial,
        manifest=told.manifest,
        signer=told.signer,
        key=told.key,
        at=best.at,
    )


@journal.fold(OwnKept, OwnLetGo)
def fold_own(register: str, entries: Sequence[Entry]) -> None:
    """The school decides; of several words the one that counts."""
    _kind, school, pack = register.split("/", 2)
    OwnVersion.drop(school=school, pack=pack)
    best = journal.winner(journal.standing(entries))
    if best is not None and best.kind == OwnKept.kind:
        told = best.event
        OwnVersion.put(school=school, pack=pack, since=told.since, days=told.days, actor=best.actor)


@journal.fold(Failed)
def fold_trouble(register: str, entries: Sequence[Entry]) -> None:
    """The last trouble of a box with a pack."""
    last = entries[-1]
    told = last.event
    Trouble.put(school=told.school, pack=told.pack, box=told.box, manifest=told.manifest, words=told.words, at=last.at)


def pins(school: str = "") -> list[Pin]:
    """What is pinned (for one school), by pack."""
    query = Pin.select()
    if school:
        query = query.where(Pin.school == school)
    return list(query.order_by(Pin.pack, Pin.school))


def pin(school: str, pack: str) -> Pin | None:
    """What is pinned for a school of a pack."""
    return Pin.one(school=school, pack=pack)


def is_pinned(school: str, manifest: str) -> bool:
    """Whether this very version is pinned for a school."""
    return Pin.one(school=school, manifest=manifest) is not None


def trouble(school: str, pack: str, manifest: str) -> Trouble | None:
    """Why a box of the school could not take this version, if so."""
    return Trouble.one(school=school, pack=pack, manifest=manifest)


def own_version(school: str, pack: str) -> OwnVersion | None:
    """What a school has chosen to keep instead, whether or not its time is over."""
    return OwnVersion.one(school=school, pack=pack)


def days_left(own: OwnVersion, today: str) -> int:
    """For how many school days more this school keeps its own version, by its calendar; today counts."""
    gone = calendar().days(shifted(own.since, 1), shifted(today, -1)) if today > own.since else []
    return max(0, own.days - len(gone))
