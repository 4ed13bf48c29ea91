"""Where the pinned packs are: installed at 3 of 5 schools, waits for Lakeside."""

from __future__ import annotations

from dataclasses import dataclass

from homeroom import clock, journal
from homeroom.hub import tables
from homeroom.hub.tables import School
from homeroom.i18n import _
from homeroom.packs.events import Removed
from homeroom.pins import tables as pins
from homeroom.pins.tables import Pin


@dataclass(frozen=True)
class At:
    """One school and a pinned pack: "installed", "own", "trouble", "fetching" or "waits", and a sentence."""

    school: School
    pin: Pin
    state: str
    words: str


@dataclass(frozen=True)
class Line:
    """One version of a pack that is pinned, and how it is at each of its schools."""

    pack: str
    title: str
    version: str
    schools: list[At]

    @property
    def installed(self) -> int:
        """At how many schools it is in use."""
        return sum(one.state == "installed" for one in self.schools)


def lines() -> list[Line]:
    """Every pinned version."""
    schools = {school.id: school for school in tables.schools()}
    found: dict[tuple[str, str], list[At]] = {}
    for pin in pins.pins():
        if pin.school in schools:
            found.setdefault((pin.pack, pin.version), []).append(_at(schools[pin.school], pin))
    return [Line(pack, some[0].pin.title, version, some) for (pack, version), some in sorted(found.items())]


def of_school(school: School) -> list[At]:
    """What is pinned for one school."""
    return [_at(school, pin) for pin in pins.pins(school.id)]


def _at(school: School, pin: Pin) -> At:
    if _in_use(school, pin):
        return At(school, pin, "installed", _("installed"))
    own, trouble = pins.own_version(school.id, pin.pack), pins.trouble(school.id, pin.pack, pin.manifest)
    if own is not None and (trouble is None or clock.day_of(clock.ms_of(trouble.at)) <= own.since):
        told = _("keeps its own version, %(days)s school days from %(since)s", days=own.days, since=own.since)
        return At(school, pin, "own", told)
    if trouble is not None:
        return At(school, pin, "trouble", trouble.words)
    if _has_heard(school, pin):
        return At(school, pin, "fetching", _("is fetching it"))
    return At(school, pin, "waits", _("waits, last heard %(time)s", time=tables.last_heard(school.id)))


def _in_use(school: School, pin: Pin) -> bool:
    """At one of its boxes at least: the others get it from there."""
    return any(_last(box.id, pin) == pin.manifest for box in tables.boxes_of(school.id) if not box.revoked)


def _last(box: str, pin: Pin) -> str:
    """The manifest in use at a box; by the version alone two packs that a school mended look the same."""
    entries = journal.of_register(f"packs/{box}/{pin.pack}")
    last = entries[-1] if entries else None
    return last.event.manifest if last is not None and last.event is not None and last.kind != Removed.kind else ""


def _has_heard(school: School, pin: Pin) -> bool:
    return any(box.last_contact << 16 > pin.at for box in tables.boxes_of(school.id) if not box.revoked)
