"""How much room is left on the disk, and what stops first: old copies, then files, never attendance and answers."""

import shutil
from enum import Enum
from pathlib import Path

from homeroom.config import Config

MB = 1_000_000


class State(Enum):
    """What the free room allows."""

    WELL = "well"
    SHORT = "short"
    """Old copies of the database are removed."""
    FULL = "full"
    """Photos, recordings and packs are refused; attendance and answers go on."""


def free(place: Path) -> int:
    """Bytes that are free on the disk of `place`, which need not exist yet."""
    while not place.exists() and place != place.parent:
        place = place.parent
    return shutil.disk_usage(place).free


def reserve(settings: Config) -> int:
    """Bytes that files never take: the journal needs them."""
    return settings.disk_reserve_mb * MB


def state(settings: Config) -> State:
    """How the disk of the data folder is now."""
    left = free(settings.data)
    if left < reserve(settings):
        return State.FULL
    return State.SHORT if left < settings.disk_short_mb * MB else State.WELL
