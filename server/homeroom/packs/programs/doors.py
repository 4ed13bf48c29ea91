"""Under which addresses programs of lessons are reached: never under the box's own.

A box that is called homeroom.local shows programs as homeroom-content.local, which cookies tell apart; one label, as
many systems look up no longer names in .local. Where people use a bare address, and as a second try, it is another
port of the same host. Cookies do not tell ports apart, so the sandbox of every answer (serve.py) keeps programs from
them there; section 4.7 of the notes on packs has the attack that this stands against.
"""

import ipaddress
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

MARK = "-content"
_ports: dict[str, int] = {}


def listen(**ports: int) -> None:
    """Tell on which ports programs are reached by a bare address: http=…, https=… where there is TLS."""
    _ports.clear()
    _ports.update({scheme: port for scheme, port in ports.items() if port})


def name_of(box: str) -> str:
    """The host name for programs beside a box's own: homeroom.local → homeroom-content.local."""
    label, dot, rest = box.partition(".")
    return f"{label}{MARK}{dot}{rest}"


def origins(host: str, scheme: str) -> list[str]:
    """Where a page that came from `host` finds programs, the best first."""
    name, port = _parts(host)
    found = [f"{scheme}://{_join(name_of(name), port)}"] if _is_name(name) else []
    return found + ([f"{scheme}://{name}:{_ports[scheme]}"] if scheme in _ports else [])


def is_for_programs(host: str) -> bool:
    """Whether a request with this Host header is for programs and not for the box."""
    name, port = _parts(host)
    return (port.isdecimal() and int(port) in _ports.values()) or (
        _is_name(name) and name.partition(".")[0].endswith(MARK)
    )


def split(box: Any, programs: Any) -> Any:
    """One server, two worlds, both WSGI: the Host header decides, and neither answers for the other."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        world = programs if is_for_programs(environ.get("HTTP_HOST", "")) else box
        body: Iterable[bytes] = world(environ, start)
        return body

    return answer


def _parts(host: str) -> tuple[str, str]:
    name, colon, port = host.lower().rpartition(":")
    if not colon or host.endswith("]"):
        return host.lower(), ""
    return name, port


def _join(name: str, port: str) -> str:
    return f"{name}:{port}" if port else name


@lru_cache(maxsize=64)
def _is_name(name: str) -> bool:
    if name == "localhost" or not name:
        return False
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return True
    return False
