"""Copies of children's keys that lie about: none of them outlives 30 days, and none an erasure.

A ring that was damaged, rings in folders with old data (set-aside/), and the newest keys on backup sticks. No words
hang on them: journals are in plain words where they lie, and the ring in use is on its way back from hub and neighbors.
"""

import io
import logging
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from homeroom import clock, keyring, timekeeping
from homeroom.backups import forgetting, opening, places, rules, tables, wiping
from homeroom.backups.places import Place
from homeroom.backups.tables import Stick
from homeroom.backups.vault import Vault
from homeroom.config import Config

log = logging.getLogger(__name__)
LIFE = 30 * 24 * 3_600_000  # ms that a copy of a key may live
MADE = re.compile(r"\d{8}-\d{6}")


def lying_about(settings: Config) -> list[Path]:
    """Copies of keys in the data folder that are in nobody's use."""
    found = [*(settings.data / "keys" / "children").glob("damaged-*")]
    found += (settings.data / "set-aside").glob("*/keys/children/*")
    return sorted(one for one in found if one.is_file())


def age_out(settings: Config) -> int:
    """Overwrite and remove those older than 30 days; returns how many. None while nobody vouches for the time."""
    if timekeeping.is_doubtful():
        return 0
    return _remove([one for one in lying_about(settings) if rules.passed(_made(one), clock.now_ms()) > LIFE])


def after_an_erasure(settings: Config) -> int:
    """Overwrite and remove all of them: one may hold the key that was destroyed. Returns how many."""
    return _remove(lying_about(settings))


def _made(path: Path) -> int:
    named = MADE.findall("/".join(path.parts[-4:]))  # .../set-aside/TIME-restore/keys/children/FILE or damaged-TIME
    try:
        when = datetime.strptime(named[0], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except (IndexError, ValueError):
        return 0
    return int(when.timestamp() * 1000)


def _remove(files: list[Path]) -> int:
    for one in files:
        wiping.overwrite(one)
    if files:
        log.info("%d old copies of children's keys were overwritten and removed", len(files))
    return len(files)


# --- on sticks ---------------------------------------------------------------------------------------------


def renew(place: Place, lock: Vault) -> None:
    """Put the keys of now in place of those on the stick. Raises OSError; then no destroyed key is left there."""
    content, sealed = keyring.to_text(keyring.every()), io.BytesIO()
    there = opening.keys(place, lock)
    if there == content:
        return
    lock.seal(io.BytesIO(content), sealed)
    try:
        places.write(place.keys, sealed.getvalue())
    except OSError:
        with suppress(OSError):
            place.keys.with_suffix(".part").unlink(missing_ok=True)
        if _secrets(there) - _secrets(content):
            place.keys.unlink(missing_ok=True)
        raise


def _secrets(content: bytes) -> set[bytes]:
    try:
        return {one.secret for one in keyring.from_text(content)} if content else set()
    except ValueError:
        return {content}


def old_sticks() -> list[Stick]:
    """Sticks that were away for longer than a copy of keys may live: to be plugged in once, or to be destroyed.

    Those that remember somebody erased are told apart: see `forgetting`.
    """
    told = {one.stick for one in forgetting.sticks_that_remember()}
    away = [one for one in tables.sticks() if one.last_good and rules.passed(one.last_good, clock.now_ms()) > LIFE]
    return [one for one in away if one.stick not in told]
