"""Keys of children on their way: sealed with age to the store that they go to, in a letter that does not last.

What they are sealed to is another key after each erasure, and the old one is destroyed: so no stick in a drawer, no
recording of a conversation can bring back the key of whoever was erased. What was under way then is sent again.
"""

import io
import os
import secrets
import threading
from collections.abc import Iterable
from pathlib import Path

from homeroom import db, keyring
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.keyring import Key
from homeroom.sync import age

MOST_LETTER = 64 << 20  # bytes
_making = threading.Lock()


def recipient() -> str:
    """What keys on their way to this store are to be sealed to, as text."""
    return age.recipient_of(_own())


def renew_if_stale() -> None:
    """After an erasure: destroy what opens the letters that were written so far, and have another. Safe to repeat."""
    if keyring.letters_are_stale():
        with _making:
            _write(_path())
        keyring.letters_are_fresh()


def wrap(keys: Iterable[Key], recipients: Iterable[str]) -> bytes:
    """A letter with these keys that only the recipients can open. Raises Refused when one of them is damaged."""
    sealed = io.BytesIO()
    age.seal(io.BytesIO(keyring.to_text(keys)), sealed, [age.recipient(one) for one in recipients])
    return sealed.getvalue()


def fit(recipients: Iterable[str]) -> list[str]:
    """Those of the recipients that something can be sealed to."""
    return [one for one in recipients if _is_fit(one)]


def _is_fit(text: str) -> bool:
    try:
        age.recipient(text)
    except Refused:
        return False
    return True


def unwrap(raw: bytes) -> list[Key]:
    """The keys in a letter; none when it was sealed to what this store has no more. Raises Refused for nonsense."""
    opened = io.BytesIO()
    if len(raw) > MOST_LETTER or age.open_into(io.BytesIO(raw), opened, [_own()]):
        return []
    try:
        return keyring.from_text(opened.getvalue())
    except ValueError as error:
        raise Refused(_("A letter with keys is damaged.")) from error


def _own() -> age.Identity:
    from pyrage import x25519

    path = _path()
    with _making:
        if not path.exists():
            _write(path)
        return x25519.Identity.from_str(path.read_text("ascii").strip())


def _path() -> Path:
    return keyring.folder() / "carry.age"


def _write(path: Path) -> None:
    from pyrage import x25519

    part = path.with_suffix(f".{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(str(x25519.Identity.generate()))
        file.flush()
        db.sync(file.fileno())
    if path.exists():
        _overwrite(path)
    part.replace(path)
    db.sync_folder(path.parent)


def _overwrite(path: Path) -> None:
    with path.open("r+b", buffering=0) as file:
        file.write(bytes(path.stat().st_size))
        db.sync(file.fileno())
