"""keys.json: how a publisher passes from one key to the next, each change signed by the old key and by the new one.

The old key's signature says who follows it; the new one's says that its owner wants to. The file holds every change
from the first key on, so that a box that missed some takes them all at once. Serials rise: an older change can't come
back.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from homeroom.errors import Refused
from homeroom.i18n import _

from . import canonical, cardshape, minisign
from .minisign import PublicKey, SecretKey

FORMAT, CHANGE = "keys/1", "key-change/1"
LARGEST = 256 << 10  # bytes
MOST = 200
DAY = re.compile(r"\d{4}-\d\d-\d\d")
FILE = {"format": str, "changes": [{"statement": dict, "old": str, "new": str}]}
STATEMENT = {"format": str, "serial": int, "date": str, "old": str, "new": str}


@dataclass(frozen=True)
class Change:
    """From `serial` on, what `old` signed is signed by `new`; both have said so."""

    serial: int
    date: str
    old: PublicKey
    new: PublicKey


def is_change(text: str) -> bool:
    """Whether a file is a keys.json rather than a public key."""
    return text.lstrip().startswith("{")


def packed(key: PublicKey) -> str:
    """A public key in one line."""
    return base64.b64encode(minisign.KEY + key.number + key.key).decode()


def unpacked(line: str, name: str = "") -> PublicKey:
    """A public key from its line; raises minisign.BadKey."""
    return minisign.read_public(line, name)


def extend(text: str, old: SecretKey, new: SecretKey, day: str) -> str:
    """The file with one change more; `text` is the file until now, "" for the first change. Raises Refused."""
    before = read(text) if text else []
    if before and before[-1].new != old.public:
        raise Refused(_("The file of key changes ends with another key than the one that is to be replaced."))
    if old.public.key == new.public.key:
        raise Refused(_("The new key is the old one."))
    serial = before[-1].serial + 1 if before else 2  # the first key is number 1
    statement = {
        "format": CHANGE,
        "serial": serial,
        "date": day,
        "old": packed(old.public),
        "new": packed(new.public),
    }
    data = canonical.dumps(statement)
    signed = {"statement": statement, "old": old.sign(data, _comment(data)), "new": new.sign(data, _comment(data))}
    changes = canonical.loads(text.encode())["changes"] if text else []
    return canonical.dumps({"format": FORMAT, "changes": [*changes, signed]}).decode()


def singly(text: str) -> list[str]:
    """A file that can be read, as files of one change each, in order: what proves one change alone."""
    changes = canonical.loads(text.strip().encode())["changes"]
    return [canonical.dumps({"format": FORMAT, "changes": [one]}).decode() for one in changes]


def read(text: str) -> list[Change]:
    """The changes of a file, in order; raises Refused unless every one is signed by both of its keys."""
    try:
        found = canonical.loads(text.strip().encode())
        cardshape.fit(found, FILE, "the file")
    except (canonical.Odd, cardshape.Misshapen, UnicodeEncodeError) as error:
        raise Refused(_("This is not a file of key changes. Ask the publisher for keys.json.")) from error
    if found["format"] != FORMAT or not 0 < len(found["changes"]) <= MOST:
        raise Refused(_("This is not a file of key changes. Ask the publisher for keys.json."))
    changes = [_change(row) for row in found["changes"]]
    for before, after in zip(changes, changes[1:], strict=False):
        if after.old.key != before.new.key or after.serial <= before.serial:
            raise Refused(_("The key changes in this file do not follow one another. Ask the publisher for a new one."))
    return changes


def _change(row: dict[str, Any]) -> Change:
    statement = row["statement"]
    try:
        cardshape.fit(statement, STATEMENT, "a change")
        old, new = unpacked(statement["old"]), unpacked(statement["new"])
        data = canonical.dumps(statement)
        said = [minisign.verify(data, row["old"], old), minisign.verify(data, row["new"], new)]
    except (cardshape.Misshapen, minisign.BadKey, minisign.BadSignature, canonical.Odd) as error:
        raise Refused(_("A key change in this file is not signed by the old key and by the new one.")) from error
    if said != [_comment(data)] * 2 or statement["format"] != CHANGE or not DAY.fullmatch(statement["date"]):
        raise Refused(_("A key change in this file is not signed by the old key and by the new one."))
    if statement["serial"] < 2 or old.key == new.key:
        raise Refused(_("The key changes in this file do not follow one another. Ask the publisher for a new one."))
    return Change(statement["serial"], statement["date"], old, new)


def _comment(data: bytes) -> str:
    return f"key-change {hashlib.sha256(data).hexdigest()}"
