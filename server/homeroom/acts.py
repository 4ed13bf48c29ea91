"""What enrolled devices send: each act exactly once, whatever happens to the answer."""

import json
import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar

import peewee

from homeroom import aliases, clock, db, journal, timekeeping
from homeroom.errors import HomeroomError, Refused, Unavailable, where
from homeroom.i18n import _
from homeroom.writer import SAVEPOINT as JOB
from homeroom.writer import is_disk_trouble

log = logging.getLogger(__name__)
MOST = 50  # acts a request
SKEW = 2_000  # ms that a device's clock may differ before its times are corrected
IDENT = re.compile(r"[A-Za-z0-9._:-]{1,80}")


@dataclass(frozen=True, kw_only=True)
class Act:
    """One act of a child or a grown-up at a device."""

    n: int
    kind: str
    when: int
    body: Mapping[str, Any]
    student: str | None
    session: str | None
    auth: Literal["session", "claimed", "device"]
    device_id: str
    outbox: str


@dataclass(frozen=True, kw_only=True)
class KeptAside:
    """An act that could not be carried out: kept whole, shown to staff, never dropped."""

    kind: ClassVar[str] = "acts.kept_aside"
    version: ClassVar[int] = 1
    personal: ClassVar[tuple[str, ...]] = ("content", "reason")

    device: str
    n: int
    act: str
    reason: str | None
    student: str
    content: dict[str, Any] | None

    @property
    def register(self) -> str:
        """The act itself."""
        return f"kept/{self.device}/{self.n}"

    @property
    def subject(self) -> str:
        """The child it was for, if any."""
        return self.student


class Kept(db.Projection):
    """Acts kept aside, for staff to see."""

    device = peewee.TextField()
    n = peewee.IntegerField()
    kind = peewee.TextField()
    reason = peewee.TextField()
    student = peewee.TextField()
    content = peewee.TextField()
    at = peewee.IntegerField()

    class Meta:
        table_name = "kept_aside"
        primary_key = peewee.CompositeKey("device", "n")


@journal.fold(KeptAside)
def show_kept(register: str, entries: Sequence[journal.Entry]) -> None:
    """One row an act."""
    entry = entries[0]
    event = entry.event
    Kept.replace(
        device=event.device,
        n=event.n,
        kind=event.act,
        reason=event.reason or "",
        student=event.student,
        content=json.dumps(event.content, ensure_ascii=False),
        at=clock.ms_of(entry.at),
    ).execute()


Handler = Callable[[Act], None]
H = TypeVar("H", bound=Handler)
_handlers: dict[str, tuple[Handler, frozenset[str]]] = {}


def act(kind: str, *, by: Collection[str]) -> Callable[[H], H]:
    """Decorator: this function carries out acts of `kind` from devices of the kinds `by`.

    It runs inside the write, with journal.acting set; it raises Refused when the act makes no sense,
    and writes at most one entry of a kind to a register.
    """

    def add(handler: H) -> H:
        _handlers[kind] = (handler, frozenset(by))
        return handler

    return add


def kinds() -> dict[str, frozenset[str]]:
    """All kinds of acts and the device kinds that may send them."""
    return {kind: by for kind, (_handler, by) in _handlers.items()}


@dataclass(frozen=True, kw_only=True)
class Sender:
    """The enrolled device that sends, and how it says who acted."""

    device_id: str
    device_kind: str
    check_session: Callable[[str, str], bool]
    """(session id, student id) → whether that child really signed in on this device."""


def take_in(sender: Sender, message: Mapping[str, Any]) -> db.Job[list[dict[str, Any]]]:
    """Carry out the acts of one request; one answer each: saved, known or refused (and kept aside).

    The answers are promised first, and durable after the commit. Raises Refused when the request itself is not of
    the agreed shape; then nothing of it was done.
    """
    outbox = ident(message, "outbox")
    theirs = number(message, "time", least=0)
    timekeeping.hear(sender.device_id, theirs)
    offset = clock.now_ms() - theirs
    raw = message.get("acts")
    if not isinstance(raw, list) or len(raw) > MOST:
        raise Refused(_("Send a list of at most %(n)s acts.") % {"n": MOST})
    acts = [_read(sender, outbox, offset if abs(offset) > SKEW else 0, one) for one in raw]
    undo = JOB if len(acts) == 1 else "act"  # an act that is alone has the writer's own savepoint for itself
    return db.promise(lambda: [_once(sender, one, undo) for one in acts])


