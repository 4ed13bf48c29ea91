"""Where releases are on this machine: offered (a hub), on their way, in the updater's inbox, and what runs."""

from collections.abc import Iterator
from pathlib import Path

from homeroom.config import Config

KIT = "homeroom-kit"
ROADS = ("hub", "neighbor")


def folder(settings: Config) -> Path:
    """All that updates keep beside the database."""
    return settings.data / "updates"


def offered(settings: Config) -> Path:
    """What a hub offers to its schools' boxes."""
    return folder(settings) / "offered"


def arriving(settings: Config, road: str, digest: str) -> Path:
    """A release on its way by one road, as far as it is here. No road can spoil what comes by another."""
    return folder(settings) / "arriving" / f"{road}-{digest[:16]}"


def on_their_way(settings: Config) -> list[Path]:
    """All that is on its way."""
    return sorted((folder(settings) / "arriving").glob("*"))


def here(settings: Config) -> Iterator[Path]:
    """Kits that are here, whole or not."""
    for one in (*in_inbox(settings), *on_their_way(settings)):
        yield one / KIT
    kept = running(settings)
    if kept is not None:
        yield kept


def inbox(settings: Config) -> Path:
    """Where the machine's updater looks."""
    return folder(settings) / "incoming"


def in_inbox(settings: Config) -> Iterator[Path]:
    """The folders that this program laid there; what people laid there is not touched."""
    for road in ROADS:
        yield from sorted(inbox(settings).glob(f"{road}-*"))


def landed(settings: Config, digest: str) -> Path | None:
    """Where a release lies whole in the inbox, if it does."""
    return next((one for one in in_inbox(settings) if one.name.endswith(f"-{digest[:16]}")), None)


def running(settings: Config) -> Path | None:
    """The kit of what runs, where the updater kept it."""
    return Path(settings.updater) / "kept" if settings.updater else None
