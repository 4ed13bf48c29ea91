"""A class of tablets: each sends one act after the other and waits for each answer."""

import asyncio
import json
import time
from dataclasses import dataclass, field


@dataclass
class Result:
    """What the tablets saw: seconds per answer, in the order the answers came."""

    seconds: list[float] = field(default_factory=list)
    lasted: float = 0.0
    wrong: int = 0

    @property
    def rate(self):
        return len(self.seconds) / self.lasted if self.lasted else 0.0

    def percentile(self, share):
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def request(host, path, cookie, body, method="POST"):
    """The bytes of one request on a kept connection."""
    head = f"{method} {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def exchange(reader, writer, message):
    """Send one request; returns (status, body)."""
    writer.write(message)
    head = await reader.readuntil(b"\r\n\r\n")
    status = int(head[9:12])
    length = 0
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return status, await reader.readexactly(length)


async def _tablet(port, cookie, outbox, student, until, result):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    host, n = f"127.0.0.1:{port}", 0
    while time.perf_counter() < until:
        n += 1
        kind = "attendance.arrive" if n % 2 else "attendance.leave"
        act = {"n": n, "kind": kind, "when": int(time.time() * 1000), "body": {"student": student, "method": "tap"}}
        body = json.dumps({"outbox": outbox, "time": int(time.time() * 1000), "acts": [act]}).encode()
        started = time.perf_counter()
        status, answer = await exchange(reader, writer, request(host, "/api/acts", cookie, body))
        result.seconds.append(time.perf_counter() - started)
        if status != 200 or b'"saved"' not in answer:
            result.wrong += 1
    writer.close()


async def _class(port, cookie, students, tablets, seconds):
    result, started = Result(), time.perf_counter()
    until = started + seconds
    jobs = [
        _tablet(port, cookie, f"tablet-{i}-{time.time_ns()}", students[i % len(students)], until, result)
        for i in range(tablets)
    ]
    await asyncio.gather(*jobs)
    result.lasted = time.perf_counter() - started
    return result


def run(port, cookie, students, *, tablets, seconds):
    """Let `tablets` devices work for `seconds`."""
    return asyncio.run(_class(port, cookie, students, tablets, seconds))
