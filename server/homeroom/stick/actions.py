"""What is written down of a trip: acknowledgements, boxes let in, this box let in elsewhere, how far a trip is."""

import json
import secrets
from collections.abc import Sequence
from typing import Any

from homeroom import clock, config, db, journal, store
from homeroom.entries import Entry
from homeroom.errors import Conflict, Refused
from homeroom.hub.tables import Box, School
from homeroom.i18n import _
from homeroom.people.tables import Student
from homeroom.stick import tables
from homeroom.stick.events import BoxAdmitted
from homeroom.sync import age, carried, signing
from homeroom.sync.tables import HubHas, KnownBox, Sealed, Upstream


@db.writes
def note_hub() -> None:
    """Note that this store is a hub, so that commands know it, too."""
    store.put("kind", "hub")


def is_hub() -> bool:
    """Whether this store is a hub."""
    return store.get("kind") == "hub"


@db.writes
def request_nonce() -> str:
    """The number that an answer to this box's request must repeat."""
    found = store.get("stick_nonce")
    if not found:
        found = secrets.token_hex(16)
        store.put("stick_nonce", found)
    return found


def box_letter() -> dict[str, str]:
    """What this box says of itself to who should let it in."""
    key = signing.public_bytes(signing.own_key(config.current().data))
    own = {"box": store.box_id(), "key": signing.to_text(key), "age": age.recipient_of(age.own())}
    return own | {"carry": carried.recipient()}


@db.writes
def tell_what_keys_are_sealed_to() -> None:
    """Let the school's other boxes know what keys of children that go to this box are to be sealed to now."""
    own = box_letter()
    if tables.siblings() and tables.SchoolBox.one(**own) is None:
        journal.write(BoxAdmitted(**own), replaces=journal.of_register(f"school-box/{own['box']}"))


# --- acknowledgements ---------------------------------------------------------------------------------


@db.writes
def acknowledged_by_hub(n: int, at: int, have: dict[str, tuple[int, str]], files: list[str], carry: str = "") -> bool:
    """Believe the hub's receipt, unless a newer one was read before; what it lacks is carried again."""
    if not _newer("hub", n, at):
        return False
    HubHas.delete().execute()  # a restored hub may have less than it once said
    for lane, (last, name) in have.items():
        HubHas.replace(lane=lane, last=last, hash=name).execute()
    for sha in files:
        tables.HasFile.put(peer="hub", sha256=sha)
    Upstream.update(last_success=clock.now_ms()).execute()
    if carry:
        Upstream.update(carry=carry).execute()
    return True


@db.writes
def acknowledged_by_box(peer: str, n: int, at: int, have: dict[str, int], files: list[str]) -> bool:
    """Believe the receipt of another box of the school, unless a newer one was read before."""
    if not _newer(peer, n, at):
        return False
    tables.Has.delete().where(tables.Has.peer == peer).execute()
    tables.HasFile.delete().where(tables.HasFile.peer == peer).execute()
    for lane, last in have.items():
        tables.Has.put(peer=peer, lane=lane, last=last)
    for sha in files:
        tables.HasFile.put(peer=peer, sha256=sha)
    return True


def _newer(peer: str, n: int, at: int) -> bool:
    before = tables.Receipt.one(peer=peer)
    if before is not None and (n, at) <= (before.n, before.at):
        return False
    tables.Receipt.put(peer=peer, n=n, at=at)
    return True


@db.writes
def read_bundle(contents: dict[str, Any], *, whole: bool) -> None:
    """Remember that a bundle was read here, and whether nothing was missing."""
    known = tables.Bundle.one(bundle=contents["bundle"])
    tables.Bundle.put(
        bundle=contents["bundle"],
        sender=contents["from"],
        n=contents["n"],
        purpose=contents["purpose"],
        entries=contents["entries"],
        at=clock.now_ms(),
        whole=int(whole or bool(known and known.whole)),
    )


@db.writes
def keep_waiting(sender: str, lane: str, first: int, raw: bytes, *, locked: bool = False) -> None:
    """Keep a part that came before the one in front of it, or of which a key has not come."""
    tables.Waiting.put(sender=sender, lane=lane, first=first, content=raw, locked=int(locked))


@db.writes
def stop_waiting(row: tables.Waiting) -> None:
    """This part is taken in, or makes no sense."""
    tables.Waiting.drop(sender=row.sender, lane=row.lane, first=row.first)


@db.writes
def note_box(box: str, age_key: str, carry: object = "") -> None:
    """What is carried to this box is sealed to this key, keys of children to `carry`."""
    age.recipient(age_key)
    Box.update(age=age_key).where(Box.id == box).execute()
    if isinstance(carry, str) and carry:
        Box.update(carry=carry[:200]).where(Box.id == box).execute()


