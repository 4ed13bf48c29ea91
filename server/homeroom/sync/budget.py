"""How much of a day's data and time the link to the hub may use, and how much it used."""

from dataclasses import dataclass

import peewee

from homeroom import clock, config, db
from homeroom.db import Local
from homeroom.errors import HomeroomError
from homeroom.i18n import _
from homeroom.sync.link import Traffic

KEEP = 62  # days


class Usage(Local):
    """What went over the link on one school day, both ways."""

    day = peewee.TextField(primary_key=True)
    sent = peewee.IntegerField(default=0)
    received = peewee.IntegerField(default=0)
    ms = peewee.IntegerField(default=0)

    class Meta:
        table_name = "sync_usage"


class UsedUp(HomeroomError):
    """Today's share is used up: not an error, the box goes on tomorrow."""


@dataclass(frozen=True)
class Budget:
    """Bytes and milliseconds of today: used, and left (None = no bound)."""

    used: int
    used_ms: int
    left: int | None
    left_ms: int | None

    @property
    def used_up(self) -> bool:
        """Whether nothing more may go today unasked."""
        return self.left == 0 or self.left_ms == 0


def today() -> Budget:
    """The budget of this school day."""
    settings = config.current()
    row = Usage.get_or_none(Usage.day == clock.today())
    used, ms = (row.sent + row.received, row.ms) if row else (0, 0)
    most, most_ms = settings.sync_daily_mb * 1_000_000, settings.sync_daily_minutes * 60_000
    return Budget(used, ms, max(0, most - used) if most else None, max(0, most_ms - ms) if most_ms else None)


def check() -> None:
    """Raise UsedUp when today's share is used up."""
    if today().used_up:
        raise UsedUp(_("Today's share of the connection is used up. The box goes on tomorrow."))


def half_is_left() -> bool:
    """Whether half of today's share is left: the rest is the school day's, what can wait must not use it."""
    settings, now = config.current(), today()
    parts = ((now.left, settings.sync_daily_mb * 1_000_000), (now.left_ms, settings.sync_daily_minutes * 60_000))
    return all(left is None or left * 2 > whole for left, whole in parts)


@db.writes
def add(traffic: Traffic) -> None:
    """Count what went over a link, and start its count anew."""
    day = clock.today()
    Usage.insert(day=day).on_conflict_ignore().execute()
    Usage.update(
        sent=Usage.sent + traffic.sent,
        received=Usage.received + traffic.received,
        ms=Usage.ms + int(traffic.seconds * 1000),
    ).where(Usage.day == day).execute()
    traffic.sent, traffic.received, traffic.seconds = 0, 0, 0.0
    old = Usage.select(Usage.day).order_by(Usage.day.desc()).offset(KEEP).limit(1)
    Usage.delete().where(Usage.day <= old).execute()
