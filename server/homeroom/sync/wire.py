"""HTTP on one kept connection, where a second request may be on its way before the first is answered."""

import http.client
import io
import socket
import sys
import time
from collections.abc import Mapping
from typing import Any, cast

Answer = tuple[int, str, bytes]  # status, the hub's signature, content
DEAD = 40  # seconds in which nothing of what was sent is confirmed by the other side
DRIPS = 100  # bytes a second: an answer that comes slower for longer than all patience is none
MAX_PACING_RATE, UNPACED = 47, (1 << 32) - 1  # SO_MAX_PACING_RATE of Linux, which Python has no name for
QUIET = 8  # seconds without a byte after which the other side is asked whether it is there; then every half of it


class Wire:
    """A connection to `host`. `write` sends a request; `read` gives the answers in the order of the requests.

    Both raise OSError or HTTPException when the link is cut; then everything that is on its way is lost.
    """

    def __init__(self, connection: http.client.HTTPConnection) -> None:
        self._connection = connection
        self._answers: _Answers | None = None

    def patience(self, seconds: float) -> None:
        """Give up when nothing moves for so long."""
        self._connection.timeout = seconds
        if self._connection.sock:
            self._connection.sock.settimeout(seconds)

    def pace(self, rate: int) -> None:
        """Put no more than `rate` bytes a second onto the wire; 0 = as many as it takes. Only where the system can."""
        if self._answers is not None and sys.platform == "linux":
            most = (rate or UNPACED).to_bytes(4, sys.byteorder)
            self._connection.sock.setsockopt(socket.SOL_SOCKET, MAX_PACING_RATE, most)

    def write(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> None:
        """Send one request; connects when there is no connection."""
        if self._answers is None:
            self._connection.connect()
            _notice_death(self._connection.sock)
            self._answers = _Answers(self._connection.sock)
        port = f":{self._connection.port}" if self._connection.port != self._connection.default_port else ""
        lines = [f"{method} {path} HTTP/1.1", f"Host: {self._connection.host}{port}", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self._connection.sock.sendall("\r\n".join([*lines, "", ""]).encode("ascii") + body)

    def read(self, most: int) -> Answer:
        """The next answer, `most` bytes of it."""
        if self._answers is None:
            raise ConnectionError("the connection was closed")
        self._answers.begin()
        response = http.client.HTTPResponse(cast(socket.socket, self._answers))
        response.begin()
        content = response.read(most)
        if response.length:
            raise http.client.IncompleteRead(content, response.length)
        if response.will_close:
            self.close()
        return response.status, response.headers.get("X-Homeroom-Signature", ""), content

    def close(self) -> None:
        """End the connection; the next request opens another one."""
        if self._answers:
            self._answers.end()
            self._answers = None
        self._connection.close()


class _Answers:
    """What comes in on a socket. It outlives the single answer: http.client closes what it read from."""

    def __init__(self, sock: socket.socket) -> None:
        self._bytes = _Bytes(sock)
        self._file = io.BufferedReader(self._bytes)

    def begin(self) -> None:
        """The time of the next answer runs from now."""
        self._bytes.begin()

    def makefile(self, _mode: str) -> "_Answers":
        return self

    def close(self) -> None:
        pass

    def end(self) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class _Bytes(io.RawIOBase):
    """What comes in on a socket, as long as it does more than drip: each byte alone would renew all patience."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self.begin()

    def begin(self) -> None:
        self._begun, self._count = time.monotonic(), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = self._sock.recv_into(buffer)
        self._count += size
        patience = (self._sock.gettimeout() or 0) + self._count / DRIPS
        if size and time.monotonic() - self._begun > patience:
            raise TimeoutError("the answer only drips")
        return size


def _notice_death(sock: socket.socket) -> None:
    # A carrier forgets a connection without a word. What is slow but alive confirms something now and then.
    options = {"TCP_USER_TIMEOUT": DEAD * 1000, "TCP_KEEPIDLE": QUIET, "TCP_KEEPINTVL": max(1, QUIET // 2)}
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in options.items():
        if hasattr(socket, name):
            sock.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