@db.writes
def heard_of(contents: dict[str, Any]) -> None:
    """At a hub: what a box says of itself and its school on a stick. Only the newest bundle counts."""
    newest = max((one.n for one in tables.read_here(contents["from"])), default=0)
    note_box(contents["from"], contents["age"], contents.get("carry"))
    Box.update(last_contact=clock.now_ms()).where(Box.id == contents["from"]).execute()
    if contents["n"] >= newest:
        Box.update(version=contents["version"][:40]).where(Box.id == contents["from"]).execute()
        told = {"name": contents["name"], "timezone": contents["timezone"], "policy": contents["policy"]}
        School.update(told).where(School.id == contents["school"]).execute()


# --- who belongs to the school ------------------------------------------------------------------------


@db.writes
def admit(box: str, key: str, age_key: str, carry: str = "") -> dict[str, Any]:
    """Let another box into the school; returns what it must know. The school's key is made with the second box."""
    known = tables.siblings().get(box)
    if known is not None and known.key != key:
        raise Conflict(_("Another box with the same number but another key is enrolled. Was the card copied?"))
    age.recipient(age_key)
    age.recipient(carry or age_key)
    if len(signing.from_text(key)) != 32:
        raise Refused(_("The key of this box is damaged."))
    own = box_letter()
    for one in (own, {"box": box, "key": key, "age": age_key, "carry": carry}):
        if tables.SchoolBox.one(**one) is None:
            journal.write(BoxAdmitted(**one), replaces=journal.of_register(f"school-box/{one['box']}"))
    believe(box, key)
    others = [vars(one) for one in tables.siblings().values()]
    return {
        "school": store.school_id(),
        "school_name": config.current().school_name,
        "secret": str(age.make_school()),
        "boxes": [own, *others],
    }


def believe(box: str, key: str) -> None:
    """Believe the segments of a box that was let in. Inside a write."""
    KnownBox.insert(id=box, school=store.school_id(), public_key=key).on_conflict_ignore().execute()


@journal.on_arrival(BoxAdmitted)
def believe_whoever_was_let_in(entries: Sequence[Entry]) -> None:
    """Whoever one box of the school let in belongs to all of its boxes: what it writes is believed from now on."""
    if store.is_hub():
        return  # there, only who has a code or a person's yes
    for box in {one.event.box for one in entries if one.event and one.school == store.school_id()}:
        row = tables.SchoolBox.one(box=box)
        if row is not None and box != store.box_id():
            believe(box, row.key)


@db.writes
def join_school(school: str, secret: str, boxes: list[dict[str, str]], name: str) -> None:
    """Become a box of another box's school. Only a box without children of its own can."""
    if school != store.school_id():
        if Student.select().exists() or Upstream.select().exists() or Sealed.select().exists():
            raise Refused(_("This box has a school of its own already. Only a new box can join another one."))
        own = (school, store.box_id())
        db.database.execute_sql("UPDATE lane SET school = ? WHERE box = ?", own)
        store.put("school", school)
    age.adopt_school(secret)
    for one in boxes:
        if one["box"] != store.box_id():
            tables.Sibling.put(box=one["box"], key=one["key"], age=one["age"], name=name, carry=one.get("carry", ""))
            believe(one["box"], one["key"])
    store.put("stick_nonce", "")
    journal.rebuild()


@db.writes
def join_hub(hub_key: str, hub_name: str, age_key: str, nonce: str, carry: str = "") -> None:
    """Be enrolled at a hub that is reached by stick (and by wire, once it has an address)."""
    age.recipient(age_key)
    HubHas.delete().execute()
    Upstream.replace(
        id=1, url="", hub_key=hub_key, hub_name=hub_name, age=age_key, carry=carry, nonce=nonce, enrolled=clock.now_ms()
    ).execute()
    store.put("stick_nonce", "")


# --- the trip under way -------------------------------------------------------------------------------


@db.writes
def begin_trip(process: str, way: str, folder: str, total: int) -> None:
    """A trip begins; the page shows it until the next one."""
    tables.Trip.put(
        id=1, process=process, way=way, folder=folder, state="running", done=0, total=total, began=clock.now_ms()
    )


@db.writes
def note_trip(done: int, total: int, state: str = "running", words: list[dict[str, str]] | None = None) -> None:
    """How far the trip is, and in the end what came of it."""
    told: dict[str, Any] = {"done": done, "total": total, "state": state}
    if words is not None:
        told["words"] = json.dumps(words, ensure_ascii=False)
    tables.Trip.update(**told).where(tables.Trip.id == 1).execute()
