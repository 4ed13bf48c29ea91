"""Many boxes in one process: real keys, real segments, real HTTP; no database, and time that passes quicker."""

import json
import random
import threading
import time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from homeroom.entries import Entry
from homeroom.errors import HomeroomError
from homeroom.sync import frames, rules, segment, signing
from homeroom.sync.link import Link, Rejected

IDLE = 100  # seconds between two greetings when all is well
AT = 1_795_420_800_000 << 16


class LightBox(threading.Thread):
    """A box that wants `segments` of `entries` each at the hub. `speed`: how many of its seconds one of ours is."""

    def __init__(self, number, *, segments, entries, speed, careful=True, jitter=True):
        super().__init__(daemon=True, name=f"box {number}")
        self.chance = random.Random(number)
        self.key = Ed25519PrivateKey.from_private_bytes(self.chance.randbytes(32))
        self.id, self.school, self.lane = (self.chance.randbytes(size).hex() for size in (10, 10, 16))
        self.url, self.hub_key, self.nonce = "", b"", ""
        self.speed, self.careful, self.jitter = speed, careful, jitter
        self.parts, self.has = self._seal(segments, entries), {}
        self.fails, self.acknowledged = 0, 0
        self.calls, self.busy, self.agreed = [], 0, []  # when it meant to call, hub full, all was there
        self.over = threading.Event()

    @property
    def public(self):
        return signing.to_text(signing.public_bytes(self.key))

    def _seal(self, segments, entries):
        parts, prev = [], ""
        for number in range(segments):
            some = [self._entry(number * entries + n) for n in range(1, entries + 1)]
            parts.append(segment.seal(some, box=self.id, prev=prev, policy="names=full,work=full", key=self.key))
            prev = parts[-1].hash
        return parts

    def _entry(self, seq):
        student, day = f"{self.id[:12]}{seq % 25:08d}", f"2026-11-{1 + seq // 25:02d}"
        body = {"student": student, "day": day, "when": seq, "method": "tap"}
        return Entry(
            lane=self.lane,
            seq=seq,
            at=AT + (seq << 16),
            clock=2,
            kind="attendance.arrived",
            version=1,
            actor="kiosk:front",
            device="kiosk/1",
            n=seq,
            subject=student,
            register=f"attendance/{student}/{day}",
            replaces=[],
            body=body,
            school=self.school,
        )

    def run(self):
        due = time.monotonic()
        while not self.over.is_set():
            self.calls.append(due)  # as planned: a machine that was busy makes late calls of many at once
            due = time.monotonic() + self._call() / self.speed
            self.over.wait(due - time.monotonic())

    def _call(self):
        """One conversation; returns the seconds until the next one."""
        try:
            with Link(self.url, box=self.id, key=self.key, hub_key=self.hub_key, nonce=self.nonce) as link:
                try:
                    self._talk(link)
                finally:
                    self.nonce = link.nonce
        except Rejected as error:
            after = error.answer.get("retry_after", 0)
            self.busy += bool(after)
            self.fails = 0 if after else self.fails + 1
            chance = self.chance.random() if self.jitter else 0.5
            return after * (1 + chance / 2) if after else rules.wait(self.fails, chance)
        except HomeroomError:
            self.fails += 1
            return rules.wait(self.fails - 1, self.chance.random()) if self.jitter else rules.FIRST_WAIT
        self.fails = 0
        self.agreed.append(time.monotonic())
        return IDLE

    def _talk(self, link):
        told = {"known": rules.digests(self.has), "version": "0.1.0", "waiting": 0, "wall": 0, "store": self.id}
        told |= {"name": "A school", "timezone": "UTC", "policy": "names=full,work=full"}
        answer = link.send("POST", "/sync/v1/hello", json.dumps(told).encode())
        if self.careful and answer["buckets"]:
            self.has = {lane: tuple(head) for lane, head in answer["have"].items()}
        missing = [part for part in self.parts if part.last > self.has.get(self.lane, (0, ""))[0]]
        for part in missing:
            found = link.send("POST", "/sync/v1/segments", frames.pack([part.raw]))["results"][0]
            if "reason" in found:
                return
            self.has[self.lane] = (found["have"], found["hash"])
            self.acknowledged = max(self.acknowledged, found["have"])
