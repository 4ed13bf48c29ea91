"""What happens at a hub: codes are made, boxes enrol, boxes are revoked. What they send: exchange.py."""

import hashlib
import secrets
from typing import Any

from homeroom import acts, clock, config, db, store
from homeroom.errors import Conflict, Refused
from homeroom.hub import stores, tables
from homeroom.hub.tables import Box, Code, School
from homeroom.i18n import _
from homeroom.pins.publishers import actions as publishers
from homeroom.sync import actions as sync
from homeroom.sync import signing
from homeroom.sync.quarantine import Quarantine
from homeroom.sync.tables import KnownBox

CODE_LASTS = 7 * 24 * 3600 * 1000  # ms: the technician may need a week to reach the school


def new_code(school: str = "") -> str:
    """A one-time code: eight random characters and the eight that name this hub's key.

    For the first box of a school that is new here, or for one more box of `school`.
    """
    secret = "".join(secrets.choice(signing.ALPHABET) for _n in range(8))
    _keep_code(secret, school)
    own = signing.fingerprint(signing.public_bytes(signing.own_key(config.current().data)))
    whole = secret + own
    return "-".join(whole[start : start + 4] for start in range(0, 16, 4))


@db.writes
def _keep_code(secret: str, school: str) -> None:
    now = clock.now_ms()
    Code.delete().where(Code.expires < now, Code.used_by == "").execute()
    if school:
        tables.school(school)
    Code.create(hash=_hash(secret), made=now, expires=now + CODE_LASTS, school=school)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@db.writes
def enrol(message: dict[str, Any]) -> Box:
    """Enrol the box that shows a code. Raises Refused when the code is wrong, old or used by another box."""
    code: Code | None = Code.get_or_none(Code.hash == _hash(acts.text(message, "code", most=8)))
    box_id, school_id = acts.ident(message, "box"), acts.ident(message, "school")
    public_key = acts.text(message, "key", most=60)
    if len(signing.from_text(public_key)) != 32:
        raise Refused(_("The key of this box is damaged."))
    if code is None or (code.expires < clock.now_ms() and not code.used_by):
        raise Refused(_("This code is not valid (any more). Ask the administrator of the hub for a new one."))
    if code.used_by and code.used_by != box_id:
        raise Refused(_("This code was used by another box. Ask the administrator of the hub for a new one."))
    known: Box | None = Box.get_or_none(Box.id == box_id)
    if known is not None and known.public_key != public_key:
        raise Conflict(_("Another box with the same number but another key is enrolled. Was the card copied?"))
    if code.used_by and known is not None and known.revoked:
        raise Refused(_("This box was revoked. Ask the administrator of the hub for a new code."))
    _check_school(code, known, school_id)
    code.used_by = box_id
    code.save()
    stores.own_name(message.get("was"), school_id)
    return _admit(box_id, school_id, acts.text(message, "name", most=120), public_key)


def _check_school(code: Code, known: Box | None, school_id: str) -> None:
    # Whoever has a code must not be able to slip into a school that is here already.
    if known is not None:
        if known.school != school_id:
            raise Conflict(_("This box was enrolled for another school. Nothing was changed."))
    elif code.school != school_id and School.get_or_none(School.id == school_id) is not None:
        raise Refused(_("This school is here already. Ask for a code made on the school's own page at the hub."))
    elif code.school and code.school != school_id:
        raise Refused(_("This code is for a box of another school."))


def _admit(box_id: str, school_id: str, name: str, public_key: str) -> Box:
    now = clock.now_ms()
    School.insert(id=school_id, name=name, enrolled=now).on_conflict_ignore().execute()
    Box.insert(id=box_id, school=school_id, public_key=public_key, enrolled=now).on_conflict_ignore().execute()
    Box.update(revoked=0, nonce=secrets.token_hex(16)).where(Box.id == box_id).execute()
    KnownBox.replace(id=box_id, school=school_id, public_key=public_key, revoked=0).execute()
    publishers.tell(school_id)
    return Box.get_by_id(box_id)


def certificate(box: KnownBox) -> str:
    """This hub's word that it enrolled a box."""
    key = signing.own_key(config.current().data)
    message = signing.certificate_message(box.id, box.school, box.public_key, box.revoked)
    return signing.to_text(signing.sign(key, message))


@db.writes
def know_again(message: dict[str, Any]) -> int:
    """Enrol anew boxes that this hub enrolled before it was restored from an older copy; returns how many.

    Only what carries this hub's own certificate counts; what the hub knows better is left alone.
    """
    boxes = message.get("boxes")
    if not isinstance(boxes, list):
        raise Refused(_("This is not a list of boxes."))
    school, name = acts.ident(message, "school"), acts.text(message, "name", most=120)
    return sum(_know_one(one, school, name) for one in boxes[:1000] if isinstance(one, dict))


def _know_one(one: dict[str, Any], school: str, name: str) -> bool:
    box, key, revoked = acts.ident(one, "box"), acts.text(one, "key", most=60), acts.number(one, "revoked")
    own = signing.public_bytes(signing.own_key(config.current().data))
    proof = signing.from_text(acts.text(one, "certificate", most=120))
    if not signing.verify(own, proof, signing.certificate_message(box, school, key, revoked)):
        raise Refused(_("This hub has not enrolled that box."))
    if box == store.box_id() or KnownBox.get_or_none(KnownBox.id == box) is not None:
        return False
    _admit(box, school, name, key)
    if revoked:
        revoke(box)
    return True


@db.writes
def renew_nonce(box_id: str) -> str:
    """A new number that the box must sign with its next request."""
    nonce = secrets.token_hex(16)
    Box.update(nonce=nonce).where(Box.id == box_id).execute()
    return nonce


@db.writes
def revoke(box_id: str) -> None:
    """Take nothing more from this box. What it sent stays."""
    now = clock.now_ms()
    Box.update(revoked=now).where(Box.id == box_id).execute()
    KnownBox.update(revoked=now).where(KnownBox.id == box_id).execute()


@db.writes
def settle(quarantined: str) -> None:
    """An administrator has seen to something that was kept aside."""
    sync.settle(quarantined)
    row: Quarantine = Quarantine.get_by_id(quarantined)
    if row.reason == "copied":
        stores.one_again(row.box)
