"""What the machine says about itself through /sys and /proc: heat, power, the box's own Wi-Fi, memory."""

import time
from collections.abc import Iterator
from pathlib import Path

from homeroom.findings import Finding
from homeroom.i18n import _

ROOT = Path("/")
HOT = 80.0  # °C: a Raspberry Pi slows down from here on
PI_RADIO = 8  # devices that the built-in radio of a Raspberry Pi bears


def temperature(root: Path = ROOT) -> float | None:
    """The hottest sensor in °C; None where there is none."""
    found = [_number(file) for file in root.glob("sys/class/thermal/thermal_zone*/temp")]
    real = [value / 1000 for value in found if value is not None and 0 < value < 150_000]
    return max(real, default=None)


def power_is_weak(root: Path = ROOT) -> bool | None:
    """Whether a Raspberry Pi has too little power now; None on machines that can't tell."""
    for folder in root.glob("sys/class/hwmon/hwmon*"):
        if _text(folder / "name") == "rpi_volt":
            return _number(folder / "in0_lcrit_alarm") == 1
    return None


def guests(root: Path = ROOT) -> int | None:
    """Devices that have an address in the box's own Wi-Fi now; None when the box makes none."""
    leases = root / "run/homeroom-wifi/leases"
    try:
        lines = leases.read_text("ascii", "replace").splitlines()
    except OSError:
        return None
    return sum(1 for line in lines if line.split(" ", 1)[0].isdecimal() and int(line.split()[0]) > time.time())


def is_pi(root: Path = ROOT) -> bool:
    """Whether this is a Raspberry Pi."""
    return "Raspberry Pi" in _text(root / "sys/firmware/devicetree/base/model")


def findings(root: Path = ROOT) -> Iterator[Finding]:
    """What a person can do something about."""
    hot = temperature(root)
    if hot is not None:
        cure = _("Give the box air: take it out of the cupboard, or put a fan beside it.")
        yield Finding(_("Heat"), hot < HOT, _("%(degrees)s °C", degrees=round(hot)), cure, code="heat")
    weak = power_is_weak(root)
    if weak is not None:
        words = _("too weak") if weak else _("enough")
        cure = _("Plug in the charger that came with the box: this one gives too little power.")
        yield Finding(_("Power"), not weak, words, cure, code="power")
    count = guests(root)
    if count is not None:
        words = _("%(n)s devices in the box's own Wi-Fi", n=count)
        cure = _("The radio of the box bears about %(n)s devices. A class needs a real access point.", n=PI_RADIO)
        yield Finding(_("Wi-Fi"), count <= PI_RADIO or not is_pi(root), words, cure, code="wifi")


def _number(file: Path) -> int | None:
    text = _text(file)
    return int(text) if text.lstrip("-").isdecimal() else None


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip("\0\n ")
    except OSError:
        return ""
