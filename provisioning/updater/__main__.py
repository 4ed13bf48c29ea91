"""homeroom-update: for the timer, the page and the technician."""

import argparse
import fcntl
import functools
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from . import files, refusal, wishes
from .box import Box
from .kits import Kit, Source
from .refusal import Refused, Why
from .steps import Updater


def main(words: list[str] | None = None, box: Box | None = None) -> int:
    """Read the options and do it; 0 = done or nothing to do, 1 = it did not work."""
    options = argparse.ArgumentParser(prog="homeroom-update", description=__doc__)
    what = options.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--check", action="store_true", help="tell which kits are on sticks and in the inbox; change nothing"
    )
    what.add_argument("--now", action="store_true", help="install the newest one now, also in school hours")
    what.add_argument("--status", action="store_true", help="tell what runs and how the last update ended")
    what.add_argument("--timer", action="store_true", help="what the box does by itself every five minutes")
    what.add_argument(
        "--believe", type=Path, metavar="KIT", help="take the release keys of the kit this box is made with"
    )
    asked = options.parse_args(words)
    box = box or Box()
    if os.geteuid() and box.owner:
        print("homeroom-update: run this as root: sudo homeroom-update", file=sys.stderr)
        return 2
    box.state.mkdir(parents=True, exist_ok=True)
    if asked.status:
        return _status(Updater(box))
    if asked.check:
        return _check(Updater(box))
    with _alone(box):
        updater = Updater(box)
        if asked.believe:
            return _believe(updater, asked.believe)
        return _now(updater) if asked.now else _timer(updater)


@contextmanager
def _alone(box: Box) -> Iterator[None]:
    with (box.state / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _status(updater: Updater) -> int:
    print(f"Running: {updater.box.current() or 'nothing'} (number {updater.counter()})")
    if updater.now:
        print(f"Under way: {updater.now['version']} ({updater.now['phase']})")
    last = updater.last()
    if last:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(last["at"] / 1000))
        ended = "is in use" if last["well"] else f"was taken back: {refusal.read(last['why'])}"
        print(f"Last update: {last['version']}, {when}: {ended}")
    else:
        print("Last update: none yet")
    return 0


def _check(updater: Updater) -> int:
    good, bad = updater.offers()
    failed = updater.failed()
    for path, why in bad:
        print(f"Not taken: {path}: {why}")
    for kit in good:
        print(f"Waiting: {kit.source.path}: version {kit.version} (number {kit.counter})")
        if kit.digest in failed:
            print(f"  It was tried already: {failed[kit.digest]} Only homeroom-update --now tries it again.")
    if not good:
        print("No update waits.")
    return 0


def _now(updater: Updater) -> int:
    updater.run()
    good, bad = updater.offers()
    for path, why in bad:
        print(f"Not taken: {path}: {why}")
    if not good:
        print("No update waits.")
        return 0
    return _install(updater, good[0])


def _install(updater: Updater, kit: Kit) -> int:
    print(f"Installing version {kit.version} from {kit.source.path}. The box is away for a minute or two.", flush=True)
    updater.begin(kit)
    updater.run()
    _publish(updater)
    last = updater.last()
    if last.get("well"):
        print(f"Version {kit.version} is in use.")
        return 0
    print(f"Version {kit.version} was taken back, the old one serves: {refusal.read(last.get('why'))}")
    return 1


def _timer(updater: Updater) -> int:
    wish = wishes.read(updater.box.wishes)

    def may(digest: str) -> bool:
        return wishes.may_begin(wish.about(digest), updater.box.quiet)

    if updater.now:
        updater.run(lambda: may(updater.now["digest"]))
    failed = updater.failed()
    if not updater.now:
        for kit in updater.offers()[0]:
            asked_again = wish.about(kit.digest) == "now" and not _answered(updater, wish)
            if (kit.digest not in failed or asked_again) and may(kit.digest):
                updater.begin(kit)
                files.write(updater.box.state / "answered.json", files.read(updater.box.wishes))
                updater.run(functools.partial(may, kit.digest))
                break
    _publish(updater)
    return 0


def _answered(updater: Updater, wish: wishes.Wish) -> bool:
    # A kit that failed is tried again only when somebody asks again: each wish counts once.
    return files.read(updater.box.state / "answered.json") == files.read(updater.box.wishes) and bool(wish.kit)


def _publish(updater: Updater) -> None:
    """What the page may know: which kits wait, how the last one ended."""
    good, bad = updater.offers()
    last, failed = updater.last(), updater.failed()
    told: dict[str, Any] = {
        "waiting": [_waiting(kit, failed) for kit in good],
        "refused": [{"place": _place(path), "why": why.as_dict()} for path, why in bad],
        "under_way": updater.now.get("version", ""),
        "counter": updater.counter(),
        "last": {name: last[name] for name in ("version", "well", "why", "at") if name in last},
    }
    path = updater.box.state / "status.json"
    if files.read(path) != told:
        files.write(path, told)


def _waiting(kit: Kit, failed: dict[str, Why]) -> dict[str, Any]:
    return {
        "kit": kit.digest,
        "version": kit.version,
        "counter": kit.counter,
        "place": _place(kit.source.path),
        "failed": failed.get(kit.digest, Why()).as_dict(),
    }


def _place(path: Path) -> str:
    """The stick that a kit is on, or the folder it came in."""
    return path.parent.name if path.name.startswith("homeroom-kit") else path.name


def _believe(updater: Updater, folder: Path) -> int:
    try:
        updater.believe(Source(folder))
    except Refused as why:
        print(f"homeroom-update: {why}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
