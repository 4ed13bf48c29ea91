"""Whose packs this box takes: its own key pair and the public keys an administrator has trusted."""

import os
import re
from pathlib import Path

from homeroom import config
from homeroom.errors import Refused
from homeroom.i18n import _

from . import minisign
from .minisign import PublicKey, SecretKey


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
    """Every key whose packs may be installed, the box's own first."""
    own = own_key().public
    keys = [PublicKey(own.number, own.key, "this box")]
    for file in sorted(_trusted().glob("*.pub")):
        try:
            keys.append(minisign.read_public(file.read_text("utf-8"), file.stem))
        except (minisign.BadKey, UnicodeDecodeError):
            continue
    return keys


def trust(text: str, name: str) -> PublicKey:
    """Take packs signed with this public key from now on; `name` is who it belongs to."""
    label = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "key"
    try:
        key = minisign.read_public(text, label)
    except minisign.BadKey as error:
        raise Refused(_("%(error)s Ask the publisher for the file that ends in .pub.", error=error)) from error
    folder = _trusted()
    folder.mkdir(parents=True, exist_ok=True)
    for known in trusted():
        if known.key == key.key:
            return known
    file = folder / f"{label}.pub"
    if file.exists():
        file = folder / f"{label}-{key.id.lower()}.pub"
    file.write_text(key.text(), "utf-8")
    return key


def _keys() -> Path:
    return config.current().data / "keys"


def _trusted() -> Path:
    return config.current().data / "trusted"
