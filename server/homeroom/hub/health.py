"""How the schools' boxes are, as they tell at each greeting: one color, one sentence, since when."""

import re
from collections.abc import Iterable
from typing import Any

import peewee

from homeroom import acts, clock
from homeroom.db import Local
from homeroom.errors import Refused
from homeroom.hub.tables import Box
from homeroom.i18n import _

COLORS = ("green", "yellow", "red")
CODE = re.compile(r"[a-z-]{0,40}")
STALE = 2 * 24 * 3_600_000  # ms: what was said before that may not be so any more


class Health(Local):
    """What a box said of itself the last time; `since` is when this hub first heard this of it. Ages: -1 = never."""

    box = peewee.TextField(primary_key=True)
    color = peewee.TextField()
    code = peewee.TextField()
    since = peewee.IntegerField()
    told = peewee.IntegerField()
    free_mb = peewee.IntegerField()
    trust = peewee.IntegerField()
    backup_hours = peewee.IntegerField()
    test_hours = peewee.IntegerField()
    test_well = peewee.BooleanField()

    class Meta:
        table_name = "hub_box_health"

    @property
    def stale(self) -> bool:
        """Whether it was told so long ago that it may be different now."""
        return not 0 <= clock.now_ms() - self.told <= STALE

    @property
    def words(self) -> str:
        """What is the matter, as one sentence."""
        return sentence(self.code, self.color)


def note(box: Box, told: Any) -> None:
    """Keep what a box says of itself (inside a write). What makes no sense is left out."""
    if not isinstance(told, dict) or not told:
        return
    try:
        color = acts.one_of(told, "color", COLORS)
        code = acts.text(told, "code", most=40, optional=True)
        facts = {name: acts.number(told, name, least=-1, most=2**40) if name in told else -1 for name in NUMBERS}
    except Refused:
        return
    if not CODE.fullmatch(code):
        return
    now, before = clock.now_ms(), Health.one(box=box.id)
    same = before is not None and (before.color, before.code) == (color, code)
    since = before.since if before and same else now
    well = told.get("test_well") is True
    Health.put(box=box.id, color=color, code=code, since=since, told=now, test_well=well, **facts)


NUMBERS = ("free_mb", "trust", "backup_hours", "test_hours")


def of_boxes(boxes: Iterable[Box]) -> dict[str, Health]:
    """What these boxes said, by their ids; revoked ones say nothing any more."""
    found = {box.id: Health.one(box=box.id) for box in boxes if not box.revoked}
    return {box: health for box, health in found.items() if health is not None}


def worst(told: Iterable[Health]) -> Health | None:
    """The one of several boxes to look at first: the worst color, then what is the matter for longest."""
    return min(told, key=lambda one: (-COLORS.index(one.color), one.since, one.box), default=None)


def sentence(code: str, color: str) -> str:
    """A code of a box in words for people at the hub."""
    if color == "green":
        return _("The box is well.")
    known = {
        "python": _("The box runs on a Python that is too old."),
        "sqlite": _("The box has a SQLite that can lose what was saved."),
        "folder": _("The box can't write into its data folder."),
        "disk": _("The disk of the box is getting full."),
        "returned": _("The database of the box was damaged; the box went back to a copy."),
        "database": _("The database of the box is damaged."),
        "tables": _("The data of the box can't be read by its program."),
        "copies": _("The box makes no copies of its database."),
        "clock": _("The clock of the box is wrong."),
        "time": _("Nobody vouches for the time of the box."),
        "backup": _("There has been no backup for more than three days."),
        "restore-test": _("The last backup could not be restored in a test."),
        "hub-restore-test": _("The backup that the hub keeps of the box could not be restored in a test."),
        "heat": _("The box is too hot."),
        "power": _("The box gets too little power."),
        "wifi": _("More devices are in the box's own Wi-Fi than it bears."),
        "update": _("An update of the box was taken back."),
        "unknown": _("The box can't look at itself."),
    }
    return known.get(code, _("Something of the box needs a look."))
