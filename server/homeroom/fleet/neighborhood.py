"""Boxes of one school find each other by mDNS (`_homeroom._tcp`). What is heard is a hint, nothing more."""

import logging
import socket
from collections.abc import Callable

from zeroconf import Error as ZeroconfError
from zeroconf import ServiceBrowser, ServiceInfo, ServiceListener, Zeroconf

log = logging.getLogger(__name__)
KIND = "_homeroom._tcp.local."
ASK_MS = 3000
MOST = 50  # announcements that are asked about while this program runs; a network has not so many boxes
MOST_TEXT = 100
Hear = Callable[[str, int, dict[str, str]], None]


class Neighborhood:
    """This box's announcement to other boxes, and its ear for theirs, while it lasts."""

    def __init__(self, zeroconf: Zeroconf, info: ServiceInfo | None, hear: Hear) -> None:
        self._zeroconf, self._info = zeroconf, info
        self._browser = ServiceBrowser(zeroconf, KIND, listener=_Ear(info.name if info else "", hear))

    def end(self) -> None:
        """Listen no more, and say goodbye."""
        self._browser.cancel()
        if self._info is not None:
            self._zeroconf.unregister_service(self._info)


class _Ear(ServiceListener):
    def __init__(self, own: str, hear: Hear) -> None:
        self._own, self._hear = own, hear
        self._names: set[str] = set()

    def add_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        if name == self._own or (name not in self._names and len(self._names) >= MOST):
            return
        self._names.add(name)
        info = zc.get_service_info(type_, name, timeout=ASK_MS)
        if info is None or not info.port:
            return
        said = _read(info)
        for address in info.parsed_addresses()[:4]:
            self._hear(address, info.port, said)

    update_service = add_service

    def remove_service(self, zc: Zeroconf, type_: str, name: str) -> None:
        return None  # it may only be slow; trying shows


def _read(info: ServiceInfo) -> dict[str, str]:
    found = {}
    for name, value in info.properties.items():
        text = (value or b"")[:MOST_TEXT].decode("ascii", "replace")
        found[name[:MOST_TEXT].decode("ascii", "replace")] = text
    return found


def join(
    zeroconf: Zeroconf, *, name: str, addresses: list[str], port: int, said: dict[str, str], hear: Hear
) -> Neighborhood:
    """Announce this box to others of its school and hear of them. `hear` gets address, port and what is said."""
    info = ServiceInfo(
        KIND,
        f"{name}.{KIND}",
        port=port,
        addresses=[socket.inet_aton(address) for address in addresses],
        properties=said,
        server=f"{name}.local.",
    )
    try:
        zeroconf.register_service(info, allow_name_change=True)
    except (ZeroconfError, OSError) as error:
        log.warning("the box could not be announced to other boxes: %s", error)
        return Neighborhood(zeroconf, None, hear)
    return Neighborhood(zeroconf, info, hear)
