"""`homeroom demo`: a school and a hub to try, on this machine."""

import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from homeroom import config, options
from homeroom.commands import invitation
from homeroom.errors import Refused, Unavailable
from homeroom.lazy import lazy

if TYPE_CHECKING:
    from homeroom import demo_school
else:
    demo_school = lazy("homeroom.demo_school")

MARK = "homeroom-demo"  # only a folder with this file is ever emptied


@click.command(short_help="Start a demo school with a hub beside it.")
@click.option("--host", help="Address to listen on; 127.0.0.1 = only this machine.")
@click.option("--fresh", is_flag=True, help="Throw the old demo school away and start over.")
@options.common
def demo(settings: config.Config, host: str | None, fresh: bool) -> None:
    """Start a demo school and a hub beside it, and say how to get in.

    Everything is kept in the data folder; the next start goes on where this one was. Stop with Ctrl+C.
    """
    folder = settings.data
    _claim(folder, fresh=fresh)
    given = config.load(None, host=host or settings.host, port=settings.port, timezone=settings.timezone)
    plan = demo_school.settings_in(folder, given)
    click.echo("Preparing Riverside Primary …")
    people = demo_school.fill(plan)
    crew = _Crew()
    try:
        hub_port = crew.start("hub", plan.hub)
        if not demo_school.is_enrolled(plan):
            demo_school.enrol_at_hub(plan, f"http://127.0.0.1:{hub_port}")
        codes = demo_school.device_codes(plan)
        box_port = crew.start("serve", plan.box)
        click.echo(invitation.text(plan.box, box_port, hub_port, people, codes))
        crew.watch()
    finally:
        crew.end()


def _claim(folder: Path, *, fresh: bool) -> None:
    mark = folder / MARK
    if fresh and folder.exists():
        if not mark.exists():
            raise Refused(f"{folder} is not the folder of a demo school. Nothing was removed.")
        shutil.rmtree(folder)
    if folder.exists() and any(folder.iterdir()) and not mark.exists():
        raise Refused(f"{folder} holds something else. Choose an empty folder with --data.")
    folder.mkdir(parents=True, exist_ok=True)
    mark.touch()


class _Crew:
    """The processes of the demo: they start together and end together."""

    def __init__(self) -> None:
        self._processes: list[subprocess.Popen[str]] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_end)

    def _asked_to_end(self, _number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    def start(self, command: str, settings: config.Config) -> int:
        """Start one server and wait until it answers; returns its port."""
        settings.data.mkdir(parents=True, exist_ok=True)
        file = settings.data / "homeroom.toml"
        file.write_text(config.as_toml(settings), "utf-8")
        arguments = [sys.executable, "-m", "homeroom", command, "--config", str(file)]
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
        self._processes.append(process)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Unavailable("The demo could not start; the line above says why.")
        threading.Thread(target=_drain, args=(process,), daemon=True).start()
        port = int(line.strip().rpartition(":")[2])
        _wait_until_healthy(port)
        return port

    def watch(self) -> None:
        """Wait until one of the processes ends."""
        while all(process.poll() is None for process in self._processes):
            time.sleep(0.5)
        raise Unavailable("One of the demo's servers ended; its last words are above.")

    def end(self) -> None:
        """End all, and wait for what they are writing."""
        for process in self._processes:
            if process.poll() is None:
                process.terminate()
        for process in self._processes:
            with suppress(subprocess.TimeoutExpired):
                process.wait(15)


def _drain(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        click.echo(line, nl=False)


def _wait_until_healthy(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).close()
            return
        time.sleep(0.05)
    raise Unavailable(f"The server on port {port} does not answer.")
