"""What a box and a hub do unasked, put together from the features."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from homeroom import store, timekeeping
from homeroom.backups import actions as backups
from homeroom.backups import snapshots
from homeroom.config import Config
from homeroom.errors import HomeroomError
from homeroom.jobs import Job
from homeroom.lazy import lazy
from homeroom.mastery import actions as mastery
from homeroom.neighbors import actions as neighbors
from homeroom.offsite import proving
from homeroom.packs.programs import doors
from homeroom.privacy import looks, retention
from homeroom.record import actions as record
from homeroom.releases import actions as releases
from homeroom.setup import keeping
from homeroom.sync import actions as sync
from homeroom.sync import scrub
from homeroom.trials import actions as trials

if TYPE_CHECKING:
    from homeroom.fleet import discovery, neighborhood
else:
    discovery, neighborhood = lazy("homeroom.fleet.discovery"), lazy("homeroom.fleet.neighborhood")

log = logging.getLogger(__name__)


def box(settings: Config) -> tuple[Job, ...]:
    """The timetable of a box."""
    learning = Job("learn from yesterday's answers", 3600, mastery.learn_if_due)
    comparing = Job("look at comparisons", 3600, trials.look_at_all)
    beside = Job("exchange with neighbors", 10, neighbors.exchange_if_due, aside="neighbors")
    back = Job("test a restore from the hub", 3600, proving.prove_if_due, aside="test")
    sending = Job("send to the hub", 10, sync.send_if_due, aside="hub")
    mine: tuple[Job, ...] = (sending, learning, comparing, beside, back)
    if settings.updater:
        mine += (Job("fetch a release that somebody wants now", 10, releases.fetch_if_asked, aside="release"),)
    if settings.front_port:  # only an nginx in front speaks TLS
        mine += (Job("renew the certificate", 3600, keeping.settle),)
    return (*hub(settings), *mine)


def hub(settings: Config) -> tuple[Job, ...]:
    """The timetable of a hub."""
    care = (
        Job("look at the clock", 60, timekeeping.look_and_save),
        Job("look after the disk", 60, lambda: backups.look_after_disk(settings)),
        Job("back up to a stick", 300, backups.back_up_if_due),
        Job("test a restore", 3600, backups.test_if_due),
        Job("look for damage", 6 * 3600, backups.check_database),
        Job("read the segments again", 3600, scrub.run_if_due),
        Job("let old copies of keys go", 6 * 3600, backups.let_old_keys_go),
        Job("carry out erasures", 30, record.carry_out),
        Job("write down who looked at whom", 30, looks.keep, last=True),
        Job("let go what is kept long enough", 3600, retention.carry_out),
    )
    if not settings.snapshot_minutes:
        return care
    return (Job("copy the database", settings.snapshot_minutes * 60, lambda: snapshots.take(settings)), *care)


class Announcing:
    """The box's name on the network, put there beside everything else: asking around takes seconds."""

    def __init__(self, settings: Config, port: int) -> None:
        self._announcement: discovery.Announcement | None = None
        self._neighborhood: neighborhood.Neighborhood | None = None
        self._thread = threading.Thread(target=self._begin, args=(settings, port), daemon=True)
        self._thread.start()

    def _begin(self, settings: Config, port: int) -> None:
        try:
            beside = doors.name_of(settings.box_name)
            self._announcement = discovery.announce(settings, port, store.school_id(), beside)
        except HomeroomError as error:
            log.warning("%s", error.message)
            return
        if self._announcement and settings.neighbor_minutes:
            self._neighborhood = neighborhood.join(
                self._announcement.zeroconf,
                name=f"{settings.box_name}-{store.box_id()[:6]}",
                addresses=discovery.own_addresses(),
                port=port,
                said=neighbors.announcement(),
                hear=neighbors.heard,
            )
        if self._announcement:
            log.warning("The box is also at http://%s%s", self._announcement.name, "" if port == 80 else f":{port}")

    def end(self) -> None:
        """Take the name off again."""
        self._thread.join(10)
        if self._neighborhood:
            self._neighborhood.end()
        if self._announcement:
            self._announcement.end()


def announce(settings: Config, port: int) -> Callable[[], None]:
    """Begin to put the box's name on the network; returns what takes it off again and hangs up on neighbors."""
    neighbors.listening(settings.front_port or port)
    if not settings.announce or (settings.host.startswith("127.") and not settings.front_port):
        return neighbors.stop
    announcing = Announcing(settings, settings.front_port or port)

    def end() -> None:
        neighbors.stop()
        announcing.end()

    return end
