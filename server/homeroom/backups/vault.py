"""The backup's lock: an age key that the box keeps and people have on paper, and names that say nothing.

What lies on a stick is sealed to the key's public half; what is sealed is called by a keyed hash of its content, so
that the same content is written once and a finder learns sizes only.
"""

from __future__ import annotations

import hashlib
import hmac
import threading
from pathlib import Path
from typing import IO, Any

from homeroom import db
from homeroom.errors import Refused, Unavailable
from homeroom.i18n import _
from homeroom.people import keys

NAME = "backup.age"
GROUP = 4
PREFIX = "AGE-SECRET-KEY-1"
_making = threading.Lock()


class Vault:
    """Seals and opens with one recovery key."""

    def __init__(self, secret: str) -> None:
        """`secret` as it is printed, spaces allowed. Raises Refused when it has a typing error."""
        from pyrage import IdentityError, x25519  # costs memory: only where something is sealed

        self.secret = "".join(secret.split()).upper()
        try:
            self._identity: Any = x25519.Identity.from_str(self.secret)
        except IdentityError as error:
            raise Refused(
                _("This is not a recovery key, or there is a typing error in it. Nothing was changed.")
            ) from error
        self.recipient = str(self._identity.to_public())
        self._names = hashlib.sha256(b"homeroom backup names" + self.secret.encode()).digest()

    @property
    def mark(self) -> str:
        """What tells this key's backups from others on the same stick."""
        return hashlib.sha256(self.recipient.encode()).hexdigest()[:16]

    def name(self, sha256: str) -> str:
        """What content with this SHA-256 is called where strangers may look."""
        return self.sign(sha256.encode())[:40]

    def sign(self, content: bytes) -> str:
        """Proof that the holder of the key wrote this: sealing alone needs only the public half."""
        return hmac.new(self._names, content, hashlib.sha256).hexdigest()

    @property
    def reader(self) -> Any:
        """An Ed25519 key that only the holder of the recovery key has: with it he fetches what a hub keeps for him."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        seed = hashlib.sha256(b"homeroom backup reader" + self.secret.encode()).digest()
        return Ed25519PrivateKey.from_private_bytes(seed)

    def seal(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Seal a stream. An OSError of `target` comes out as Unavailable."""
        import pyrage

        try:
            pyrage.encrypt_io(source, target, [self._identity.to_public()])
        except (pyrage.EncryptError, OSError) as error:
            raise Unavailable(_("The stick could not be written: %(why)s.", why=error)) from error

    def open(self, source: IO[bytes], target: IO[bytes]) -> None:
        """Open a sealed stream into `target`. Raises Refused when it is damaged or for another key."""
        import pyrage

        try:
            pyrage.decrypt_io(source, target, [self._identity])
        except (pyrage.DecryptError, OSError, ValueError) as error:
            raise Refused(_("A part of the backup can't be read: %(why)s.", why=error)) from error

    def printed(self) -> str:
        """The recovery key as people copy it: its prefix, then groups of four."""
        head, tail = self.secret[: len(PREFIX)], self.secret[len(PREFIX) :]
        return " ".join([head, *(tail[at : at + GROUP] for at in range(0, len(tail), GROUP))])


def own(data: Path) -> Vault:
    """The vault of this box; its key is made at the first use."""
    folder = data / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / NAME
    with _making:
        if not path.exists():
            keys.keep(path, _new_secret().encode())
            db.sync_folder(folder)
    try:
        return Vault(path.read_text("ascii"))
    except OSError as error:
        raise Unavailable(f"The key {path} can't be read: {error.strerror}. Nothing was changed.") from error


def exists(data: Path) -> bool:
    """Whether this box has a key already."""
    return (data / "keys" / NAME).exists()


def _new_secret() -> str:
    from pyrage import x25519

    return str(x25519.Identity.generate())
