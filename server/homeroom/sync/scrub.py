"""Once a night every stored segment is read again and held against the journal. Damage is loud, and mended."""

from collections.abc import Iterator
from dataclasses import dataclass

import peewee

from homeroom import clock, db, journal, store
from homeroom.db import Local
from homeroom.errors import HomeroomError
from homeroom.sync import quarantine, rules, segment, tables
from homeroom.sync.quarantine import About
from homeroom.sync.segment import Segment, Unreadable
from homeroom.sync.tables import Sealed

EVERY = 20 * 3600 * 1000  # ms between two scrubs at night
LATEST = 30 * 3600 * 1000  # ms: a machine that is off at night does it by day
HERE = "here"


class LastScrub(Local):
    """How the newest scrub went."""

    id = peewee.IntegerField(primary_key=True, default=1)
    at = peewee.IntegerField()
    segments = peewee.IntegerField()
    damaged = peewee.IntegerField()
    repaired = peewee.IntegerField()

    class Meta:
        table_name = "sync_scrub"


@dataclass
class Result:
    """What a scrub found: segments read, those damaged, and entries that were put back into the journal."""

    segments: int = 0
    damaged: int = 0
    repaired: int = 0


def last() -> LastScrub | None:
    """The newest scrub, if there was one."""
    found: LastScrub | None = LastScrub.get_or_none(LastScrub.id == 1)
    return found


def run_if_due() -> None:
    """The timetable's call."""
    before = last()
    passed = clock.now_ms() - before.at if before else LATEST
    at_night = not 5 <= clock.local(clock.now_ms()).hour < 20
    if not 0 <= passed < LATEST or (at_night and passed >= EVERY):
        run()


def run() -> Result:
    """Read everything again. What is damaged is kept aside and counts as not here, so that it is sent again.

    Entries that the journal lost are put back from their segment. Nothing that is whole is touched.
    """
    result = Result()
    for lane, first in list(_names()):
        result.segments += 1
        row = tables.segment_at(lane, first)
        trouble = _trouble(row) if row else ""
        if row and trouble:
            result.damaged += 1
            _put_aside(row)
        elif row:
            result.repaired += _mend_journal(segment.parse(bytes(row.content)))
    _note(result)
    return result


def _names() -> Iterator[tuple[str, int]]:
    rows = db.database.execute_sql("SELECT lane, first FROM sync_segment ORDER BY lane, first").fetchall()
    return ((str(lane), int(first)) for lane, first in rows)


def _trouble(row: Sealed) -> str:
    try:
        part = segment.parse(bytes(row.content))
        if (part.lane, part.first, part.last, part.hash) != (row.lane, row.first, row.last, row.hash):
            return "another segment"
        keys = tables.keys_of(part.header["box"])
        if keys and not any(segment.is_signed(part, key, tables.erasers(part.header["school"])) for key in keys):
            return "signature"
        before = tables.ends_at(row.lane, row.first - 1)
        if not row.received and before and part.header["prev"] not in before:  # others' may be cut in several ways
            return "chain"
        segment.content_of(part)
    except Unreadable:
        return ""  # whole, but of a newer program: `_mend_journal` tries it again each night
    except HomeroomError as error:
        return error.message
    return ""


@db.writes
def _put_aside(row: Sealed) -> None:
    box = store.box_of(row.lane)
    what = About(tables.school_of(row.lane), box, row.lane, row.first, row.last)
    quarantine.put("rotten", HERE, what, bytes(row.content))
    which = Sealed.first == row.first
    if box == store.box_id():
        which |= (Sealed.first > row.first) & (Sealed.received == 0)  # sealed anew from the journal
    Sealed.delete().where((Sealed.lane == row.lane) & which).execute()


def _mend_journal(part: Segment) -> int:
    try:
        entries = segment.content_of(part)
    except Unreadable:
        return 0
    known = {one.seq: one for one in journal.of_lane(part.lane, part.first, len(entries))}
    differing = [one for one in entries if one.seq in known and not rules.same_fact(known[one.seq], one)]
    if differing:
        school, box = part.header["school"], part.header["box"]
        quarantine.put("fork", HERE, About(school, box, part.lane, differing[0].seq, differing[-1].seq), part.raw)
    if len(known) == len(entries):
        return 0
    quarantine.settle_all("unreadable", lane=part.lane)
    return journal.receive(entries)


@db.writes
def _note(result: Result) -> None:
    LastScrub.replace(id=1, at=clock.now_ms(), **vars(result)).execute()
