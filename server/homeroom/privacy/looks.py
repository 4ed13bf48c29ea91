"""Looks are noted in memory and written together: a page that is only read costs no commit."""

from __future__ import annotations

import threading

from homeroom import clock, db, erasing
from homeroom.privacy import tables
from homeroom.privacy.rules import Look

_waiting: dict[tuple[str, Look], list[int]] = {}  # (day, look) → first, last, times
_lock = threading.Lock()


def note(look: Look) -> None:
    """Remember a look until the next `keep`."""
    now = clock.now_ms()
    with _lock:
        known = _waiting.setdefault((clock.day_of(now), look), [now, now, 0])
        known[1] = now
        known[2] += 1


def keep() -> None:
    """Write down what was noted: the timetable's call, and once more before the box stops. Raises Unavailable."""
    with _lock:
        some = dict(_waiting)
        _waiting.clear()
    if not some:
        return
    try:
        db.write(_write, some)
    except BaseException:
        _put_back(some)
        raise


def forget() -> None:
    """Drop what waits: the database it belonged to is gone."""
    with _lock:
        _waiting.clear()


def _write(some: dict[tuple[str, Look], list[int]]) -> None:
    for (day, look), (first, last, times) in some.items():
        if not look.student or not erasing.is_erased(look.student):
            tables.add((day, look.staff, look.what, look.student, look.school_class), first, last, times)


def _put_back(some: dict[tuple[str, Look], list[int]]) -> None:
    with _lock:
        for key, (first, last, times) in some.items():
            newer = _waiting.get(key)
            _waiting[key] = [first, newer[1] if newer else last, times + (newer[2] if newer else 0)]
