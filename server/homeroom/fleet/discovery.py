"""Announces the box by mDNS as http://<name>.local, so that its address never changes for people."""

import ipaddress
import logging
import socket

import ifaddr
from zeroconf import Error as ZeroconfError
from zeroconf import NonUniqueNameException, ServiceInfo, Zeroconf

from homeroom.config import Config
from homeroom.errors import Unavailable

log = logging.getLogger(__name__)
KIND = "_http._tcp.local."
BESIDE = "_hr-programs._tcp.local."  # programs of lessons have a host name of their own
ASK_MS = 3000  # how long to ask whether the name is taken


class Announcement:
    """The box's name on the network while it lasts."""

    def __init__(self, zeroconf: Zeroconf, info: ServiceInfo) -> None:
        self._zeroconf, self._info = zeroconf, info

    @property
    def name(self) -> str:
        """The host name that tablets type."""
        return (self._info.server or "").rstrip(".")

    @property
    def zeroconf(self) -> Zeroconf:
        """The ear and mouth on the network, for what else is announced."""
        return self._zeroconf

    def answer_to(self, name: str, port: int, addresses: list[str]) -> None:
        """Answer to a second host name too."""
        packed = [socket.inet_aton(address) for address in addresses]
        info = ServiceInfo(BESIDE, f"{name}.{BESIDE}", port=port, addresses=packed, server=f"{name}.local.")
        try:
            self._zeroconf.register_service(info, allow_name_change=False)
        except (ZeroconfError, OSError) as error:
            log.warning("the box could not be announced as %s.local: %s", name, error)

    def end(self) -> None:
        """Say goodbye, so that nobody waits for a box that is gone."""
        self._zeroconf.unregister_all_services()
        self._zeroconf.close()


def announce(settings: Config, port: int, school: str, beside: str = "") -> Announcement | None:
    """Announce the box; None when settings say no or it listens on this machine only.

    `beside` is a second host name for the same machine, without .local.

    Raises Unavailable when another box has the name already: a name that changes by itself would
    change the address of every tablet, and with it strand what they still hold.
    """
    if not settings.announce or (settings.host.startswith("127.") and not settings.front_port):
        return None
    found = _register(settings, port, school, own_addresses())
    if found and beside:
        found.answer_to(beside, port, own_addresses())
    return found


def _register(settings: Config, port: int, school: str, addresses: list[str]) -> Announcement | None:
    info = ServiceInfo(
        KIND,
        f"{settings.box_name}.{KIND}",
        port=port,
        addresses=[socket.inet_aton(address) for address in addresses],
        properties={"school": school[:8], "path": "/"},
        server=f"{settings.box_name}.local.",
    )
    try:
        zeroconf = Zeroconf(interfaces=addresses)
    except OSError as error:
        log.warning("mDNS is not available here: %s", error)
        return None
    try:
        if _taken(zeroconf, info):
            raise NonUniqueNameException
        zeroconf.register_service(info)
    except NonUniqueNameException as error:
        zeroconf.close()
        raise Unavailable(
            f"Another box on this network is called {settings.box_name}.local already."
            " Give one of them another box_name in homeroom.toml."
        ) from error
    except (ZeroconfError, OSError) as error:
        zeroconf.close()
        log.warning("the box could not be announced: %s", error)
        return None
    return Announcement(zeroconf, info)


def _taken(zeroconf: Zeroconf, info: ServiceInfo) -> bool:
    """Whether somebody else answers to the name; asked patiently, because Wi-Fi loses multicasts."""
    found = zeroconf.get_service_info(KIND, info.name, timeout=ASK_MS)
    return found is not None and (found.port, found.addresses) != (info.port, info.addresses)


def own_addresses() -> list[str]:
    """This machine's IPv4 addresses that other devices may reach; 127.0.0.1 when there is none."""
    found = [str(ip.ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips if isinstance(ip.ip, str)]
    usable = [address for address in found if not ipaddress.ip_address(address).is_loopback]
    return usable or ["127.0.0.1"]
