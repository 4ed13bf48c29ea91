"""The called side: who has begun a conversation here, and opening and sealing its messages. In memory only."""

import json
import secrets
import threading
import time
from collections import OrderedDict
from typing import Any

from homeroom.errors import NotSignedIn, Refused
from homeroom.i18n import _
from homeroom.neighbors import answering, channel, members
from homeroom.neighbors.channel import Channel

MOST = 64
MOST_UNPROVED = 16  # whoever only begins conversations pushes out others who only began
LASTS = 300.0  # seconds without a message


class Guests:
    """The conversations that are under way here."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[str, tuple[Channel, float]] = OrderedDict()

    def begin(self, asked: bytes) -> dict[str, str]:
        """The answer to a box that begins. Raises Refused, Forbidden or Conflict with a `reason`."""
        told = channel.read_introduction(asked)
        members.check(told)
        secret, share = channel.draw()
        session = secrets.token_hex(16)
        hello = json.dumps(channel.introduction(share) | {"session": session})
        made = channel.agree(secret, told["share"], asked, hello.encode(), session)
        made.more["told"] = told
        self._keep(made)
        return {"hello": hello, "signature": channel.proof(channel.ANSWERS, made.transcript)}

    def _keep(self, made: Channel) -> None:
        now = time.monotonic()
        with self._lock:
            for name in [name for name, (_one, used) in self._open.items() if now - used > LASTS]:
                del self._open[name]
            unproved = [name for name, (one, _used) in self._open.items() if "told" in one.more]
            for name in unproved[: max(0, len(unproved) - MOST_UNPROVED + 1)]:
                del self._open[name]
            while len(self._open) >= MOST:
                self._open.popitem(last=False)
            self._open[made.session] = (made, now)

    def talk(self, envelope: bytes, address: str) -> bytes:
        """Answer one sealed message. Raises NotSignedIn when it is of no conversation that is under way."""
        session, n, sealed = envelope[:16].hex(), int.from_bytes(envelope[16:24], "big"), envelope[24:]
        made = self._take(session, n)
        try:
            head, body = channel.unpack(made.open(sealed, n, to_called=True))
        except Refused as error:
            raise _over() from error
        self._count(made, n)
        self._prove(made, head)
        return made.seal(answering.answer(made.more["peer"], address, head, body), n, to_called=False)

    def _take(self, session: str, n: int) -> Channel:
        with self._lock:
            made, used = self._open.get(session, (None, 0.0))
            if made is None or n <= made.n or time.monotonic() - used > LASTS:
                raise _over()
            return made

    def _count(self, made: Channel, n: int) -> None:
        # Only a message that could be opened counts: garbage with a high number must not end a conversation.
        with self._lock:
            if n <= made.n or made.session not in self._open:
                raise _over()
            made.n = n
            self._open[made.session] = (made, time.monotonic())
            self._open.move_to_end(made.session)

    def _prove(self, made: Channel, head: dict[str, Any]) -> None:
        told = made.more.get("told")
        if told is None:
            return
        if not channel.is_proof(head.get("proof"), told["key"], channel.ASKS, made.transcript):
            self.end(made.session)
            raise _over()
        members.check(told)
        members.proved(told)
        made.more["peer"] = told["box"]
        del made.more["told"]

    def end(self, session: str) -> None:
        """This conversation is over."""
        with self._lock:
            self._open.pop(session, None)


def _over() -> NotSignedIn:
    return NotSignedIn(_("This conversation is over. Please begin a new one."), reason="over")


guests = Guests()
