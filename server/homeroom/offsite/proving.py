"""The weekly proof that a backup at the hub comes back: what of it was fetched and opened, and no word more.

The whole database when half of the day's share of the connection bears it; else as many single parts, taken by lot,
as it bears; at least the list of them. What is damaged or missing there is sent anew.
"""

import logging
import secrets
import shutil
import threading
import time
from dataclasses import dataclass, field, replace

from homeroom import clock, config, disk
from homeroom.backups import at_hub, opening, restoring, rules, trial, vault
from homeroom.backups.at_hub import TestThere
from homeroom.backups.lists import Backup, Part
from homeroom.backups.places import Place
from homeroom.config import Config
from homeroom.errors import Conflict, HomeroomError, NoRoom, Refused
from homeroom.i18n import _
from homeroom.offsite import plans
from homeroom.offsite.fetching import Kept, listed
from homeroom.sync import budget, signing, tables
from homeroom.sync.link import Link

log = logging.getLogger(__name__)
SCRATCH = "scratch-from-hub"
OVERHEAD = 3000  # bytes of asking for a part and of sealing it, about
LONGEST = 600.0  # seconds of a link that a test may take unasked
_one_at_a_time = threading.Lock()
DAYS = 1.5 * rules.WEEK  # ms: a box that is off at night does it by day


def prove_if_due() -> None:
    """The timetable's call: once a week, at night if there is one, within half of the day's share."""
    if _is_due(config.current()):
        most = _bearable()
        if most != 0:
            _prove(most, LONGEST)
    else:
        shutil.rmtree(config.current().data / SCRATCH, ignore_errors=True)  # of a test that the plug ended


def prove_now() -> TestThere:
    """Fetch the database of the newest backup past the day's share and open it. Raises HomeroomError for people."""
    if not _is_there(config.current()):
        raise Refused(_("The hub keeps no backup of this box yet."))
    return _prove(None, None)


def begin() -> None:
    """The same beside everything else; the page tells how it went. Raises Refused, Conflict."""
    if not _is_there(config.current()):
        raise Refused(_("The hub keeps no backup of this box yet."))
    if running():
        raise Conflict(_("A restore from the hub is being tested already."))

    def work() -> None:
        try:
            prove_now()
        except HomeroomError as error:
            log.warning("test of a restore from the hub: %s", error.message)

    threading.Thread(target=work, name="restore test", daemon=True).start()


def running() -> bool:
    """Whether a test is under way in this process."""
    return _one_at_a_time.locked()


def _is_there(settings: Config) -> bool:
    hub = tables.upstream()
    return hub is not None and bool(hub.url and at_hub.state().kept) and vault.exists(settings.data)


def _is_due(settings: Config) -> bool:
    if not _is_there(settings):
        return False
    last = at_hub.last_test()
    age = clock.now_ms() - (last.at if last else 0)
    night = rules.is_night(clock.local(clock.now_ms()).hour)
    return age < 0 or age > (rules.WEEK if night or last is None else DAYS)