def _read(sender: Sender, outbox: str, offset: int, raw: Any) -> Act:
    if not isinstance(raw, dict) or not isinstance(raw.get("body", {}), dict):
        raise Refused(_("An act must be an object with n, kind, when and body."))
    raw = aliases.known().told(raw)  # a tablet may know a child by an id that stands for another one by now
    student = ident(raw, "student", optional=True)
    session = ident(raw, "session", optional=True)
    auth: Literal["session", "claimed", "device"] = "device"
    if student:
        auth = "session" if session and sender.check_session(session, student) else "claimed"
    return Act(
        n=number(raw, "n", least=1),
        kind=text(raw, "kind", most=60),
        when=number(raw, "when", least=0) + offset,
        body=_well_formed(raw.get("body", {})),
        student=student or None,
        session=session or None,
        auth=auth,
        device_id=sender.device_id,
        outbox=outbox,
    )


def _well_formed(body: dict[str, Any]) -> dict[str, Any]:
    """The body without halves of characters, as a cut-off emoji leaves them: no file can hold those."""
    try:
        json.dumps(body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        whole: dict[str, Any] = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
        return whole
    return body


def _once(sender: Sender, one: Act, undo: str) -> dict[str, Any]:
    device = f"{sender.device_id}/{one.outbox}"
    known = journal.of_act(device, one.n)
    if known:
        return _answer(one, known)
    actor = f"student:{one.student}" if one.student else f"{sender.device_kind}:{sender.device_id}"
    with journal.acting(actor=actor, device=device, n=one.n):
        return _carry_out(sender, one, device, undo)


def _answer(one: Act, known: Sequence[journal.Entry]) -> dict[str, Any]:
    # Another box of the school may have carried out what this one kept aside.
    if all(entry.kind == KeptAside.kind for entry in known):
        return {"n": one.n, "status": "refused", "message": getattr(known[0].event, "reason", None)}
    return {"n": one.n, "status": "known"}


def was_carried_out(device: str, n: int) -> bool:
    """Whether some box of the school carried out this act, whatever another one made of it."""
    return any(entry.kind != KeptAside.kind for entry in journal.of_act(device, n))


def _carry_out(sender: Sender, one: Act, device: str, undo: str) -> dict[str, Any]:
    connection = db.database.connection()
    if undo != JOB:
        connection.execute(f"SAVEPOINT {undo}")
    try:
        handler, by = _handlers.get(one.kind, (None, frozenset[str]()))
        if handler is None or sender.device_kind not in by:
            raise Refused(_("This device can't send “%(kind)s”.") % {"kind": one.kind})
        handler(one)
    except Exception as error:
        if isinstance(error, Unavailable) or is_disk_trouble(error):
            raise  # the whole request is undone and comes again
        # Also an error of ours: kept and shown it can be put right, tried for ever it would block the device.
        connection.execute(f"ROLLBACK TO {undo}")
        return _keep_aside(one, device, error)
    finally:
        if undo != JOB and connection.in_transaction:
            connection.execute(f"RELEASE {undo}")
    return {"n": one.n, "status": "saved"}


def _keep_aside(one: Act, device: str, error: Exception) -> dict[str, Any]:
    if isinstance(error, HomeroomError):
        reason = error.message
    else:
        log.error("the act %s could not be carried out: %s", one.kind, where(error))
        reason = _("The box could not make sense of this. It is kept for the person who looks after the box.")
    content = {"when": one.when, "body": dict(one.body)}
    student = one.student or ""
    journal.write(KeptAside(device=device, n=one.n, act=one.kind, reason=reason, student=student, content=content))
    return {"n": one.n, "status": "refused", "message": reason}


# --- reading a body: each raises Refused with the name of the field ------------------------------------


def text(body: Mapping[str, Any], name: str, *, most: int = 200, optional: bool = False) -> str:
    """A text of at most `most` characters; "" when optional and absent."""
    value = body.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or len(value) > most or (not value and not optional):
        raise Refused(_("“%(name)s” must be a text of at most %(most)s characters.") % {"name": name, "most": most})
    return value


def ident(body: Mapping[str, Any], name: str, *, optional: bool = False) -> str:
    """An id: letters, digits and . _ : - only; "" when optional and absent."""
    value = body.get(name)
    if value is None and optional:
        return ""
    if not isinstance(value, str) or not IDENT.fullmatch(value):
        raise Refused(_("“%(name)s” is not an id.") % {"name": name})
    return value


def number(body: Mapping[str, Any], name: str, *, least: int = 0, most: int = 2**53) -> int:
    """A whole number between `least` and `most`."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Refused(_("“%(name)s” must be a whole number.") % {"name": name})
    return value


def one_of(body: Mapping[str, Any], name: str, choices: Collection[str], *, default: str | None = None) -> str:
    """One of the given words."""
    value = body.get(name, default)
    if value not in choices:
        raise Refused(_("“%(name)s” must be one of: %(choices)s.") % {"name": name, "choices": ", ".join(choices)})
    return str(value)
