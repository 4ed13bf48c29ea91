"""What is carried on a stick is sealed with age (X25519): keys of boxes, hubs and schools, and streams."""

import threading
from pathlib import Path
from typing import Any, BinaryIO

from homeroom import config
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people import keys

Identity = Any  # pyrage is loaded when a stick is there, and has no types
Recipient = Any
OWN = "box.age"
SCHOOL = "school.age"
_making = threading.Lock()


def own() -> Identity:
    """This store's own key, made at first use; only the store itself can read what is sealed to it."""
    return _identity(OWN, make=True)


def school() -> Identity | None:
    """The key that all boxes of this school share, if there is more than one box."""
    return _identity(SCHOOL, make=False) if _path(SCHOOL).exists() else None


def make_school() -> Identity:
    """The school's key, made now if there is none yet."""
    return _identity(SCHOOL, make=True)


def adopt_school(secret: str) -> None:
    """Keep the school's key that another box handed over, in place of one made here."""
    from pyrage import IdentityError, x25519

    try:
        x25519.Identity.from_str(secret)
    except IdentityError as error:
        raise Refused(_("The school's key in this answer is damaged.")) from error
    with _making:
        _path(SCHOOL).unlink(missing_ok=True)
        keys.keep(_path(SCHOOL), secret.encode())


def recipient_of(identity: Identity) -> str:
    """The public half, as text: what others seal to."""
    return str(identity.to_public())


def recipient(text: str) -> Recipient:
    """The public half from its text. Raises Refused when it is damaged."""
    from pyrage import RecipientError, x25519

    try:
        return x25519.Recipient.from_str(text)
    except RecipientError as error:
        raise Refused(_("The key of the other side is damaged.")) from error


def seal(source: BinaryIO, target: BinaryIO, recipients: list[Recipient]) -> None:
    """Seal a stream to everybody in `recipients`. An OSError of `target` comes out as EncryptError."""
    import pyrage

    pyrage.encrypt_io(source, target, recipients)


def open_into(source: BinaryIO, target: BinaryIO, identities: list[Identity]) -> str:
    """Open a stream; returns "" or why it ended early: "stranger" (not for us) or "damaged".

    All that was written to `target` before is whole and was sealed in one piece: age checks every 64 KiB.
    """
    import pyrage

    try:
        pyrage.decrypt_io(source, target, identities)
    except pyrage.DecryptError as error:
        return "stranger" if "No matching keys" in str(error) else "damaged"
    except (OSError, ValueError):
        return "damaged"
    return ""


def _identity(name: str, *, make: bool) -> Identity:
    from pyrage import x25519

    path = _path(name)
    with _making:
        if make and not path.exists():
            keys.keep(path, str(x25519.Identity.generate()).encode())
    return x25519.Identity.from_str(path.read_text("ascii").strip())


def _path(name: str) -> Path:
    folder = config.current().data / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder / name
