"""In a segment, what is personal about a child stands apart: all of hers in one piece, compressed, under her key.

The content of a segment gets "k": [[subject, name of the key, sealed (base64)], …], the subject as an index into the
strings. Opened, a piece is [[row, [[place in the body, field, value], …]], …]; what a kind calls personal is in it,
and all of the body of a kind that this program does not know. Where the key is gone, the rest of the entry stays.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from homeroom import keyring
from homeroom.entries import Entry, event_class
from homeroom.keyring import Key
from homeroom.sync import lockers

Content = dict[str, Any]
BODY, SUBJECT = -1, 7  # places in a row


def personal(entry: Entry) -> set[str]:
    """The fields of an entry about somebody that only the holder of the key may read."""
    if not entry.subject or not entry.body:
        return set()
    known = event_class(entry.kind)
    return set(known.cls.personal) & entry.body.keys() if known else set(entry.body)


def subjects_of(entries: Iterable[Entry]) -> set[str]:
    """Of whom something personal is said."""
    return {one.subject for one in entries if personal(one)}


def take(content: Content, entries: Sequence[Entry], keys: Mapping[str, Key]) -> int:
    """Put what is personal apart, in place; returns of how many children."""
    found: dict[str, list[Any]] = {}
    for number, (row, entry) in enumerate(zip(content["r"], entries, strict=True)):
        fields = personal(entry) if entry.subject in keys else set()
        if fields:
            parts = list(entry.body.items()) if entry.body else []
            apart = [[place, name, value] for place, (name, value) in enumerate(parts) if name in fields]
            found.setdefault(entry.subject, []).append([number, apart])
            row[BODY] = {name: value for name, value in parts if name not in fields}
    groups = []
    for subject, said in found.items():
        sealed = lockers.lock(keys[subject], _dump(said), entries[0].lane, str(entries[0].seq), subject)
        groups.append([content["s"].index(subject), keys[subject].id, base64.b64encode(sealed).decode()])
    if groups:
        content["k"] = groups
    return len(groups)


def put_back(content: Content, lane: str, first: int, most: int) -> set[str]:
    """Put what can be opened back into the bodies, in place; returns of whom something stays shut.

    Of whoever was erased nothing is missed. Raises ValueError and the like where it makes no sense.
    """
    groups = content.get("k")
    if not groups:
        return set()
    subjects = [str(content["s"][subject]) for subject, _key, _sealed in groups]
    keys, erased = keyring.look(subjects)
    locked = set()
    for subject, (_index, name, sealed) in zip(subjects, groups, strict=True):
        key = keys.get((subject, name))
        if key is None:
            locked.add(subject)
            continue
        said = lockers.unlock(key, base64.b64decode(sealed, validate=True), most, lane, str(first), subject)
        most -= len(said)
        _fill(content["r"], content["s"], subject, load(said))
    return locked - erased


def _fill(rows: list[Any], strings: list[Any], subject: str, said: list[Any]) -> None:
    for number, parts in said:
        row = rows[number]
        if row[BODY] is None:
            continue  # its words were taken out since
        if strings[row[SUBJECT]] != subject:
            raise ValueError("about somebody else")
        body = list(row[BODY].items())
        for place, field, value in parts:
            body.insert(place, (field, value))
        row[BODY] = dict(body)


def drop(content: Content, subject: str) -> None:
    """Take out what is sealed about a child, in place."""
    groups = [one for one in content.get("k", []) if content["s"][one[0]] != subject]
    if groups or "k" in content:
        content["k"] = groups


def load(text: bytes) -> Any:
    """JSON that can be stored. Raises ValueError."""
    content = json.loads(text)
    if b"\\u" in text:
        _dump(content)  # half a character can't be stored: a ValueError here, not at the disk
    return content


def _dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()
