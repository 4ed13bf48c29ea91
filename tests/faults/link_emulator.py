"""Moves packets between two TUN devices as a bad link would: link_emulator.py NEAR_FD FAR_FD SETTINGS (JSON).

Each direction has a rate, a delay, a queue that overflows and a share of packets that get lost. From the first byte
of the input on, every `cut_every` seconds the link is down for `cut_for` seconds; what was connected before is hung up,
as by a carrier's gateway that lost its table (`forget`: nobody says so, packets just vanish). Prints what it carried,
as JSON, when its input is closed.
"""

import heapq
import json
import os
import random
import select
import struct
import sys
import time

FIN, SYN, RST_ACK = 0x01, 0x02, 0x14


class Direction:
    """One way through the link: when the next packet may leave, and what waits to arrive."""

    def __init__(self, out, told):
        self.out, self.told = out, told
        self.free_at = 0.0
        self.waiting = []  # (arrives at, number, packet)
        self.count = 0

    def send(self, packet, now, chance):
        """Take a packet in; False when it is lost."""
        if (self.free_at - now) * self.told["rate"] > self.told["queue"] or chance.random() < self.told["loss"]:
            return False
        self.free_at = max(now, self.free_at) + len(packet) / self.told["rate"]
        self.count += 1
        heapq.heappush(self.waiting, (self.free_at + self.told["delay"], self.count, packet))
        return True

    def deliver(self, now):
        """Hand over what has arrived."""
        while self.waiting and self.waiting[0][0] <= now:
            os.write(self.out, heapq.heappop(self.waiting)[2])


def flow(packet):
    """The two ends of a TCP connection, in the order that is the same for both ways; None for other packets."""
    if packet[0] >> 4 != 4 or packet[9] != 6:
        return None
    start = (packet[0] & 15) * 4
    source, target = packet[start : start + 2], packet[start + 2 : start + 4]
    return tuple(sorted([packet[12:16] + source, packet[16:20] + target]))


def hang_up(packet):
    """The answer of a gateway that knows nothing of this connection: a reset to who sent the packet."""
    start = (packet[0] & 15) * 4
    seq, ack = struct.unpack(">II", packet[start + 4 : start + 12])
    flags = packet[start + 13]
    size = len(packet) - start - (packet[start + 12] >> 4) * 4 + bool(flags & SYN) + bool(flags & FIN)
    ports = packet[start + 2 : start + 4] + packet[start : start + 2]
    body = ports + struct.pack(">IIBBHHH", ack, seq + size & 0xFFFFFFFF, 0x50, RST_ACK, 0, 0, 0)
    addresses = packet[16:20] + packet[12:16]
    total = checksum(addresses + struct.pack(">BBH", 0, 6, len(body)) + body)
    body = body[:16] + struct.pack(">H", total) + body[18:]
    head = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), 0, 0, 64, 6, 0) + addresses
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + body


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def carry(near, far, told):
    """Move packets until the input is closed; returns what was carried."""
    chance = random.Random(told["seed"])
    ways = {near: Direction(far, told), far: Direction(near, told)}
    found = {"bytes": 0, "packets": 0, "lost": 0, "cuts": 0}
    alive, dead = set(), set()
    next_cut, up_again = 1e12, 0.0
    while True:
        now = time.monotonic()
        soonest = min([next_cut, *(way.waiting[0][0] for way in ways.values() if way.waiting)])
        ready, _, _ = select.select([near, far, 0], [], [], max(0.0, min(soonest - now, 1.0)))
        now = time.monotonic()
        if 0 in ready:
            if not os.read(0, 1):
                return found
            next_cut = now + (told["cut_every"] or 1e12)
        if now >= next_cut:
            next_cut, up_again = now + told["cut_every"], now + told["cut_for"]
            found["cuts"] += 1
            found["lost"] += sum(len(way.waiting) for way in ways.values())
            dead |= alive
            alive.clear()
            for way in ways.values():
                way.waiting.clear()
                way.free_at = up_again
        for way in ways.values():
            way.deliver(now)
        for end in (near, far):
            if end not in ready:
                continue
            packet = os.read(end, 65536)
            one = flow(packet)
            if one is None:
                continue
            found["bytes"] += len(packet)
            found["packets"] += 1
            if one in dead and now >= up_again and not told["forget"]:
                os.write(end, hang_up(packet))
            elif now < up_again or one in dead or not ways[end].send(packet, now, chance):
                found["lost"] += 1
            else:
                alive.add(one)


if __name__ == "__main__":
    carried = carry(int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))
    sys.stdout.write(json.dumps(carried) + "\n")
