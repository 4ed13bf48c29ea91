"""Who is signed in: random tokens in cookies, their hashes here, with an end for each."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress

from homeroom import aliases, clock, db, journal, timekeeping
from homeroom.entries import Entry
from homeroom.errors import Unavailable
from homeroom.people import events as ev
from homeroom.people.on_this_box import Session

MINUTE = 60_000
HOUR = 60 * MINUTE
IDLE = {"staff": HOUR, "student": 4 * HOUR}
LONGEST = {"staff": 12 * HOUR, "student": 4 * HOUR}
REMEMBERED = 60 * 24 * HOUR  # a tablet may bring the work of an old session weeks later


def new_token() -> str:
    """128 random bits for a cookie."""
    return secrets.token_urlsafe(16)


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(kind: str, person: str, device: str = "") -> tuple[Session, str]:
    """Sign somebody in (inside a write): the session, and the token for her cookie."""
    now, token = clock.now_ms(), new_token()
    Session.delete().where(Session.begun < now - REMEMBERED).execute()
    if kind == "student":
        end_on(device)
    row = Session.create(
        id=journal.new_id(), token=hash_of(token), kind=kind, person=person, device=device, begun=now, seen=now
    )
    return row, token


def current(kind: str, token: str) -> Session | None:
    """The session a cookie names, while it lasts."""
    row = Session.one(token=hash_of(token)) if token else None
    if row is None or row.kind != kind or row.ended is not None:
        return None
    now = clock.now_ms()
    if now - row.begun > LONGEST[kind] or now - row.seen > IDLE[kind]:
        return None
    if now - row.seen > MINUTE:
        with suppress(Unavailable):
            _touch(row.id)
    row.person = aliases.known().root(row.person)  # joined meanwhile; kept as it was, in case they are taken apart
    return row


@timekeeping.when_moved
def _move(ms: int) -> None:
    """The clock was put right: who was signed in for five minutes still is."""
    Session.update(begun=Session.begun + ms, seen=Session.seen + ms).where(Session.ended.is_null()).execute()


@db.writes
def _touch(session_id: str) -> None:
    Session.update(seen=clock.now_ms()).where(Session.id == session_id).execute()


@db.writes
def end(session_id: str) -> None:
    """Sign out."""
    Session.update(ended=clock.now_ms()).where(Session.id == session_id, Session.ended.is_null()).execute()


@db.writes
def end_all(person: str, *, but: str = "") -> None:
    """End all sessions of somebody, on all devices."""
    mine = Session.person.in_(aliases.ids_of(person)) & Session.ended.is_null() & (Session.id != but)
    Session.update(ended=clock.now_ms()).where(mine).execute()


@db.writes
def end_on(device: str) -> None:
    """End whatever child is signed in on a tablet."""
    there = (Session.device == device) & (Session.kind == "student") & Session.ended.is_null()
    Session.update(ended=clock.now_ms()).where(there).execute()


def was_here(session_id: str, student: str, device: str) -> bool:
    """Whether this child really signed in on this tablet, then or now: work may come late."""
    row = Session.get_or_none(Session.id == session_id)
    if row is None or (row.kind, row.device) != ("student", device):
        return False
    return aliases.root_of(row.person) == aliases.root_of(student)


@journal.on_arrival(ev.StaffArchived, ev.StaffChanged, ev.StudentArchived)
def end_where_rights_ended(entries: Sequence[Entry]) -> None:
    """Whoever left or has other rights since another store said so is signed out here."""
    for one in entries:
        if one.event is not None and (getattr(one.event, "role", None) or not one.kind.endswith("-changed")):
            end_all(one.subject)
