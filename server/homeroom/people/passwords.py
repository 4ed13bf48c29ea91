"""Staff passwords: argon2id, at most two at work at once, so that a Pi stays awake at the bell."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from homeroom import clock, db
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people import rules, sessions, tables
from homeroom.people.on_this_box import Password

if TYPE_CHECKING:
    from argon2 import PasswordHasher

_AT_ONCE = threading.Semaphore(2)  # 19 MiB each


def set_password(staff_id: str, password: str, *, temporary: bool = False) -> None:
    """Give somebody a password. A new one ends her sessions elsewhere. Raises Refused when it is weak."""
    person = tables.staff(staff_id)
    keep(staff_id, hashed(password, (person.name, person.username)), temporary=temporary)


def hashed(password: str, about: Iterable[str] = ()) -> str:
    """What is kept of a password. Raises Refused when it is weak."""
    if rules.is_weak(password, about=about, known=_words("common_passwords")):
        raise Refused(_("Choose a password of at least 8 letters that is not easy to guess. A short sentence is good."))
    with _AT_ONCE:
        return _hasher().hash(password)


@db.writes
def keep(staff_id: str, hashed_password: str, *, temporary: bool = False) -> None:
    """Keep the hash of somebody's password and end her sessions."""
    before = Password.one(staff=staff_id)
    changed = max(clock.now_ms(), before.changed + 1 if before else 0)  # the newest word, also beside a faster clock
    Password.replace(staff=staff_id, hash=hashed_password, temporary=temporary, changed=changed).execute()
    sessions.end_all(staff_id)


def make_temporary(staff_id: str) -> str:
    """A first password to hand over on paper; it must be changed at the first sign-in."""
    words = _words("first_passwords")
    password = "-".join(secrets.choice(words) for _word in range(3)) + f"-{secrets.randbelow(90) + 10}"
    set_password(staff_id, password, temporary=True)
    return password


def is_right(staff_id: str, password: str) -> bool:
    """Whether this is her password; takes as long for people who have none."""
    row = Password.get_or_none(Password.staff == staff_id)
    from argon2.exceptions import InvalidHashError, VerificationError

    with _AT_ONCE:
        try:
            return _hasher().verify(row.hash if row else _nobodys(), password) and row is not None
        except (VerificationError, InvalidHashError):
            return False


def is_temporary(staff_id: str) -> bool:
    """Whether she must choose a password of her own now."""
    row = Password.get_or_none(Password.staff == staff_id)
    return row is not None and bool(row.temporary)


def has_password(staff_id: str) -> bool:
    """Whether she can sign in at all."""
    return Password.select().where(Password.staff == staff_id).exists()


def _words(name: str) -> list[str]:
    return (Path(__file__).parent / "words" / f"{name}.txt").read_text("ascii").split()


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # costs memory: only where somebody signs in

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash(secrets.token_hex())
