"""One connection to a hub: signed requests, answers that only the enrolled hub can have written."""

import http.client
import json
import ssl
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from homeroom.errors import HomeroomError, Refused, Unavailable
from homeroom.i18n import _
from homeroom.sync import signing
from homeroom.sync.wire import Answer, Wire

TIMEOUT = 60  # seconds: a bad link is slow long before it is dead
SLOWEST = 2000  # bytes a second: below that a link is given up
LARGEST = 9 << 20
OVERHEAD = 500  # bytes of headers of a request or an answer, about


class Rejected(HomeroomError):
    """The hub itself (proven by its signature) said no; `status` and `answer` say why."""

    def __init__(self, message: str, status: int, answer: dict[str, Any]) -> None:
        super().__init__(message)
        self.status = status
        self.answer = answer


@dataclass
class Traffic:
    """What went over a link so far."""

    sent: int = 0
    received: int = 0
    seconds: float = 0.0


class Link:
    """A kept connection to the hub at `url`. `hub_key` is None only while enrolling."""

    def __init__(self, url: str, *, box: str, key: signing.PrivateKey, hub_key: bytes | None, nonce: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refused(_("The address of the hub must start with http:// or https://."))
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        options: dict[str, Any] = {"context": _lenient_about_dates()} if parts.scheme == "https" else {}
        self._wire = Wire(kind(parts.hostname, parts.port, timeout=TIMEOUT, **options))
        self._prefix = parts.path.rstrip("/")
        self._box, self._key, self._hub_key = box, key, hub_key
        self._asked: deque[tuple[str, int]] = deque()  # signature and size of each request on its way
        self.nonce = nonce
        self.traffic = Traffic()

    def __enter__(self) -> "Link":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()

    def send(self, method: str, path: str, body: bytes, *, fresh: bool = True) -> dict[str, Any]:
        """Send one signed request and return the hub's answer, a JSON object: see `fetch`."""
        return _as_object(self.fetch(method, path, body, fresh=fresh))

    def fetch(self, method: str, path: str, body: bytes, *, fresh: bool = True) -> bytes:
        """Send one signed request and return the bytes of the hub's answer.

        A stale nonce is renewed once (`fresh`). Raises Unavailable when no hub answered, or somebody
        else did (a captive portal, a stranger); Rejected when our hub said no.
        """
        try:
            self.ask(method, path, body)
            return self.answer()
        except Rejected as error:
            if fresh and error.status == 401 and "nonce" in error.answer:
                return self.fetch(method, path, body, fresh=False)
            raise

    @property
    def waiting(self) -> int:
        """How many requests are on their way."""
        return len(self._asked)

    def pace(self, rate: int) -> None:
        """Put no more than `rate` bytes a second onto the link from now on; 0 = as many as it takes."""
        self._wire.pace(rate)

    def ask(self, method: str, path: str, body: bytes) -> None:
        """Send one signed request on its way. `answer` gives the answers in the order of the requests."""
        signature = signing.to_text(signing.sign(self._key, signing.request_message(method, path, self.nonce, body)))
        headers = {
            "Content-Type": "application/octet-stream",
            "X-Homeroom-Box": self._box,
            "X-Homeroom-Nonce": self.nonce,
            "X-Homeroom-Signature": signature,
        }
        self.traffic.sent += len(body) + OVERHEAD  # counted also when the link is cut: it was paid for
        self._asked.append((signature, len(body)))
        self._wire.patience(self._patience())
        with self._timed():
            self._write(method, path, body, headers)

    def answer(self) -> bytes:
        """The hub's answer to the oldest request on its way. Raises like `fetch`; then all others are lost."""
        self._wire.patience(self._patience())
        with self._timed():
            status, proof, content = self._read()
        self.traffic.received += len(content) + OVERHEAD
        signature, _size = self._asked.popleft()
        self._check(proof, signature, content)
        if status < 400:
            return content
        self._drop()
        answer = _as_object(content)
        if isinstance(answer.get("nonce"), str):
            self.nonce = answer["nonce"]
        raise Rejected(str(answer.get("detail", "The hub refused.")), status, answer)

    def _write(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> None:
        self._wire.write(method, self._prefix + path, body, headers)

    def _read(self) -> Answer:
        return self._wire.read(LARGEST)

    def _patience(self) -> float:
        return TIMEOUT + sum(size for _signature, size in self._asked) / SLOWEST

    @contextmanager
    def _timed(self) -> Iterator[None]:
        started = time.monotonic()
        try:
            yield
        except (OSError, http.client.HTTPException) as error:
            self._drop()
            raise Unavailable(_("The hub can't be reached now.")) from error
        finally:
            self.traffic.seconds += time.monotonic() - started

    def _drop(self) -> None:
        if self._asked:
            self._asked.clear()
            self._wire.close()

    def _check(self, proof: str, signature: str, content: bytes) -> None:
        if self._hub_key is None:
            return
        if not signing.verify(self._hub_key, signing.from_text(proof), signing.answer_message(signature, content)):
            self._asked.clear()
            self._wire.close()
            raise Unavailable(_("Something answered in place of the hub. Nothing was counted as sent."))


def _as_object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unavailable(_("Something answered in place of the hub.")) from error
    if not isinstance(found, dict):
        raise Unavailable(_("Something answered in place of the hub."))
    return found


def _lenient_about_dates() -> ssl.SSLContext:
    # A box without a clock would call every certificate expired. The chain and the name are checked,
    # and the hub proves itself by its own key in every answer.
    context = ssl.create_default_context()
    context.verify_flags |= ssl.VerifyFlags(0x200000)  # X509_V_FLAG_NO_CHECK_TIME
    return context
