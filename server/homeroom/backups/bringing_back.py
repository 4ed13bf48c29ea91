"""A school comes back on the page of the first start: from a stick or a hub, with the box's code and the recovery key.

Nobody needs a shell for it. Everything is built and checked beside what the new box has; then the server ends, the
data change places, and it starts again as the school that it was.
"""

import logging
import shutil
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from homeroom import config, starting_again
from homeroom.backups import places, restoring
from homeroom.backups.vault import Vault
from homeroom.config import Config
from homeroom.errors import Conflict, HomeroomError, Refused, where
from homeroom.i18n import _
from homeroom.people import first_start

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Progress:
    """How far it is: "" nothing was begun, fetching, restoring, starting, failed (`trouble` says why)."""

    state: str = ""
    done: int = 0
    total: int = 0
    trouble: str = ""

    @property
    def running(self) -> bool:
        """Whether something is under way."""
        return self.state in ("fetching", "restoring", "starting")


PATIENCE = 10.0  # seconds: a browser without scripts never asks how far it is
_progress = Progress()
_one_at_a_time = threading.Lock()
_followed = threading.Event()


def progress() -> Progress:
    """How far it is now."""
    return _progress


def follow() -> Progress:
    """How far it is now, for a page that asks again and again: it is whole, and bears that the server ends."""
    _followed.set()
    return _progress


def sticks() -> list[Path]:
    """The sticks plugged in now that hold backups of any school."""
    return [root for root in places.mounted(config.current()) if restoring.places_in(root)]


def begin(code: str, where_: str, secret: str) -> None:
    """Begin to bring the newest backup back. Raises Refused, TooMany, Conflict, Unavailable with a sentence.

    `where_` is one of `sticks`, or the address of a hub.
    """
    first_start.check_code(code)
    lock = Vault(secret)
    stick = next((root for root in sticks() if str(root) == where_), None)
    if stick is None and not where_.startswith(("http://", "https://")):
        raise Refused(_("This stick is not plugged in any more."))
    if stick is not None:
        restoring.check(restoring.find(stick, lock), lock)  # what can be said at once is said at once
    if not _one_at_a_time.acquire(blocking=False):
        raise Conflict(_("A backup is being brought back already."))
    _note(Progress("restoring" if stick else "fetching"))
    _followed.clear()
    settings = config.current()
    threading.Thread(target=_work, args=(settings, stick, where_, lock), name="bring back", daemon=True).start()


def _work(settings: Config, stick: Path | None, address: str, lock: Vault) -> None:
    try:
        root = stick or restoring.bring(address, lock, settings.data, watch=_watch)
        _note(Progress("restoring"))
        restoring.prepare(restoring.find(root, lock), lock, settings.data, _watch)
        shutil.rmtree(settings.data / restoring.FROM_HUB, ignore_errors=True)
        _note(Progress("starting"))
        _followed.wait(PATIENCE)  # a small school is back before the page that follows it was sent
        starting_again.begin(lambda: restoring.exchange(settings.data))
    except HomeroomError as error:
        _note(Progress("failed", trouble=error.message))
    except Exception as error:
        log.error("bringing a backup back: %s", where(error))
        _note(Progress("failed", trouble=_("Something went wrong. Nothing was changed.")))
    finally:
        _one_at_a_time.release()


def _watch(done: int, total: int) -> None:
    _note(replace(_progress, done=done, total=total))


def _note(now: Progress) -> None:
    global _progress
    _progress = now
