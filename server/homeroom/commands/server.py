"""Waitress with settings that bear a school: slow tablets, idle connections, a kill at any moment."""

import ctypes
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import waitress.server
from flask import Flask

from homeroom import db, jobs, logs, notify, starting_again
from homeroom.commands.held import hold_answers
from homeroom.commands.threads import Dispatcher
from homeroom.config import Config
from homeroom.errors import Unavailable
from homeroom.packs.programs import doors

# Only an nginx on this machine may say for whom it asks; by itself this server believes nobody.
FRONT = {
    "trusted_proxy": "127.0.0.1",
    "trusted_proxy_count": 1,
    "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
}


def run(
    app: Flask, settings: Config, timetable: tuple[jobs.Job, ...], ready: Callable[[int], Callable[[], None]]
) -> None:
    """Serve until SIGTERM or SIGINT, then finish the writes that wait and close the database.

    `ready` is called with the real port once requests are answered and returns what to do at the end.
    Raises Unavailable when the port is taken.
    """
    _use_little_memory()
    log_file = logs.begin(settings.data)
    server = _listen(app, settings)
    ports = [int(found[1]) for found in server.effective_listen]
    port = ports[0]
    if settings.front_port:
        doors.listen(http=programs_port(settings.front_port), https=programs_port(443))
    else:
        doors.listen(http=ports[-1])
    scheduler = jobs.start(timetable)
    stop = _Stop(hold_answers(server.map))
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    starting_again.offered_by(lambda: os.kill(os.getpid(), signal.SIGTERM))
    end = ready(port)
    gc.freeze()  # what is there now stays: looking through it again and again would stop a class for a moment
    heartbeat = notify.Heartbeat(port)
    try:
        server.run()
    finally:
        starting_again.offered_by(None)
        heartbeat.end()
        end()
        scheduler.shutdown(wait=False)
        jobs.finish(timetable)
        db.close()
        logs.end(log_file)
        starting_again.carry_out()


def _use_little_memory() -> None:
    # glibc gives every thread its own heap and soon stops giving large blocks back: with argon2 (19 MiB a password)
    # in some threads the process grew to five times what it needs.
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", lambda _option, _value: 0)
        mallopt(-8, 2)  # M_ARENA_MAX
        mallopt(-3, 256 * 1024)  # M_MMAP_THRESHOLD: fixed, and larger blocks go straight back


def programs_port(port: int) -> int:
    """The port for programs of lessons beside a box's own: 10,000 higher. 0 = whichever is free."""
    return port + 10_000 if 0 < port <= 55_535 else 0


def _listen(app: Flask, settings: Config) -> waitress.server.MultiSocketServer:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    threads = Dispatcher()
    threads.set_thread_count(settings.threads)
    try:
        return waitress.server.create_server(
            app,
            _dispatcher=threads,
            listen=f"{host}:{settings.port} {host}:{_free(settings.host, programs_port(settings.port))}",
            threads=settings.threads,
            connection_limit=1000,
            channel_timeout=30,
            cleanup_interval=10,
            asyncore_use_poll=True,
            max_request_body_size=2 * 1024**3,
            expose_tracebacks=False,
            **(FRONT if settings.front_port else {}),
            clear_untrusted_proxy_headers=True,
            ident=None,
        )
    except OSError as error:
        threads.set_thread_count(0)
        raise Unavailable(
            f"Port {settings.port} is in use already ({error.strerror}). Choose another one with --port."
        ) from error


def _free(host: str, port: int) -> int:
    """The port, or 0 (any) when it is in use: programs are told where they are, people type the other one."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return 0
    return port


class _Stop:
    """Ends the server's loop at a signal; a second signal ends the process at once."""

    def __init__(self, let_go: Callable[[], None]) -> None:
        self._let_go = let_go  # of what wakes the loop, before its pipe is closed

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self._let_go()
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        raise SystemExit(0)


def door(settings: Config, port: int) -> str:
    """The address for other devices: of the nginx in front if there is one, else of this server on `port`."""
    if settings.front_port:
        return addresses(settings.front_port, "")[0].removesuffix(":80")
    return addresses(port, settings.host)[0]


def addresses(port: int, host: str) -> list[str]:
    """The addresses under which this machine answers, the one for other devices first."""
    if host.startswith("127."):
        return [f"http://{host}:{port}"]
    return [f"http://{one}:{port}" for one in (_lan_address(), "127.0.0.1") if one]


def _lan_address() -> str | None:
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        probe.connect(("192.0.2.1", 9))  # sends nothing: only asks the kernel which address it would use
        found = str(probe.getsockname()[0])
    except OSError:
        return None
    finally:
        probe.close()
    return None if found.startswith("127.") else found
