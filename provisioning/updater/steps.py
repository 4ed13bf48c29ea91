"""An update as steps, each of which may be cut off and done again: what was reached is written down before it goes on.

chosen → brought → installed → closed → copied → switched → proven, or from anywhere back. From `closed` to `proven`
nobody outside is answered, so a return to the copied database loses nothing that anybody was told is safe.
"""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from . import files, kits, refusal, trust
from .box import CLOSED, Box, is_whole
from .kits import Kit, Source
from .refusal import Failed, Refused, Why

GATE = 75.0  # seconds a new version has to answer, counted over restarts: the old one serves again within 120
EVERY = 1.0  # seconds between two looks at it
START = 5.0  # seconds that each start costs at least
SPARE = 50 << 20  # bytes that stay free
UNPACKED = 4  # an installed program is at most so many times its wheels
WAITING = ("chosen", "brought", "installed", "closed")  # the old version serves, or could at once
TROUBLE = (Failed, Refused, OSError, subprocess.SubprocessError, ValueError, StopIteration)


class Updater:
    """One box and how far its update is."""

    def __init__(self, box: Box) -> None:
        self.box = box
        self._state, self._trust, self._last = (box.state / f"{name}.json" for name in ("state", "trust", "last"))
        self.now = files.read(self._state)

    # What is known

    def trusted(self) -> dict[str, Any]:
        """The list of release keys and the counter of the newest version that proved itself."""
        return files.read(self._trust)

    def keys(self) -> trust.KeyList:
        """The release keys this box believes. Raises Refused when it was told none."""
        told = self.trusted()
        if "keys" not in told:
            raise Refused("This box knows no release keys: it takes updates by provision.sh only.")
        return trust.read(told["keys"])

    def last(self) -> dict[str, Any]:
        """How the last update ended."""
        return files.read(self._last)

    def failed(self) -> dict[str, Why]:
        """Kits that were tried and did not prove themselves, with the reason."""
        return {digest: refusal.read(why) for digest, why in dict(self.last().get("failed", {})).items()}

    def offers(self) -> tuple[list[Kit], list[tuple[Path, Why]]]:
        """Kits that are newer than what runs, the newest first, and those that are refused, with the reason."""
        good, bad = [], []
        for source in kits.found([*self.box.places, self.box.inbox]):
            try:
                kit = kits.look(source, self.keys())
                kits.wanted(kit, self.counter())
                good.append(kit)
            except Refused as refused:
                bad.append((source.path, refused.why))
        return sorted(good, key=lambda kit: -kit.counter), bad

    def counter(self) -> int:
        """The number of the newest version that proved itself here; 0 before the first."""
        return int(self.trusted().get("counter", 0))

    def believe(self, source: Source) -> None:
        """Take the release keys of the kit a box was made with, once; a newer kit raises the counter."""
        told, known = self.trusted(), self.counter()
        kit = kits.look(source, trust.read(told["keys"]) if "keys" in told else kits.first_list(source))
        files.write(self._trust, {"keys": kit.keys.as_dict(), "counter": max(kit.counter, known)})
        if kit.counter >= known and self.box.free(self.box.state) > kit.size() + SPARE:
            fresh = self.box.state / "kept.new"
            with suppress(Refused, OSError):  # without it this box gives nothing to its neighbors, and is well
                kits.bring(kit, fresh)
                self._keep(fresh)
            files.clear(fresh)

    # The steps

    def begin(self, kit: Kit) -> None:
        """Choose a kit; nothing is changed yet."""
        place = {"source": str(kit.source.path), "old": self.box.current(), "release": kit.release}
        self._go("chosen", digest=kit.digest, version=kit.version, counter=kit.counter, spent=0.0, **place)

    def run(self, may: Callable[[], bool] = lambda: True) -> None:
        """Go on from wherever it stopped, to the end or until it must wait (`may` says no before the door closes)."""
        while phase := self.now.get("phase"):
            if phase in WAITING and not may():
                if phase == "closed":
                    self._open()  # cut off just before the copy, and by now there is school
                    self._go("installed")
                return
            try:
                getattr(self, f"_{phase}")()
            except TROUBLE as error:
                if phase in ("returning", "proven"):
                    raise  # what is left is tried again the next time
                self._give_up(phase, refusal.of(error))

    def _go(self, phase: str, **more: Any) -> None:
        told = {**self.now, **more, "phase": phase}
        files.write(self._state, told)
        self.now = told

    @property
    def _copy(self) -> Path:
        return self.box.state / "kit"

    def _chosen(self) -> None:
        kit = kits.look(Source(Path(self.now["source"])), self.keys())
        if kit.digest != self.now["digest"]:
            raise Failed("The kit was exchanged for another one meanwhile.")
        kits.wanted(kit, self.counter())
        files.clear(self._copy)
        size = kit.size()
        if not self._room(self.box.state, size):
            raise Failed("There is no room for a copy of the kit: it needs %(size)s MB.", size=_megabytes(size))
        kits.bring(kit, self._copy)
        # A newer list of keys counts from now on, whatever becomes of this version.
        files.write(self._trust, {**self.trusted(), "keys": kit.keys.as_dict()})
        self._go("brought", size=size)

    def _brought(self) -> None:
        if not is_whole(self.box.opt / "releases" / self.now["release"]):
            size = int(self.now["size"]) * UNPACKED
            if not self._room(self.box.opt, size):
                raise Failed(
                    "There is no room for the new program beside the old one: it needs %(size)s MB.",
                    size=_megabytes(size),
                )
        self.box.install(self._copy, self.now["release"])
        self._go("installed")

    def _installed(self) -> None:
        if self.now["release"] == self.box.current():
            return self._go("proven")  # the same program under a higher number
        self.box.loads(self.now["release"])
        database = self.box.school / "homeroom.sqlite3"
        tails = [Path(f"{database}{tail}") for tail in ("", "-wal")]
        # The copy, and as much again for what migrations write.
        size = 2 * sum(one.stat().st_size for one in tails if one.exists())
        if not self._room(self.box.school, size):
            raise Failed("There is no room for a copy of the database: it needs %(size)s MB.", size=_megabytes(size))
        self._go("closed")

    def _room(self, folder: Path, wanted: int) -> bool:
        return self.box.free(folder) >= wanted + SPARE

    def _close(self) -> None:
        files.mark(self.box.door, CLOSED)
        files.mark(self.box.hold)

    def _open(self) -> None:
        files.remove(self.box.door)
        files.remove(self.box.hold)
        self.box.start()

    def _closed(self) -> None:
        self._close()
        self.box.stop()
        self.box.database("copy")
        self._go("copied", copied=True)

    def _copied(self) -> None:
        files.point(self.box.opt / "current", f"releases/{self.now['release']}")
        self._go("switched")

    def _switched(self) -> None:
        files.remove(self.box.hold)
        begun, spent = self.box.seconds(), float(self.now["spent"]) + START
        self.box.start()
        while not self._well():
            passed = spent + self.box.seconds() - begun
            # Written down on the way: a version that makes the whole machine restart uses up its time as well.
            self._go("switched", spent=passed)
            if passed > GATE:
                raise Failed("The new version did not answer within %(seconds)s seconds.", seconds=int(GATE))
            if self.box.given_up():
                raise Failed("The new version fell over again and again.")
            self.box.rest(EVERY)
        trouble = self.box.doctor(self.now["release"])
        if trouble:
            raise Failed("The new version is not well: %(words)s", words=trouble)
        self._go("proven")

    def _well(self) -> bool:
        return bool(self.box.answers(closed=True) == self.now["version"])

    def _proven(self) -> None:
        files.write(self._trust, {**self.trusted(), "counter": self.now["counter"]})
        if self.now.get("copied"):
            self.box.stop()
            self._open()
        self._tell(True, Why())
        with suppress(Failed):
            self.box.database("forget")
        self._tidy()
        self._end()

    def _keep(self, folder: Path) -> None:
        # What runs stays as it came: from here the program gives it to the school's other boxes.
        if folder.exists():
            files.clear(self.box.kept)
            folder.replace(self.box.kept)

    def _tidy(self) -> None:
        self._keep(self._copy)
        kept = {self.box.current(), self.now["old"]}
        releases = [one for one in (self.box.opt / "releases").iterdir() if one.name not in kept]
        for one in sorted(releases, key=lambda one: -one.lstat().st_mtime)[1:]:
            files.clear(one)

    # Back

    def _give_up(self, phase: str, why: Why) -> None:
        files.clear(self._copy)  # first: it makes room to write down what follows
        if phase in ("chosen", "brought", "installed"):
            self._fail(why)
            return self._end()
        with suppress(OSError):
            self._go("returning", why=why.as_dict())
        self.now.update(phase="returning", why=why.as_dict())

    def _returning(self) -> None:
        files.clear(self._copy)
        files.mark(self.box.hold)
        self.box.stop()
        if self.now.get("copied"):
            self.box.database("back")
        with suppress(Failed):
            self.box.database("forget")
        files.point(self.box.opt / "current", f"releases/{self.now['old']}")
        self._open()
        self._fail(refusal.read(self.now["why"]))
        self._end()

    def _fail(self, why: Why) -> None:
        with suppress(OSError):  # the disk may be full
            self._tell(False, why)
        if self.now["release"] != self.now["old"]:
            files.clear(self.box.opt / "releases" / self.now["release"])

    def _tell(self, well: bool, why: Why) -> None:
        failed = {digest: one.as_dict() for digest, one in self.failed().items()}
        if not well:
            failed[self.now["digest"]] = why.as_dict()
        told = {"version": self.now["version"], "well": well, "why": why.as_dict(), "at": int(time.time() * 1000)}
        files.write(self._last, {**told, "failed": dict(list(failed.items())[-20:])})

    def _end(self) -> None:
        files.remove(self._state)
        self.now = {}


def _megabytes(wanted: int) -> int:
    return round((wanted + SPARE) / 1e6)