def _bearable() -> int | None:
    """Bytes that may come today, None = as many as there are: half of each day's share stays for the school's day."""
    settings, now = config.current(), budget.today()
    hub = tables.upstream()
    bounds = []
    if now.left is not None:
        bounds.append(now.left - settings.sync_daily_mb * 500_000)
    if now.left_ms is not None and hub is not None and hub.rate:
        bounds.append((now.left_ms - settings.sync_daily_minutes * 30_000) * hub.rate // 1000)
    return max(0, min(bounds)) if bounds else None


@dataclass
class _Test:
    """One test under way: what may still come, what has come, what is not as it was."""

    kept: Kept
    most: int | None
    until: float | None
    parts: int = 0
    trouble: str = ""
    again: list[str] = field(default_factory=list)

    def bears(self, size: float) -> bool:
        """Whether so many more bytes may come."""
        traffic = self.kept.link.traffic
        in_time = self.until is None or time.monotonic() < self.until
        return in_time and (self.most is None or traffic.sent + traffic.received + size + OVERHEAD <= self.most)

    def take(self, part: Part, *, size: float = 0, sure: bool = False) -> None:
        """Fetch a part if that can be borne (`sure`: it can); note it when it is not what was sent."""
        if not sure and not self.bears(size):
            return
        try:
            self.kept.fetch_part(part)
            self.parts += 1
        except Refused as error:
            self.trouble = error.message
            self.again.append(self.kept.lock.name(part.sha256))


def _prove(most: int | None, seconds: float | None) -> TestThere:
    if not _one_at_a_time.acquire(blocking=False):
        raise Conflict(_("A restore from the hub is being tested already."))
    try:
        return _tested(most, seconds)
    finally:
        _one_at_a_time.release()


def _tested(most: int | None, seconds: float | None) -> TestThere:
    settings, hub = config.current(), tables.upstream()
    lock = vault.own(settings.data)
    key = signing.from_text(hub.hub_key) if hub else b""
    root = settings.data / SCRATCH
    shutil.rmtree(root, ignore_errors=True)
    try:
        with Link(hub.url if hub else "", box=lock.mark, key=lock.reader, hub_key=key) as link:
            try:
                place = Place(root, lock.mark)
                until = time.monotonic() + seconds if seconds else None
                result, again = _of(_Test(Kept(link, lock, {}, place), most, until), settings)
            finally:
                budget.add(link.traffic)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    at_hub.note_test(result, again)
    if not result.well:
        log.error("The test of a restore from the hub failed (%s): %s", result.of, result.words)
    return result


def _of(test: _Test, settings: Config) -> tuple[TestThere, list[str]]:
    expected = str(at_hub.state().kept[-1]["name"])
    nothing = TestThere(clock.now_ms(), expected, 0, False)
    try:
        row = next((one for one in listed(test.kept.link, test.kept.lock) if one["name"] == expected), None)
        if row is None:
            raise Refused(_("The hub does not have the newest backup any more."))
        test.kept = replace(test.kept, row=row)
        test.kept.begin(0)
        backup = test.kept.fetch_list()
    except Refused as error:
        return replace(nothing, words=error.message), [expected]
    begun = replace(nothing, made=backup.made, of_parts=len(dict.fromkeys(backup.parts)))
    try:
        result = _look(test, backup, settings, begun)
    except Refused as error:
        result = replace(begun, words=error.message)
    traffic = test.kept.link.traffic
    return replace(result, parts=test.parts, bytes=traffic.sent + traffic.received), test.again


def _look(test: _Test, backup: Backup, settings: Config, begun: TestThere) -> TestThere:
    """The whole database when that can be borne, else some parts. Raises Refused for what is not as it was sent."""
    sealed = max(0, int(test.kept.row["bytes"]) - sum(part.size for part in backup.media))
    plain = max(1, sum(part.size for part in backup.database))
    whole = test.bears(sealed)
    if whole and disk.free(settings.data) < plain + sealed + disk.reserve(settings):
        raise NoRoom(_("There is no room on the disk for the test."))
    some = _by_lot(backup.media, trial.SAMPLE) if whole else _by_lot(backup.parts, len(backup.parts))
    if whole:
        for part in backup.database:
            test.take(part, sure=True)
    for part in some:
        test.take(part, size=part.size * (sealed / plain if part.packed else 1))
    if test.again:
        raise Refused(test.trouble)
    if not whole or test.parts < len(dict.fromkeys(backup.database)):
        return replace(begun, well=True)
    return replace(begun, well=True, whole=True, entries=_put_together(test, backup))


def _by_lot(parts: list[Part], most: int) -> list[Part]:
    unlike = list(dict.fromkeys(parts))
    return secrets.SystemRandom().sample(unlike, min(most, len(unlike)))


def _put_together(test: _Test, backup: Backup) -> int:
    """The number of entries of the database as it comes back. Raises Refused when lessons could not go on with it."""
    place, lock = test.kept.place, test.kept.lock
    test.kept.fetch_keys()
    if place.keys.exists() and not opening.keys(place, lock):
        test.again.append(plans.CHILDREN)
        raise Refused(_("The keys of children in this backup are damaged."))
    target = place.root / "put-together"
    restoring.unpack(restoring.Found(place, backup), lock, target, media=[])
    return trial.works(target / restoring.DATABASE)
