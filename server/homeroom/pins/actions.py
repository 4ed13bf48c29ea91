"""Pin a version for schools (at a hub), fetch what is pinned (a box, by itself), keep an own version (its people)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from homeroom import clock, db, journal, store
from homeroom.errors import Conflict, HomeroomError, NotFound, Refused, Unavailable
from homeroom.i18n import _
from homeroom.packs import actions as packs
from homeroom.packs import keynews, piecewise, requirements, trust
from homeroom.packs import tables as packed
from homeroom.packs.on_this_box import Pack, PackVersion
from homeroom.pins import tables
from homeroom.pins.events import Failed, OwnKept, OwnLetGo, Pinned, Unpinned
from homeroom.pins.publishers import actions as publishers
from homeroom.pins.tables import Pin
from homeroom.sync import rounds
from homeroom.sync.talk import Talk

LONGEST = 200  # school days that a school may keep its own version
A_DAY = 24 * 3600 * 1000  # ms after which what failed is tried again
SLICE = 60.0  # seconds of one conversation that packs may take: who is here must not wait behind a film


# --- at the hub ----------------------------------------------------------------------------------------


@db.writes
def pin(pack_id: str, school: str) -> Pin:
    """Want the version of a pack that is in use at this hub at a school. Harmless when it is pinned already.

    With it, the packs that it builds on, unless a version that is new enough is pinned. Raises NotFound, and Conflict
    for an older version than the one that is pinned.
    """
    pack = packed.pack(pack_id)
    for one in requirements.of_version(pack.manifest).get("requires", {}).get("packs", []):
        there = tables.pin(school, one["id"])
        if there is None or there.serial < one["serial"]:
            pin(one["id"], school)
    publishers.tell(school)
    before = tables.pin(school, pack_id)
    if before is not None and (before.manifest, before.signer) == (pack.manifest, pack.signer):
        return before
    if before is not None and before.signer == pack.signer and before.serial > pack.serial:
        raise Conflict(
            _(
                "Version %(new)s is older than version %(old)s, which is pinned. Boxes never go back by themselves.",
                new=pack.version,
                old=before.version,
            )
        )
    told = Pinned(
        school=school,
        pack=pack.id,
        title=pack.name,
        pack_version=pack.version,
        serial=pack.serial,
        manifest=pack.manifest,
        signer=pack.signer,
        key=next((key.text() for key in trust.trusted() if key.id == pack.signer), ""),
    )
    with store.acting_at(school):
        _write(told)
    found = tables.pin(school, pack_id)
    assert found is not None
    return found


@packs.kept_for
def is_promised(manifest: str) -> bool:
    """Whether this is a hub that pins this very version for a school, which may come for it late."""
    return store.is_hub() and Pin.select().where(Pin.manifest == manifest).exists()


@db.writes
def unpin(pack_id: str, school: str) -> None:
    """Leave the choice to the school again; what is installed there stays."""
    if tables.pin(school, pack_id) is not None:
        with store.acting_at(school):
            _write(Unpinned(school=school, pack=pack_id))


def _write(event: journal.Event) -> None:
    journal.write(event, replaces=journal.standing(journal.of_register(event.register)))


# --- at the box, by its people ----------------------------------------------------------------------------


@db.writes
def keep_own(pack_id: str, days: int) -> None:
    """Keep this school's own version of a pinned pack for so many school days. Raises NotFound, Refused."""
    school = store.school_id()
    if tables.pin(school, pack_id) is None:
        raise NotFound(_("The hub pins nothing of this pack here."))
    if not 1 <= days <= LONGEST:
        raise Refused(_("Choose between 1 and %(most)s school days.", most=LONGEST))
    _write(OwnKept(school=school, pack=pack_id, since=clock.today(), days=days))


@db.writes
def let_go(pack_id: str) -> None:
    """Take the hub's version again, at the next contact."""
    school = store.school_id()
    if tables.OwnVersion.one(school=school, pack=pack_id) is not None:
        _write(OwnLetGo(school=school, pack=pack_id))


# --- at the box, by itself ----------------------------------------------------------------------------------


def due() -> list[Pin]:
    """What is pinned here and neither installed nor put off by the school nor failed."""
    school = store.school_id()
    return [one for one in tables.pins(school) if _is_due(one, school)]


