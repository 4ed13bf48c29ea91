"""What a box and a hub do unasked, put together from the features."""

from homeroom import clock, db
from homeroom.config import Config
from homeroom.jobs import Job


def box(settings: Config) -> tuple[Job, ...]:
    """The timetable of a box."""
    jobs = []
    if settings.snapshot_minutes:
        jobs.append(Job("copy the database", settings.snapshot_minutes * 60, lambda: copy_database(settings)))
    return tuple(jobs)


def hub(settings: Config) -> tuple[Job, ...]:
    """The timetable of a hub."""
    return box(settings)


def begin_box(settings: Config, port: int) -> None:
    """What a box does once when it answers: announce itself."""


def copy_database(settings: Config, keep: int = 24) -> None:
    """Write a verified copy beside the database and keep the newest `keep`."""
    folder = settings.data / "snapshots"
    folder.mkdir(exist_ok=True)
    db.snapshot(folder / f"homeroom-{clock.now():%Y%m%d-%H%M%S}.sqlite3")
    for old in sorted(folder.glob("homeroom-*.sqlite3"))[:-keep]:
        old.unlink()
