"""Whose packs this box takes: its own key pair and the public keys an administrator has trusted."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

from homeroom import config
from homeroom.errors import Refused
from homeroom.i18n import _

from . import keychange, keyring, minisign
from .minisign import PublicKey, SecretKey

OWN = "this box"


def own_key() -> SecretKey:
    """The box's own key pair, made at first use and readable by nobody else."""
    file = _keys() / "packs.key"
    try:
        return minisign.read_secret(file.read_text("ascii"))
    except FileNotFoundError:
        return _make(file)
    except (minisign.BadKey, ValueError) as error:
        raise Refused(
            _("The box's own key %(file)s cannot be read: %(error)s Restore it from a backup.", file=file, error=error)
        ) from error


def _make(file: Path) -> SecretKey:
    file.parent.mkdir(parents=True, exist_ok=True)
    key = minisign.new_key()
    part = file.with_suffix(f".{os.getpid()}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as writing:
        writing.write(key.text())
        writing.flush()
        os.fsync(handle)
    try:
        os.link(part, file)  # fails if another process was faster; then its key counts
    except FileExistsError:
        return own_key()
    finally:
        part.unlink()
    (file.parent / "packs.pub").write_text(key.public.text(), "ascii")
    return key


def secret_key(file: Path) -> SecretKey:
    """A key pair of somebody else who works at this machine."""
    try:
        return minisign.read_secret(file.read_text("ascii"))
    except (minisign.BadKey, ValueError) as error:
        raise Refused(_("%(file)s cannot be used: %(error)s", file=file.name, error=error)) from error


def trusted() -> list[PublicKey]:
    """Every key whose packs may be installed, the box's own first: of each publisher the newest, and none revoked."""
    own = own_key().public
    keys = [PublicKey(own.number, own.key, OWN)]
    ring = keyring.read()
    for first in _first_keys():
        key = ring.newest(first)
        if not ring.is_revoked(key) and all(known.key != key.key for known in keys):
            keys.append(key)
    return keys


def _first_keys() -> Iterator[PublicKey]:
    """The keys that an administrator took, by the names of their publishers."""
    return (key for file in sorted(_trusted().glob("*.pub")) if (key := _read(file)))


def _read(file: Path) -> PublicKey | None:
    try:
        return minisign.read_public(file.read_text("utf-8"), file.stem)
    except (minisign.BadKey, UnicodeDecodeError):
        return None


def trust(text: str, name: str, *, again: bool = False) -> PublicKey:
    """Take packs signed with this public key from now on; `name` is who it belongs to.

    Raises Refused for a key that was revoked or replaced, unless `again` says that an administrator means it.
    """
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "key"
    try:
        key = minisign.read_public(text, label)
    except minisign.BadKey as error:
        raise Refused(_("%(error)s Ask the publisher for the file that ends in .pub.", error=error)) from error
    for known in trusted():
        if known.key == key.key:
            return known
    with keyring.changing() as ring:
        if not again:
            _check_not_past(key, ring)
        ring.revoked = [one for one in ring.revoked if one.public.key != key.key]
        # A person vouches for this key now: what a stolen one may have said of it before counts no more.
        forgotten = [one for one in ring.lines if ring.holds(one, key)]
        ring.lines = [one for one in ring.lines if one not in forgotten]
        past = {key.key, *(one.key for line in forgotten for one in line.public)}
        _clear(past, ring)
        for one in ring.heard if again else ():
            one.settled |= any(change.old.key in past for change in _changes(one.proof))
        file = _trusted() / f"{label}.pub"
        if file.exists():
            file = _trusted() / f"{label}-{key.id.lower()}.pub"
        file.write_text(key.text(), "utf-8")
    return key


def _changes(proof: str) -> list[keychange.Change]:
    try:
        return keychange.read(proof)
    except Refused:
        return []


def _clear(before: set[bytes], ring: keyring.Ring) -> None:
    """Take away the files of these keys, and those that lead to a revoked key only."""
    for file in _trusted().glob("*.pub"):
        known = _read(file)
        if known and (known.key in before or ring.is_revoked(ring.newest(known))):
            file.unlink()


def tell_of_past(ids: list[str]) -> None:
    """Raises Refused when one of these ids, which signed a pack, is of a key that this box once trusted."""
    ring = keyring.read()
    for gone in (one.public for one in ring.revoked if one.public.id in ids):
        raise Refused(
            _(
                "The pack is signed with the key %(id)s, which was revoked on this box. Ask its publisher for a pack"
                " signed with the new key. Nothing was changed.",
                id=gone.id,
            )
        )
    for old in (key for line in ring.lines for key in line.public):
        if old.id in ids:
            raise Refused(
                _(
                    "The pack is signed with the key %(id)s, which its publisher has replaced. Ask for a pack signed"
                    " with the new key. Nothing was changed.",
                    id=old.id,
                )
            )


def _check_not_past(key: PublicKey, ring: keyring.Ring) -> None:
    if ring.is_revoked(key):
        raise Refused(
            _("The key %(id)s was revoked on this box, so packs signed with it are not taken any more.", id=key.id)
        )
    if ring.successor(key):
        raise Refused(_("The key %(id)s was replaced by its publisher. Ask for the newest key.", id=key.id))


def _keys() -> Path:
    return config.current().data / "keys"


def _trusted() -> Path:
    return config.current().data / "trusted"