def _is_due(one: Pin, school: str) -> bool:
    current = Pack.one(id=one.pack)
    if current is not None and current.manifest == one.manifest:
        return False
    own = tables.own_version(school, one.pack)
    if own is not None and tables.days_left(own, clock.today()):
        return False
    found = tables.Trouble.one(school=school, pack=one.pack, box=store.box_id(), manifest=one.manifest)
    return found is None or clock.now_ms() - clock.ms_of(found.at) > A_DAY


@rounds.afterwards
def carry_out(talk: Talk) -> bool:
    """Fetch and install what is pinned; returns whether some is left for the next conversation.

    Raises Unavailable and budget.UsedUp when the link or the day's share ends; what came is kept.
    """
    giver = _FromHub(talk, time.monotonic())
    try:
        for one, why in each(due(), lambda pin: take(giver, pin)):
            if why is not None and "soon" not in why.extra:  # something else was under way: the next contact does
                _fail(one, why.message)
    except _Enough:
        return True
    except _Cut as error:
        raise Unavailable(error.message) from error  # of the link, not of a pack
    return False


def each(waiting: list[Pin], try_to: Callable[[Pin], None]) -> Iterator[tuple[Pin, HomeroomError | None]]:
    """Try all, those that others build on first; gives each pin with why it failed, or None.

    What a pack builds on is known only when its manifest is here: whatever lacks another one is tried again after it.
    """
    while waiting:
        later: list[tuple[Pin, HomeroomError]] = []
        for one in waiting:
            try:
                try_to(one)
            except _Cut:
                raise
            except HomeroomError as error:
                if "lacks" in error.extra:
                    later.append((one, error))
                else:
                    yield one, error
            else:
                yield one, None
        if len(later) == len(waiting):
            yield from later
            return
        waiting = [one for one, _why in later]


def take(giver: piecewise.Giver, one: Pin) -> None:
    """Install a version that the hub pinned, from whoever has its files. Raises Refused, Conflict, Unavailable."""
    known = PackVersion.one(manifest=one.manifest)
    if known is not None and not known.current:
        packs.roll_back(one.pack)  # it is still here from before
        return
    if one.key:
        publishers.vouch(one.key)
    piecewise.install(giver, one.manifest)
    keynews.settle()  # a change of this key may have come before the key


class _Enough(Exception):
    """This conversation has taken long enough."""


class _Cut(HomeroomError):
    """The link to the hub is cut."""


@contextmanager
def _on_the_link() -> Iterator[None]:
    try:
        yield
    except Unavailable as error:
        raise _Cut(error.message) from error


class _FromHub:
    """The hub as a giver of packs."""

    def __init__(self, talk: Talk, begun: float) -> None:
        self._talk, self._begun = talk, begun

    def head(self, manifest: str) -> piecewise.Head:
        self._talk.spend()
        with _on_the_link():
            answer = self._talk.link.send("POST", "/sync/v1/pack", json.dumps({"manifest": manifest}).encode())
        return {str(path): (str(sha), int(size)) for path, (sha, size) in answer["head"].items()}

    def piece(self, manifest: str, sha: str, offset: int) -> bytes:
        if time.monotonic() - self._begun > SLICE:
            raise _Enough
        self._talk.spend()
        asked = {"manifest": manifest, "sha256": sha, "offset": offset, "max": self._talk.size}
        with _on_the_link():
            data = self._talk.link.fetch("POST", "/sync/v1/piece", json.dumps(asked).encode())
        self._talk.progress += 1
        return data


@db.writes
def _fail(one: Pin, words: str) -> None:
    told = Failed(school=one.school, pack=one.pack, box=store.box_id(), manifest=one.manifest, words=words[:500])
    with journal.acting(actor="system:box"):
        _write(told)


@db.writes
def try_again(pack_ids: Iterable[str]) -> None:
    """Somebody put right what was wrong: what failed is tried again at the next contact."""
    for pack_id in pack_ids:
        for row in tables.Trouble.select().where(tables.Trouble.pack == pack_id, tables.Trouble.box == store.box_id()):
            _write(Failed(school=row.school, pack=row.pack, box=row.box, manifest="", words=""))
