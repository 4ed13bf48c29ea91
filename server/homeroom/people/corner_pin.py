"""The PIN of the kiosks' corner for staff: a lock against children that works while the box is down, too.

A kiosk gets what it needs to check a PIN by itself: salt, rounds and a mark that is of use to this kiosk only. Of four
to eight digits that keeps nobody out who can read the kiosk's memory; see SECURITY.md.
"""

import hashlib
import hmac
import secrets
import unicodedata
from typing import TypedDict

from homeroom import clock, db
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people.on_this_box import CornerPin

ROUNDS = 10_000  # of PBKDF2-HMAC-SHA-256: a blink in the plain JavaScript of an old tablet
SHORTEST, LONGEST = 4, 8  # digits
ONE = "corner"  # the school has one


class Verifier(TypedDict):
    """What a kiosk checks a PIN with: HMAC(PBKDF2(pin, salt, rounds), bound) must be the mark; salt and mark in hex."""

    salt: str
    rounds: int
    bound: str
    mark: str


def is_chosen() -> bool:
    """Whether the office has chosen a PIN."""
    row = CornerPin.one(id=ONE)
    return bool(row and row.key)


def verifier(device_id: str) -> Verifier | None:
    """What this kiosk checks the PIN with, or None when there is none."""
    row = CornerPin.one(id=ONE)
    if row is None or not row.key:
        return None
    mark = hmac.new(bytes.fromhex(row.key), device_id.encode(), hashlib.sha256).hexdigest()
    return Verifier(salt=row.salt, rounds=row.rounds, bound=device_id, mark=mark)


def choose(pin: str) -> None:
    """Choose another PIN of four to eight digits of any script; "" = none. Raises Refused."""
    digits = _digits(pin)
    if pin and not (SHORTEST <= len(digits) <= LONGEST):
        raise Refused(_("A PIN is made of four to eight digits."))
    salt = secrets.token_bytes(16)
    key = hashlib.pbkdf2_hmac("sha256", digits.encode(), salt, ROUNDS).hex() if digits else ""
    _keep(salt.hex(), key)


def _digits(pin: str) -> str:
    try:
        return "".join(str(unicodedata.decimal(one)) for one in pin)
    except ValueError:
        return ""


@db.writes
def _keep(salt: str, key: str) -> None:
    known = CornerPin.one(id=ONE)
    changed = max(clock.now_ms(), known.changed + 1) if known else clock.now_ms()  # the newest word, whatever the clock
    CornerPin.put(id=ONE, salt=salt, key=key, rounds=ROUNDS, changed=changed)
