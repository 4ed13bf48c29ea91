"""What a hub does for a box that proved who it is: greets, takes segments, gives back what the school has here."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import peewee

from homeroom import acts, aliases, clock, config, db, store
from homeroom.entries import Entry
from homeroom.errors import Forbidden, HomeroomError, NotFound, Refused, Unavailable
from homeroom.hub import actions, health, stores
from homeroom.hub.tables import Box, School
from homeroom.i18n import _
from homeroom.packs import piecewise
from homeroom.people.tables import Student
from homeroom.people.transfers import transfer_of
from homeroom.pins import tables as pins
from homeroom.releases import shelf
from homeroom.sync import (
    age,
    carried,
    files,
    frames,
    intake,
    keys,
    locked,
    quarantine,
    rules,
    sealing,
    segment,
    signing,
    tables,
)
from homeroom.sync.tables import KnownBox, Sealed

MOST_LANES = 20_000
MOST_BYTES = 4 << 20  # of one answer
MOST_PIECE = 1 << 20  # of a file


def hello(box: Box, message: dict[str, Any]) -> dict[str, Any]:
    """Note what the box says of itself; say what is here of its school, where that is not what the box believes."""
    sealing.seal_for(box.school)
    return _hello(box, message)


@db.writes
def _hello(box: Box, message: dict[str, Any]) -> dict[str, Any]:
    known = message.get("known")
    if not isinstance(known, list) or len(known) != rules.BUCKETS or not all(isinstance(one, str) for one in known):
        raise Refused(_("This is not a greeting of a box."))
    now = clock.now_ms()
    Box.update(
        version=acts.text(message, "version", most=40),
        waiting=acts.number(message, "waiting"),
        clock_offset=acts.number(message, "wall") - now,
        age=_age(message) or box.age,
        carry=acts.text(message, "carry", most=200) if "carry" in message else box.carry,
        down=acts.number(message, "down") if "down" in message else box.down,
        last_contact=now,
    ).where(Box.id == box.id).execute()
    health.note(box, message.get("health"))
    School.update(
        name=acts.text(message, "name", most=120),
        timezone=acts.text(message, "timezone", most=60),
        policy=acts.text(message, "policy", most=80),
    ).where(School.id == box.school).execute()
    heads = locked.heads(box.school)
    own = rules.digests(heads)
    buckets = [number for number in range(rules.BUCKETS) if own[number] != known[number]]
    return {
        "time": now,
        "clock": int(clock.clock.trust),
        "store": store.get("store"),
        "buckets": buckets,
        "have": {lane: head for lane, head in heads.items() if rules.bucket(lane) in buckets},
        "boxes": _boxes(box.school),
        "copied": stores.heard(box, _voice(message)),
        "wanted": len(files.wanted(box.school)),
        "age": age.recipient_of(age.own()),
        "carry": carried.recipient(),
        "keys": keys.state(box.school),
        "release": _release(),
    }


def _release() -> dict[str, Any]:
    offer = shelf.best()
    return offer.as_dict() if offer else {}


def _age(message: dict[str, Any]) -> str:
    told = acts.text(message, "age", most=200) if message.get("age") else ""
    if told:
        age.recipient(told)  # what is carried to the box by stick is sealed to it
    return told


def _voice(message: dict[str, Any]) -> str:
    # Copies in machines that look the same have one store id, but each machine was started at its own time.
    boot = acts.text(message, "boot", most=40) if message.get("boot") else ""
    return f"{acts.text(message, 'store', most=60)} {boot}".strip()


def _boxes(school: str) -> list[dict[str, Any]]:
    own = signing.to_text(signing.public_bytes(signing.own_key(config.current().data)))
    hub = KnownBox(id=store.box_id(), school=school, public_key=own, revoked=0)  # what it writes for this school
    known = [*KnownBox.select().where(KnownBox.school == school).order_by(KnownBox.id), hub]
    return [
        {"box": one.id, "key": one.public_key, "revoked": one.revoked, "certificate": actions.certificate(one)}
        for one in known
    ]


def take_in(box: Box, raw: bytes) -> intake.Taken:
    """Take in a segment that this box hands over: its own, or of another box of its school.

    Raises Refused, Forbidden or Conflict, each with a `reason`; what is suspicious is kept aside.
    """
    road = f"box {box.id}"
    _same_school(box, raw, road)
    taken = intake.take_in(raw, road=road, check=only_own_children)
    _count(box, taken.new)
    have, name = locked.head(taken.lane)
    return replace(taken, have=have, hash=name)  # acknowledged is what this hub can read


def _same_school(box: Box, raw: bytes, road: str) -> None:
    try:
        part = segment.parse(raw)
    except HomeroomError:
        return  # the intake says what is wrong with it, and keeps it aside
    if part.header["school"] != box.school:
        quarantine.put("stranger", road, quarantine.About(box.school, box.id, part.lane, part.first, part.last), raw)
        raise Forbidden(_("This segment is of another school."), reason="stranger", lane=part.lane)


def only_own_children(entries: Sequence[Entry]) -> None:
    """Raise Forbidden where entries of a school, by whatever road, speak of a child of another one."""
    # A school may speak of a child that is or was its own, or that nobody has; never of another school's.
    joined = {entry.event.other for entry in entries if entry.kind in aliases.KINDS and entry.event}
    for student in {entry.subject for entry in entries} - {""} | joined:
        known, move = Student.one(id=aliases.root_of(student)), transfer_of(student)
        school, lane = entries[0].school, entries[0].lane
        schools = {known.school if known else school, *((move.source, move.target) if move else ())}
        if school not in schools and not _registered_at(student, school) and not entries[0].by_hub:
            words = _("This segment speaks of a child of another school.")
            raise Forbidden(words, reason="stranger", lane=lane)


def _registered_at(student: str, school: str) -> bool:
    sql = "SELECT 1 FROM entry e JOIN lane l USING (lane_no) WHERE e.subject = ? AND l.school = ? LIMIT 1"
    return db.database.run(sql, (student, school)).fetchone() is not None


@db.writes
def _count(box: Box, new: int) -> None:
    left = peewee.fn.max(0, Box.waiting - new)
    Box.update(last_contact=clock.now_ms(), waiting=left).where(Box.id == box.id).execute()


def take_in_all(box: Box, message: bytes) -> list[dict[str, Any]]:
    """Take in several segments; each gets its own answer, and none stops the others."""
    return [_answer(box, raw) for raw in frames.unpack(message)]


def _answer(box: Box, raw: bytes) -> dict[str, Any]:
    try:
        taken = take_in(box, raw)
    except Unavailable:
        raise  # the disk: nothing behind it would fare better
    except HomeroomError as error:
        return {"reason": "refused", "detail": error.message, **error.extra}
    return {"lane": taken.lane, "have": taken.have, "hash": taken.hash}


def feed(box: Box, message: dict[str, Any]) -> bytes:
    """Segments of the school's lanes behind the numbers the box names, in the order it names them."""
    lanes, most = message.get("lanes"), message.get("max")
    if not isinstance(lanes, dict) or len(lanes) > MOST_LANES or type(most) is not int:
        raise Refused(_("This is not a question for segments."))
    if not all(type(after) is int and after >= 0 for after in lanes.values()):
        raise Refused(_("This is not a question for segments."))
    found: list[bytes] = []
    size = 0
    for lane, after in lanes.items():
        for first, _last, length in _of_school(lane, after, box.school):
            size += length
            if found and size > min(most, MOST_BYTES):
                return frames.pack(found)
            found.append(_content(lane, first))
    return frames.pack(found)


