"""From which copy of its data a box speaks. Two copies that take turns are two machines with one card's contents."""

from typing import Any

from homeroom import clock, db
from homeroom.hub.tables import Box, BoxStore
from homeroom.sync import quarantine

KEEP = 20  # copies and starts of a box that are remembered


def heard(box: Box, store: str) -> bool:
    """Note the copy that speaks; returns whether this box seems to be copied. Inside a write.

    A new copy after the old one is a restore, a move, or the machine was started again. An old copy after a new
    one means that both are alive.
    """
    now = clock.now_ms()
    known = BoxStore.get_or_none(BoxStore.box == box.id, BoxStore.store == store)
    copied = bool(box.copied) or (known is not None and box.store not in ("", store))
    BoxStore.insert(box=box.id, store=store, first_heard=now, last_heard=now).on_conflict_ignore().execute()
    BoxStore.update(last_heard=now).where(BoxStore.box == box.id, BoxStore.store == store).execute()
    old = BoxStore.select(BoxStore.last_heard).where(BoxStore.box == box.id).order_by(BoxStore.last_heard.desc())
    BoxStore.delete().where(BoxStore.box == box.id, BoxStore.last_heard < old.offset(KEEP).limit(1)).execute()
    Box.update(store=store, copied=box.copied or (now if copied else 0)).where(Box.id == box.id).execute()
    if copied and not box.copied:
        quarantine.put("copied", "", quarantine.About(box.school, box.id))
    return copied


def own_name(was: Any, school: str) -> None:
    """A copy takes a name of its own: the box it was is one again. Inside a write."""
    if not isinstance(was, dict):
        return
    box = Box.get_or_none(Box.id == str(was.get("box")), Box.school == school)
    if box is not None:
        BoxStore.delete().where(BoxStore.box == box.id, BoxStore.store == str(was.get("store"))).execute()
        one_again(box.id)


@db.writes
def one_again(box_id: str) -> None:
    """Whatever copies there were, this box is one now; the next copy that speaks is the box."""
    BoxStore.delete().where(BoxStore.box == box_id).execute()
    Box.update(copied=0, store="").where(Box.id == box_id).execute()
    quarantine.settle_all("copied", box=box_id)
