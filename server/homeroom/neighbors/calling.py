"""Calling a neighbor: small sealed requests to one address, with an end to all patience. Nothing is followed."""

import contextlib
import http.client
import json
import socket
import threading
from types import TracebackType
from typing import Any

from homeroom import store
from homeroom.errors import HomeroomError, Unavailable
from homeroom.i18n import _
from homeroom.neighbors import channel, members, rules

PATIENCE = 8  # seconds without a byte
LONGEST = 40  # seconds of one request, however slowly bytes drip
LARGEST = 9 << 20
ASK = "/sync/v1/neighbor/hello"
TALK = "/sync/v1/neighbor/talk"
KINDS = {"Content-Type": "application/octet-stream", "Accept": "application/octet-stream"}


class Answered(HomeroomError):
    """The neighbor itself (proven) said no to one request."""


class Unproven(HomeroomError):
    """Whoever answers there has not proved to be a box of this school; `extra["reason"]` says what is wrong."""


class Wire:
    """Plain HTTP to one address, cut off when it takes too long."""

    def __init__(self, host: str, port: int) -> None:
        self._connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)

    def post(self, path: str, body: bytes) -> tuple[int, bytes]:
        """The status and the bytes of the answer. Raises Unavailable."""
        timer = threading.Timer(LONGEST, self.cut)
        timer.daemon = True
        timer.start()
        try:
            self._connection.request("POST", path, body, KINDS)
            response = self._connection.getresponse()
            content = response.read(LARGEST + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            self._connection.close()
            raise Unavailable(_("Nobody answers at this address now.")) from error
        finally:
            timer.cancel()
        if len(content) > LARGEST:
            self._connection.close()
            raise Unavailable(_("This is not a box that understands this one."))
        return response.status, content

    def cut(self) -> None:
        """End what is under way, from another thread."""
        sock = self._connection.sock
        if sock is not None:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Call:
    """A conversation with the box at an address, once it has proved itself. `with Call(...) as call: call.ask(...)`."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.peer = ""
        self._channel: channel.Channel | None = None

    def __enter__(self) -> "Call":
        _calls.add(self._wire)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _calls.discard(self._wire)
        self._wire.close()

    def begin(self) -> str:
        """Agree on keys and check who answers; returns this box's own proof for the first message.

        Raises Unproven with a reason, Unavailable when nobody answers.
        """
        secret, share = channel.draw()
        asked = json.dumps(channel.introduction(share)).encode()
        status, content = self._wire.post(ASK, asked)
        if status != 200:
            raise _refusal(status, content)
        hello, signature, told = _read(content)
        try:
            members.check(told)
        except HomeroomError as error:
            raise Unproven(error.message, reason=error.extra.get("reason", "stranger"), box=told["box"]) from error
        try:
            made = channel.agree(secret, told["share"], asked, hello, str(told["session"]))
        except HomeroomError as error:
            raise Unproven(error.message, reason="garbage") from error
        if not channel.is_proof(signature, told["key"], channel.ANSWERS, made.transcript):
            raise Unproven(
                _("Something there uses the name of a box of this school and can't prove it."), reason="forged"
            )
        members.proved(told)
        self.peer, self._channel = str(told["box"]), made
        return channel.proof(channel.ASKS, made.transcript)

    def ask(self, what: str, about: dict[str, Any], body: bytes = b"") -> tuple[dict[str, Any], bytes]:
        """Send one sealed request; returns the head and the bytes of the answer. Raises Answered, Unavailable."""
        made = self._channel
        assert made is not None, "begin first"
        made.n += 1
        sealed = made.seal(channel.pack({"do": what, **about}, body), made.n, to_called=True)
        envelope = bytes.fromhex(made.session) + made.n.to_bytes(8, "big") + sealed
        status, content = self._wire.post(TALK, envelope)
        if status != 200:
            raise Unavailable(_("The other box ended the conversation. It goes on at the next one."))
        try:
            head, answer = channel.unpack(made.open(content, made.n, to_called=False))
        except HomeroomError as error:
            raise Unavailable(_("Something answered in place of the other box. Nothing was believed.")) from error
        if "error" in head:
            raise Answered(str(head["error"]), **{name: head[name] for name in head.keys() - {"error", "message"}})
        return head, answer


def _read(content: bytes) -> tuple[bytes, object, dict[str, Any]]:
    try:
        answer = json.loads(content)
        hello = str(answer["hello"]).encode()
        told = channel.read_introduction(hello)
        bytes.fromhex(str(told["session"]))
        return hello, answer.get("signature"), told
    except (HomeroomError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unproven(_("What answers there is not a box."), reason="garbage") from error


def _refusal(status: int, content: bytes) -> HomeroomError:
    # Not signed: it only tells people why nothing goes on, and changes nothing here.
    try:
        said = json.loads(content)
        reason = str(said["reason"])
    except (ValueError, KeyError, TypeError, RecursionError):
        reason = "garbage"
    if status in (429, 503):
        return Unavailable(_("Nobody answers at this address now."))
    known = {
        "stranger": _("There is a box, but it does not let this one in."),
        "revoked": _("There is a box that calls this one revoked."),
        "elsewhere": _("This is a box of another school. It was left alone."),
        "copied": _("A machine on this network uses this box's own name: its card is a copy."),
    }
    if reason not in known:
        return Unproven(_("What answers there is not a box."), reason="garbage")
    return Unproven(known[reason], reason="not let in" if reason == "stranger" else reason)


_calls: set[Wire] = set()


def cut_all() -> None:
    """End every conversation that is under way: the box stops."""
    for wire in list(_calls):
        wire.cut()


def own_school() -> str:
    """What announcements of this school say."""
    return rules.school_hash(store.school_id())
