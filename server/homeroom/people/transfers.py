"""Students who change school: what a box does when its hub says so, and how far it is.

Membership is data. Both schools have the student until both have said that they heard of it; what the old school
still has to say comes later, and stays true.
"""

from __future__ import annotations

from collections.abc import Sequence

import peewee

from homeroom import aliases, journal, store
from homeroom.db import Projection
from homeroom.journal import Entry
from homeroom.people import transfer_events as ev

KINDS = (ev.StudentTransferred.kind, ev.TransferReceived.kind, ev.TransferCompleted.kind)


class Transfer(Projection):
    """The last transfer of a student, and which of the schools has heard of it."""

    student = peewee.TextField(primary_key=True)
    id = peewee.TextField()
    source = peewee.TextField()
    target = peewee.TextField()
    source_name = peewee.TextField()
    target_name = peewee.TextField()
    at = peewee.BigIntegerField()
    full = peewee.BooleanField()
    source_has = peewee.BooleanField()
    target_has = peewee.BooleanField()
    done = peewee.BooleanField()


@journal.fold(
    ev.StudentTransferred,
    ev.TransferReceived,
    ev.TransferCompleted,
    key=lambda entry: [entry.event.student],
    read=lambda student: journal.of_subject(student, *KINDS),
)
def fold_transfer(student: str, entries: Sequence[Entry]) -> None:
    """Only a hub can let a student change school; the last one counts."""
    Transfer.drop(student=student)
    moves = [one for one in entries if one.kind == ev.StudentTransferred.kind and one.by_hub]
    if not moves:
        return
    last = moves[-1].event
    mine = [one for one in entries if one.event.transfer == last.transfer]
    heard = {one.school for one in mine if one.kind == ev.TransferReceived.kind and one.school == one.event.school}
    Transfer.put(
        student=student,
        id=last.transfer,
        source=last.source,
        target=last.target,
        source_name=last.source_name,
        target_name=last.target_name,
        at=last.when,
        full=last.full,
        source_has=last.source in heard,
        target_has=last.target in heard,
        done=any(one.kind == ev.TransferCompleted.kind and one.by_hub for one in mine),
    )


def transfer_of(student: str) -> Transfer | None:
    """The last transfer of a student, if there was one."""
    return Transfer.one(student=aliases.root_of(student))


def all_transfers(school: str = "") -> list[Transfer]:
    """All last transfers (into or out of one school), the newest first."""
    query = Transfer.select()
    if school:
        query = query.where((Transfer.source == school) | (Transfer.target == school))
    return list(query.order_by(Transfer.at.desc(), Transfer.student))


# --- what a box does by itself -------------------------------------------------------------------------


@journal.on_arrival(ev.EntryCarried)
def unpack(carried: Sequence[Entry]) -> None:
    """Put what the old school said into this journal, under its own name. Only a hub hands such things on."""
    entries = [entry for one in carried if one.by_hub and (entry := _inside(one)) is not None]
    boxes = {one.event.lane: one.event.box for one in carried if one.event is not None}
    for entry in entries:
        store.open_lane(entry.lane, boxes[entry.lane], entry.school, hub=entry.by_hub)
    if entries:
        journal.receive(entries)


def _inside(carried: Entry) -> Entry | None:
    told = carried.event
    if told is None or told.school == store.school_id() or told.student != carried.subject:
        return None  # what this school said itself came by another road
    values = {name: getattr(told, name) for name in ("lane", "seq", "at", "clock", "actor", "device", "n", "school")}
    return Entry(
        **values,
        kind=told.entry_kind,
        version=told.entry_version,
        subject=told.student,
        register=told.about,
        replaces=list(told.replaces or []),
        body=told.body,
        by_hub=told.by_hub,
    )
