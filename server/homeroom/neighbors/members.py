"""Who belongs to this school: boxes that a person let in, and boxes that show the hub's certificate. Nobody revoked."""

from collections.abc import Iterable
from typing import Any

from homeroom import __version__, config, db, store
from homeroom.errors import Conflict, Forbidden, HomeroomError, Refused
from homeroom.i18n import _
from homeroom.neighbors import rules
from homeroom.stick import actions as stick
from homeroom.stick import tables as siblings
from homeroom.sync import age, identity, signing
from homeroom.sync import tables as sync
from homeroom.sync import upstream as notes
from homeroom.sync.tables import KnownBox

MOST_BOXES = 200


def check(told: dict[str, Any]) -> None:
    """Raise Forbidden or Conflict with a `reason` unless a box of this school says this of itself.

    That it really holds the key that it names is for its signature to show.
    """
    box, key = told["box"], told["key"]
    if told["school"] != rules.school_hash(store.school_id()):
        raise Forbidden(_("This is a box of another school. It was left alone."), reason="elsewhere")
    if box == store.box_id():
        raise Conflict(_("A machine on this network uses this box's own name: its card is a copy."), reason="copied")
    known = sync.known_box(box)
    if known is not None and known.revoked:
        raise Forbidden(_("This box was revoked. Nothing is exchanged with it."), reason="revoked")
    if not (_is_known(box, key, known) or (known is None and certified(told, 0))):
        raise Forbidden(_("This box says that it is of this school, but nobody let it in here yet."), reason="stranger")


def _is_known(box: str, key: str, known: KnownBox | None) -> bool:
    if known is not None:
        return known.school == store.school_id() and known.public_key == key
    sibling = siblings.siblings().get(box)
    return sibling is not None and sibling.key == key


def certified(told: dict[str, Any], revoked: int) -> bool:
    """Whether this school's hub signed that this box has this key (and was revoked then, or not)."""
    hub = sync.upstream()
    if hub is None or not told.get("certificate"):
        return False
    message = signing.certificate_message(told["box"], store.school_id(), told["key"], revoked)
    return signing.verify(signing.from_text(hub.hub_key), signing.from_text(told["certificate"]), message)


def proved(told: dict[str, Any]) -> None:
    """A box has proved that it holds the key it names: believe its segments from now on."""
    if sync.known_box(told["box"]) is None:
        certificate = told["certificate"] if certified(told, 0) else ""
        notes.know({"box": told["box"], "key": told["key"], "revoked": 0, "certificate": certificate})


# --- what neighbors tell each other about the school's boxes ---------------------------------------------


def letter() -> dict[str, Any]:
    """What this box tells a neighbor of itself and of the school's boxes: certificates, and its keys."""
    rows = KnownBox.select().where(KnownBox.school == store.school_id(), KnownBox.certificate != "")
    return {
        "name": config.current().box_name,
        "store": identity.store_id(),
        "version": __version__,
        "letter": stick.box_letter(),
        "shared": age.school() is not None,
        "siblings": {one.box: one.key for one in siblings.siblings().values()},
        "boxes": [
            {"box": one.id, "key": one.public_key, "revoked": one.revoked, "certificate": one.certificate}
            for one in rows.limit(MOST_BOXES)
        ],
    }


def hear(peer: str, told: dict[str, Any]) -> None:
    """Believe what a neighbor shows of the hub's word, and let it be one of the boxes that carry whole entries."""
    boxes = told.get("boxes")
    _hear_of(one for one in (boxes if isinstance(boxes, list) else [])[:MOST_BOXES] if isinstance(one, dict))
    said = told.get("letter")
    if not isinstance(said, dict) or said.get("box") != peer or not isinstance(said.get("age"), str):
        raise Refused(_("This is not a box that understands this one."), reason="garbage")
    known = sync.known_box(peer)
    if known is not None and peer not in siblings.siblings():
        stick.admit(peer, known.public_key, said["age"], str(said.get("carry", "")))
    _believe_siblings(told.get("siblings"))


def _hear_of(boxes: Iterable[dict[str, Any]]) -> None:
    for one in boxes:
        texts = all(isinstance(one.get(name), str) for name in ("box", "key", "certificate"))
        if not texts or type(one.get("revoked")) is not int or not certified(one, one["revoked"]):
            continue
        known = sync.known_box(one["box"])
        # A revocation is passed on; that it was taken back only the hub itself says: an old word must not undo it.
        if known is None or (one["revoked"] and not known.revoked and known.public_key == one["key"]):
            notes.know(one)


def _believe_siblings(told: object) -> None:
    # Whoever one box of the school let in belongs to all of them; the entry that says so comes with the others.
    boxes = {one.box: one.key for one in siblings.siblings().values()}
    boxes |= {box: key for box, key in (told if isinstance(told, dict) else {}).items() if isinstance(key, str)}
    for box, key in list(boxes.items())[:MOST_BOXES]:
        if box != store.box_id() and sync.known_box(box) is None:
            db.write(stick.believe, box, key)


def share_key(told: dict[str, Any]) -> dict[str, str]:
    """The key that the school's boxes share for sticks, for a neighbor that has none."""
    shared = age.school()
    return {"secret": str(shared)} if shared is not None and not told.get("shared") else {}


def take_key(told: dict[str, Any]) -> None:
    """Keep the school's key that a neighbor handed over, unless there is one here."""
    if isinstance(told.get("secret"), str) and age.school() is None:
        try:
            age.adopt_school(told["secret"])
        except HomeroomError:
            return  # damaged: sticks go on without it


def still_in(box: str) -> None:
    """Raise Forbidden when this box was revoked meanwhile."""
    known = sync.known_box(box)
    if known is None or known.revoked:
        raise Forbidden(_("This box was revoked. Nothing is exchanged with it."), reason="revoked")
