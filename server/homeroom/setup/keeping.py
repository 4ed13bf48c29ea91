"""Where the certificates are, and when they are made: without anybody, without internet, never by a clock in doubt."""

from __future__ import annotations

import datetime
from pathlib import Path

from homeroom import clock, config
from homeroom.clock import Trust
from homeroom.config import Config
from homeroom.fleet import discovery
from homeroom.packs.programs import doors
from homeroom.people import keys

from . import authority
from .authority import Pair

# Key and certificate are one file each, so that a power cut never leaves halves of two that do not fit.
ROOT = "school-root.pem"  # in keys/, so that backups bring it back and devices need not learn a new one
BOX = "box.pem"  # in tls/, where nginx reads it


def names(settings: Config) -> list[str]:
    """The host names of a box, that of its programs beside each."""
    own = [f"{settings.box_name}.local", f"{settings.box_name}.home.arpa", settings.box_name]
    return [*own, *(doors.name_of(name) for name in own)]


def addresses() -> list[str]:
    """The private addresses of this machine now."""
    return [one for one in discovery.own_addresses() if authority.is_private(one)]


def root() -> bytes | None:
    """The root's certificate (PEM) without its key, None before the first one was made."""
    path = keys.folder() / ROOT
    return authority.public(path.read_bytes()) if path.is_file() else None


def place() -> Path:
    """The file that nginx reads: key and certificate of the box, and the root."""
    folder = config.current().data / "tls"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / BOX


def settle() -> bool:
    """Make or renew what is due; returns whether anything changed. Does nothing while the time is in doubt.

    A certificate dated by a wrong clock would be refused by every device. One that is there is replaced 60 days
    before its end, when the box has got other addresses, or when the clock turns out to have been ahead.
    """
    settings = config.current()
    wanted, numbers, now = names(settings), addresses(), _now()
    above = _root(settings, wanted)
    found = place().read_bytes() if place().is_file() else b""
    if authority.is_good(found, wanted, numbers, now) or (found and clock.clock.trust is Trust.UNSET):
        return False
    leaf = authority.make_leaf(above, wanted, numbers, now)
    _replace(place(), leaf.key + leaf.certificate + above.certificate)
    return True


def _root(settings: Config, wanted: list[str]) -> Pair:
    path = keys.folder() / ROOT
    kept = path.read_bytes() if path.is_file() else b""
    if authority.may_vouch(kept, wanted):
        return authority.pair(kept)
    made = authority.make_root(settings.school_name, wanted)
    _replace(path, made.key + made.certificate)
    return made


def _replace(path: Path, content: bytes) -> None:
    part = path.with_suffix(".new")
    part.unlink(missing_ok=True)
    keys.keep(part, content)
    part.replace(path)


def _now() -> datetime.datetime:
    return datetime.datetime.fromtimestamp(clock.now_ms() / 1000, datetime.UTC).replace(microsecond=0)
