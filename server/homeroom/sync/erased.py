"""After an erasure the stored segments lose the same words; their headers, hashes and chains stay as they were."""

from homeroom import config, db, erasing
from homeroom.entries import Entry
from homeroom.errors import HomeroomError
from homeroom.sync import quarantine, segment, signing, tables
from homeroom.sync.files import FileOf, MissingFile, OutgoingFile
from homeroom.sync.quarantine import Quarantine
from homeroom.sync.tables import Sealed


def take_out(subject: str) -> int:
    """Take the words about a person out of every segment kept here; returns how many segments changed.

    One segment a write, so that it can be cut off and begun again at any time.
    """
    return sum(db.write(_take_out_of, lane, first, subject) for lane, first in _holding(subject))


def _holding(subject: str) -> list[tuple[str, int]]:
    rows = db.database.execute_sql(
        "SELECT DISTINCT s.lane, s.first FROM entry e JOIN lane l USING (lane_no)"
        " JOIN sync_segment s ON s.lane = l.lane AND e.seq BETWEEN s.first AND s.last"
        " WHERE e.subject = ? AND e.kind <> ? AND e.body = 'null'",
        (subject, erasing.KIND),
    )
    return [(str(lane), int(first)) for lane, first in rows.fetchall()]


def _take_out_of(lane: str, first: int, subject: str) -> bool:
    row = tables.segment_at(lane, first)
    if row is None:
        return False
    try:
        part = segment.parse(bytes(row.content))
        gone = {entry.seq for entry in segment.content_of(part) if _is_about(entry, subject)}
    except HomeroomError:
        return False  # damaged: the nightly scrub puts it aside, and it comes again without the words
    if not gone:
        return False
    left = segment.without(part, subject, gone, signing.own_key(config.current().data))
    Sealed.update(content=left.raw).where(Sealed.lane == lane, Sealed.first == first).execute()
    return True


def _is_about(entry: Entry, subject: str) -> bool:
    return entry.subject == subject and entry.kind != erasing.KIND and entry.body is not None


def own_proof() -> list[bytes]:
    """The public key with which this store signs what it took words out of."""
    return [signing.public_bytes(signing.own_key(config.current().data))]


def left_of(raw: bytes, subject: str) -> bytes:
    """A segment that lies somewhere else here, without the words about a person."""
    try:
        part = segment.parse(raw)
        gone = {entry.seq for entry in segment.content_of(part) if _is_about(entry, subject)}
    except HomeroomError:
        return raw
    return segment.without(part, subject, gone, signing.own_key(config.current().data)).raw if gone else raw


def forget_aside(subject: str) -> None:
    """Empty what is kept aside and speaks of this person; the note of it stays."""
    for row in list(Quarantine.select().where(Quarantine.content != b"")):
        if speaks_of(bytes(row.content), subject):
            quarantine.settle(row)


def speaks_of(raw: bytes, subject: str) -> bool:
    """Whether a segment has entries about a person."""
    try:
        return any(_is_about(entry, subject) for entry in segment.content_of(segment.parse(raw)))
    except HomeroomError:
        return False


@db.writes
def forget_file(sha: str) -> None:
    """This file is gone: neither wanted nor offered any more."""
    MissingFile.delete().where(MissingFile.sha256 == sha).execute()
    OutgoingFile.delete().where(OutgoingFile.sha256 == sha).execute()
    FileOf.delete().where(FileOf.sha256 == sha).execute()
