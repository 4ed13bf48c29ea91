"""Keeping time without a battery: what is known of the time at the start, who is believed, and since when.

A box without a battery clock wakes up in the past. Then nobody vouches for its time until a time server, the hub, the
devices of the school or a person do; entries written meanwhile say so (`clock` = 0), and their days are marked.
"""

import ctypes
import json
import logging
import statistics
import threading
from collections.abc import Callable
from pathlib import Path

from homeroom import clock, db, store
from homeroom.clock import DAY, Trust
from homeroom.errors import Refused
from homeroom.i18n import _

log = logging.getLogger(__name__)
FACT = "clock"
UNSYNCHRONIZED = 0x40  # STA_UNSYNC of the kernel
LONGEST_REST = 400 * DAY  # that a box may have lain in a cupboard
QUORUM = 3  # devices
AGREE = 120_000  # ms
FRESH = 1_800_000  # ms that what a device said counts
WRONG = 60_000  # ms: less is not worth correcting by devices


def begin() -> None:
    """At the start: decide what to believe. The store is open."""
    told = json.loads(store.get(FACT) or "{}")
    store.begin_boot(boot_id())
    if told.get("boot") == boot_id():
        given = told.get("told")
        clock.clock.resume(tuple(given) if given else None, Trust(told["trust"]), instead=bool(told["instead"]))
    else:
        _wake_up(first=not told)
    look()
    if told.get("boot") != boot_id():
        _save()


def _wake_up(*, first: bool) -> None:
    wall, newest = clock.clock.wall(), clock.ms_of(store.newest())
    clock.clock.resume(None, Trust.UNSET, instead=False)
    if newest and not newest - FRESH <= wall <= newest + LONGEST_REST:
        clock.clock.resume((newest, clock.clock.since_boot()), Trust.UNSET, instead=True)
        log.warning("The clock of this machine can't be right. The box goes on from its newest entry.")
    elif clock.BUILT <= wall <= clock.clock.ceiling() and (first or has_battery()):
        clock.clock.resume(None, Trust.PERSON, instead=False)  # as whoever installed the machine set it


def boot_id() -> str:
    """What tells this start of the machine from others; "" where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def has_battery() -> bool:
    """Whether the machine has a clock that runs on without power."""
    return any(Path("/sys/class/rtc").glob("rtc*"))


class _Timex(ctypes.Structure):
    _fields_ = (
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def network_keeps_it() -> bool:
    """Whether the kernel says that a time server keeps the wall clock right."""
    adjtimex = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None:
        return False
    found = _Timex()
    return adjtimex(ctypes.byref(found)) >= 0 and not found.status & UNSYNCHRONIZED


def look() -> None:
    """The timetable's call: a time server may have been found meanwhile."""
    if network_keeps_it():
        clock.clock.learn(clock.clock.wall(), Trust.NETWORK)


def look_and_save() -> None:
    """The same, and remember it for the other processes of this boot."""
    before, now = clock.clock.learned, clock.now_ms()
    look()
    if clock.clock.learned != before:
        _tell(now, before[1])
        _save()


def learn(ms: int, trust: Trust) -> None:
    """Believe a time from a hub or a person, and remember it."""
    now, before = clock.now_ms(), clock.clock.trust
    clock.clock.learn(ms, trust)
    _tell(now, before)
    _save()


def _tell(before: int, trust: Trust) -> None:
    moved, who = clock.now_ms() - before, clock.clock.trust
    if abs(moved) > WRONG:
        log.warning("The time of the box was set by %s, by %d s.", who.name.lower(), moved // 1000)
        db.write(lambda: [listener(moved) for listener in _listeners])
    if who > trust or abs(moved) > WRONG:
        db.write(lambda: [listener() for listener in _sure])


_listeners: list[Callable[[int], None]] = []
_sure: list[Callable[[], None]] = []


def when_sure(listener: Callable[[], None]) -> Callable[[], None]:
    """Decorator: called, inside a write, when somebody to be trusted (more than before) said what time it is."""
    if listener not in _sure:
        _sure.append(listener)
    return listener


def when_moved(listener: Callable[[int], None]) -> Callable[[int], None]:
    """Decorator: called, inside a write, with the ms by which the time was put right.

    What ends after so many minutes must not end at once because the box slept for a week.
    """
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def hub_says(ms: int, trust: int) -> None:
    """The hub told the time in an answer that it signed. A hub that is not sure itself is not believed."""
    if trust > Trust.UNSET:
        learn(ms, Trust.HUB)


def set_by_person(ms: int) -> None:
    """An administrator says what time it is. Raises Refused when that can't be."""
    if not clock.BUILT - DAY <= ms <= clock.BUILT + clock.UNKNOWN_FUTURE:
        raise Refused(_("This date can't be right. Look at the year."))
    if clock.clock.trust > Trust.PERSON:
        raise Refused(_("The box has its time from a time server or the hub. It can't be set by hand."))
    learn(ms, Trust.PERSON)


@db.writes
def _save() -> None:
    told, trust, instead = clock.clock.learned
    store.put(FACT, json.dumps({"boot": boot_id(), "told": told, "trust": int(trust), "instead": instead}))


# --- the devices of the school ---------------------------------------------------------------------------

_heard: dict[str, tuple[int, int]] = {}  # device → (how far it is ahead of us, when we heard it)
_hearing = threading.Lock()


def hear(device: str, ms: int) -> None:
    """Note what an enrolled device thinks the time is. While nobody vouches for ours, three that agree are believed.

    Only forward: a box wakes up in the past. Children may have set one device, not three alike.
    """
    if clock.clock.trust > Trust.UNSET:
        return
    now = clock.clock.since_boot()
    with _hearing:
        _heard[device] = (ms - clock.now_ms(), now)
        for name in [name for name, (_ahead, at) in _heard.items() if now - at > FRESH]:
            del _heard[name]
        ahead = agreed([ahead for ahead, _at in _heard.values()])
        if ahead is None or ahead < -WRONG or ahead > LONGEST_REST:
            return
        _heard.clear()
    learn(clock.now_ms() + (ahead if ahead > WRONG else 0), Trust.PERSON)


def agreed(ahead: list[int]) -> int | None:
    """How far devices are ahead that agree: the median, when at least three and most of them are near it."""
    if len(ahead) < QUORUM:
        return None
    middle = int(statistics.median(ahead))
    near = sum(abs(one - middle) <= AGREE for one in ahead)
    return middle if near >= QUORUM and near * 2 > len(ahead) else None


def is_doubtful() -> bool:
    """Whether nobody vouches for the time now."""
    return clock.clock.trust is Trust.UNSET


def forget() -> None:
    """Forget what devices said, as at the start of the process."""
    _heard.clear()
