"""Rows of a segment become entries again: nothing of the wrong type gets any further."""

from typing import Any

from homeroom.entries import Entry


def unpack(content: dict[str, Any], header: dict[str, Any]) -> list[Entry]:
    """The entries of a segment with this header. Raises ValueError and the like where they make no sense."""
    strings, at, found = content["s"], header["at"], []
    for seq, row in enumerate(content["r"], header["first"]):
        delta, clock, kind, version, actor, device, n, subject, register, replaces, body = row
        at += delta
        entry = Entry(
            lane=header["lane"],
            seq=seq,
            at=at,
            clock=clock,
            kind=strings[kind],
            version=version,
            actor=strings[actor],
            device=strings[device],
            n=n,
            subject=strings[subject],
            register=register,
            replaces=replaces,
            body=body,
            school=header["school"],
        )
        _check(entry)
        found.append(entry)
    return found


def _check(entry: Entry) -> None:
    texts = (entry.kind, entry.actor, entry.subject, entry.register)
    numbers = (entry.at, entry.clock, entry.version)
    if not all(isinstance(text, str) for text in texts) or not all(type(number) is int for number in numbers):
        raise ValueError("wrong types")
    if not isinstance(entry.replaces, list) or not isinstance(entry.body, dict | None):
        raise ValueError("wrong types")
    if not isinstance(entry.device, str | None) or not (entry.n is None or type(entry.n) is int):
        raise ValueError("wrong types")
    if not all(0 <= number < 1 << 63 for number in (*numbers, entry.n or 0)):
        raise ValueError("no such number")