def _of_school(lane: str, after: int, school: str) -> list[tuple[int, int, int]]:
    row = db.database.execute_sql("SELECT school FROM lane WHERE lane = ?", (lane,)).fetchone()
    return tables.segment_names(lane, after) if row and row[0] == school else []


def _content(lane: str, first: int) -> bytes:
    row = Sealed.get((Sealed.lane == lane) & (Sealed.first == first))
    return bytes(row.content)


def wanted(box: Box) -> list[dict[str, Any]]:
    """The files that entries of this school name and that are not here yet."""
    return [
        {"sha256": one.sha256, "size": one.size, "offset": files.offset(one.sha256)} for one in files.wanted(box.school)
    ]


def pinned(box: Box, message: dict[str, Any]) -> dict[str, list[Any]]:
    """The manifest and signatures of a version that is pinned for the school. Raises Forbidden."""
    return piecewise.leaves(_pinned_manifest(box, message))


def piece(box: Box, message: dict[str, Any]) -> bytes:
    """Some bytes of a file of a version that is pinned for the school. Raises Forbidden, NotFound."""
    manifest, sha = _pinned_manifest(box, message), acts.text(message, "sha256", most=64)
    offset, most = acts.number(message, "offset"), acts.number(message, "max")
    return piecewise.cut(manifest, sha, max(0, offset), min(max(1, most), MOST_PIECE))


def _pinned_manifest(box: Box, message: dict[str, Any]) -> str:
    manifest = acts.text(message, "manifest", most=64)
    if not pins.is_pinned(box.school, manifest):
        raise Forbidden(_("This pack is not pinned for this school (any more)."))
    return manifest


def files_here(box: Box, message: dict[str, Any]) -> list[str]:
    """Those of the files the box names that are here and belong to its school."""
    names = message.get("missing")
    if not isinstance(names, list) or len(names) > MOST_LANES or not all(isinstance(one, str) for one in names):
        raise Refused(_("This is not a question for files."))
    return files.of_school(names, box.school)


def file_piece(box: Box, message: dict[str, Any]) -> bytes:
    """Some bytes of a file of the box's school. Raises NotFound, also for other schools' files."""
    sha, offset, most = (
        acts.text(message, "sha256", most=64),
        acts.number(message, "offset"),
        acts.number(message, "max"),
    )
    if not files.of_school([sha], box.school):
        raise NotFound(_("This file is not here."))
    return files.piece(sha, max(0, offset), min(max(1, most), MOST_PIECE))
