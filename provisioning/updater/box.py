"""The machine under the updater: its folders, its service, the program that serves, and how it is."""

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import data
from .refusal import Failed

UNIT = "homeroom.service"
FRONT, BEHIND = 8080, 8079  # the port nginx asks, and the one nobody asks
# While an update proves itself nobody reaches the box, and it reaches nobody.
CLOSED = f"""HOMEROOM_PORT={BEHIND}
HOMEROOM_HOST=127.0.0.1
HOMEROOM_ANNOUNCE=false
HOMEROOM_HUB_URL=
HOMEROOM_NEIGHBOR_MINUTES=0
HOMEROOM_SNAPSHOT_MINUTES=0
HOMEROOM_STICK_FOLDERS=/nonexistent
"""
STARTS = 4  # a program that fell over so often will not stand


@dataclass(frozen=True)
class Box:
    """Folders of a real box by default; tests use others."""

    state: Path = Path("/var/lib/homeroom-update")
    opt: Path = Path("/opt/homeroom")
    school: Path = Path("/var/lib/homeroom")
    places: tuple[Path, ...] = (Path("/media"), Path("/mnt"), Path("/run/media"))
    owner: str | None = "homeroom"

    @property
    def inbox(self) -> Path:
        """Where the hub or a neighbor lays a kit."""
        return self.school / "updates" / "incoming"

    @property
    def wishes(self) -> Path:
        """The file of the page."""
        return self.school / "updates" / "request.json"

    @property
    def kept(self) -> Path:
        """The kit that runs, without what it needed no more; everybody may read it."""
        return self.state / "kept"

    @property
    def hold(self) -> Path:
        """While it is there systemd doesn't start the box: see homeroom.service."""
        return self.state / "hold"

    @property
    def door(self) -> Path:
        """Settings that keep the door closed; homeroom.service reads them when they are there."""
        return self.state / "closed.env"

    def current(self) -> str:
        """The release that serves."""
        try:
            return (self.opt / "current").readlink().name
        except OSError:
            return ""

    def stop(self) -> None:
        """Stop the box and wait until it has."""
        _run("systemctl", "stop", UNIT)

    def start(self) -> None:
        """Start it; doesn't wait until it answers."""
        _run("systemctl", "reset-failed", UNIT, well=False)
        _run("systemctl", "start", "--no-block", UNIT)

    def given_up(self) -> bool:
        """Whether it fell over again and again since it was started."""
        told = _run("systemctl", "show", "--property=NRestarts", "--value", UNIT, well=False).strip()
        return told.isdecimal() and int(told) >= STARTS

    def answers(self, *, closed: bool) -> str:
        """The version that answers and can write to the disk, or ""."""
        address = f"http://127.0.0.1:{BEHIND if closed else FRONT}/healthz"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                told = json.load(answer)
        except (OSError, ValueError):
            return ""
        return str(told.get("version", "")) if isinstance(told, dict) and told.get("ok") else ""

    def doctor(self, release: str) -> str:
        """What the new program's doctor finds that keeps the box from serving, or ""."""
        program = [self.opt / "releases" / release / "bin/python", "-m", "homeroom", "doctor", "--grave"]
        done = self._as_owner(program, 30)
        return "" if done.returncode == 0 else (done.stdout + done.stderr).strip()[-500:]

    def quiet(self) -> bool:
        """Whether it is night and no lessons are near, as the program says; not when it can't say."""
        program = [self.opt / "current/bin/python", "-m", "homeroom", "quiet"]
        return self._as_owner(program, 60).returncode == 0

    def loads(self, release: str) -> None:
        """Raise Failed unless the program of a release loads on this machine."""
        words = "from homeroom import app, features; app.load(features.BOX)"
        done = self._as_owner([self.opt / "releases" / release / "bin/python", "-c", words], 120)
        if done.returncode:
            raise Failed("The new program does not load: %(words)s", words=done.stderr.strip()[-300:])

    def install(self, kit: Path, release: str) -> None:
        """Put the program of a copied kit into its folder; whole only when the file `whole` says so."""
        target = self.opt / "releases" / release
        if is_whole(target):
            return
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        _run(sys.executable, "-m", "venv", "--without-pip", str(target))
        pip = next((kit / "wheels").glob("pip-*.whl"))
        quiet = ("--quiet", "--disable-pip-version-check", "--no-cache-dir", "--no-input")
        kept = ("--no-index", "--find-links", str(kit / "wheels"), "--require-hashes", "--no-warn-script-location")
        listed = ("-r", str(kit / "requirements.txt"))
        _run(str(target / "bin/python"), "-m", "pip", "install", *quiet, *kept, *listed, PYTHONPATH=str(pip))
        self.loads(release)
        os.sync()
        mark = target / "whole"
        with mark.open("w") as file:
            file.write(release + "\n")
            file.flush()
            os.fsync(file.fileno())

    def database(self, verb: str) -> None:
        """Copy the school's database, put it back or forget the copy, as the account that owns it. Raises Failed."""
        done = self._as_owner([sys.executable, "-I", data.__file__, verb, str(self.school)], 600)
        if done.returncode == data.IN_USE:
            raise Failed("The database can't be copied: somebody else uses it.")
        if done.returncode == data.UNLIKE:
            raise Failed("The copy of the database is not what was copied.")
        if done.returncode:
            raise Failed("The database can't be copied: %(words)s", words=done.stderr.strip()[-300:])

    def free(self, folder: Path) -> int:
        """Free bytes where a folder is."""
        return shutil.disk_usage(folder).free

    def seconds(self) -> float:
        """Seconds that only grow."""
        return time.monotonic()

    def rest(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def _as_owner(self, words: list[object], seconds: float) -> "subprocess.CompletedProcess[str]":
        settings = {**_settings(Path("/etc/homeroom/box.env")), **_settings(self.door)}
        environ = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
        own: dict[str, Any] = {"user": self.owner, "group": self.owner, "extra_groups": []}
        command = [str(word) for word in words]
        try:
            return subprocess.run(
                command,
                cwd=self.school,
                env={**environ, **settings},
                umask=0o027,
                timeout=seconds,
                capture_output=True,
                text=True,
                check=False,
                stdin=subprocess.DEVNULL,
                **(own if self.owner else {}),
            )
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 1, "", f"no end after {seconds:.0f} seconds")


def is_whole(release: Path) -> bool:
    """Whether a release was installed to its end."""
    try:
        return (release / "whole").read_text().strip() == release.name
    except OSError:
        return False


def _settings(path: Path) -> dict[str, str]:
    try:
        lines = [line.partition("=") for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    except OSError:
        return {}
    return {name: value for name, is_, value in lines if is_}


def _run(*words: str, well: bool = True, **environ: str) -> str:
    done = subprocess.run(
        words, env={**os.environ, **environ}, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if well and done.returncode:
        raise Failed(
            "A program of the machine did not work (%(command)s): %(words)s",
            command=" ".join(words[:3]),
            words=done.stderr.strip()[-300:],
        )
    return done.stdout
