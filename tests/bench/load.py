"""A class of tablets: each answers one question after the other and waits until each is saved."""

import asyncio
import json
import re
import time
from dataclasses import dataclass, field

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass
class Result:
    """What the tablets saw: seconds until each answer was saved."""

    seconds: list[float] = field(default_factory=list)
    lasted: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def rate(self):
        """Acts a second."""
        return len(self.seconds) / self.lasted if self.lasted else 0.0

    def percentile(self, share):
        """The seconds that this share of the acts did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def request(port, path, cookie, body, method="POST"):
    """The bytes of one request on a kept connection."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


async def exchange(reader, writer, message):
    """Send one request; returns (status, body)."""
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    return int(head[9:12]), await reader.readexactly(_length(head))


def _length(head):
    found = LENGTH.search(head)
    return int(found[1]) if found else 0


class _Tablet(asyncio.Protocol):
    """One tablet on a kept connection. It costs little: what it burns, the box on the same cores can't have."""

    def __init__(self, number, port, cookie, student, card, until, result):
        self.until, self.result, self.over = until, result, asyncio.get_running_loop().create_future()
        self.n, self.came, self.started, self.transport = 0, b"", 0.0, None
        outbox = f"bench-{number}-{time.time_ns()}"
        body = {
            "slot": f"free-{outbox}-@slot",
            "card": card["id"],
            "card_version": card["sha"],
            "question": card["question"],
        }
        body |= {"response": card["response"], "correct": True, "score": 1, "tries": 1, "hints": 0, "ms": 4000}
        act = {"n": "@n", "kind": "work.answer", "when": "@now", "student": student, "body": body}
        told = json.dumps({"outbox": outbox, "time": "@now", "acts": [act]}).replace("%", "%%")
        for name in ("now", "n"):
            told = told.replace(f'"@{name}"', f"%({name})d")
        self.body = told.replace("@slot", "%(slot)d")
        self.head = request(port, "/api/acts", cookie, b"").partition(b"Content-Length:")[0]

    def connection_made(self, transport):
        self.transport = transport
        self._send()

    def _send(self):
        self.n += 1
        message = (self.body % {"now": time.time() * 1000, "n": self.n, "slot": self.n // 6}).encode()
        self.started = time.perf_counter()
        self.transport.write(self.head + b"Content-Length: %d\r\n\r\n" % len(message) + message)

    def data_received(self, data):
        self.came += data
        head, end, answer = self.came.partition(b"\r\n\r\n")
        if not end or len(answer) < _length(head):
            return
        now, self.came = time.perf_counter(), b""
        self.result.seconds.append(now - self.started)
        if head[9:12] != b"200" or b'"saved"' not in answer:
            self.result.wrong.append(f"{head[9:12]!r} {answer[:200]!r}")
        if now < self.until:
            self._send()
        else:
            self.transport.close()

    def connection_lost(self, error):
        if time.perf_counter() < self.until:
            self.result.wrong.append(f"the box closed the connection: {error}")
        self.over.set_result(None)


async def _class(port, cookie, students, card, tablets, seconds):
    result, started = Result(), time.perf_counter()
    until, loop, over = started + seconds, asyncio.get_running_loop(), []
    for i in range(tablets):
        one = _Tablet(i, port, cookie, students[i % len(students)], card, until, result)
        await loop.create_connection(lambda one=one: one, "127.0.0.1", port)
        over.append(one.over)
    await asyncio.gather(*over)
    result.lasted = time.perf_counter() - started
    return result


def run(port, cookie, students, card, *, tablets, seconds):
    """Let `tablets` devices work for `seconds`; every act must be saved."""
    result = asyncio.run(_class(port, cookie, students, card, tablets, seconds))
    assert not result.wrong, result.wrong[0]
    return result
