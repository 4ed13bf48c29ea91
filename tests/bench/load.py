"""A class of tablets: each answers one question after the other and waits until each is saved."""

import asyncio
import json
import time
from dataclasses import dataclass, field


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
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return int(head[9:12]), await reader.readexactly(length)


async def _tablet(number, port, cookie, student, card, until, result):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    outbox, n = f"bench-{number}-{time.time_ns()}", 0
    while time.perf_counter() < until:
        n += 1
        now = int(time.time() * 1000)
        body = {
            "slot": f"free-{outbox}-{n // 6}",
            "card": card["id"],
            "card_version": card["sha"],
            "question": card["question"],
        }
        body |= {"response": card["response"], "correct": True, "score": 1, "tries": 1, "hints": 0, "ms": 4000}
        act = {"n": n, "kind": "work.answer", "when": now, "student": student, "body": body}
        message = json.dumps({"outbox": outbox, "time": now, "acts": [act]}).encode()
        started = time.perf_counter()
        status, answer = await exchange(reader, writer, request(port, "/api/acts", cookie, message))
        result.seconds.append(time.perf_counter() - started)
        if status != 200 or b'"saved"' not in answer:
            result.wrong.append(f"{status} {answer[:200]!r}")
    writer.close()


async def _class(port, cookie, students, card, tablets, seconds):
    result, started = Result(), time.perf_counter()
    jobs = [
        _tablet(i, port, cookie, students[i % len(students)], card, started + seconds, result) for i in range(tablets)
    ]
    await asyncio.gather(*jobs)
    result.lasted = time.perf_counter() - started
    return result


def run(port, cookie, students, card, *, tablets, seconds):
    """Let `tablets` devices work for `seconds`; every act must be saved."""
    result = asyncio.run(_class(port, cookie, students, card, tablets, seconds))
    assert not result.wrong, result.wrong[0]
    return result
