"""What only this box keeps: passwords, children's secrets, sessions, devices, codes and imports.

These are Local tables on purpose. They survive a rebuild and are part of the box's own backup, but they are in no
journal entry, so they never travel to a hub or onto a stick. Devices, passwords, secrets and the kiosks' PIN go,
sealed, to another box of the school that proved itself (neighbors/sign_in.py): `changed` says which word is the newest.
"""

from __future__ import annotations

import peewee

from homeroom.db import Local


class Password(Local):
    """The argon2id hash of a staff password; a temporary one must be changed at the first sign-in."""

    staff = peewee.TextField(primary_key=True)
    hash = peewee.TextField()
    temporary = peewee.BooleanField()
    changed = peewee.IntegerField()


class ChildSecret(Local):
    """A child's three pictures or her PIN, as a keyed mark (see child_secrets)."""

    student = peewee.TextField()
    way = peewee.TextField()
    mark = peewee.TextField()
    changed = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("student", "way")


class WrongTry(Local):
    """Wrong tries in a row of somebody at some place; kept, so that a restart forgives nothing."""

    who = peewee.TextField()
    place = peewee.TextField()
    wrong = peewee.IntegerField()
    last = peewee.IntegerField()
    until = peewee.IntegerField()

    class Meta:
        primary_key = peewee.CompositeKey("who", "place")


class OpenedFor(Local):
    """A child whom a grown-up lets in without a secret, for a moment."""

    student = peewee.TextField(primary_key=True)
    until = peewee.IntegerField()
    staff = peewee.TextField()


class Session(Local):
    """Somebody who signed in. The cookie holds a random token; here is only its hash."""

    id = peewee.TextField(primary_key=True)
    token = peewee.TextField(unique=True)
    kind = peewee.TextField()
    person = peewee.TextField()
    device = peewee.TextField()
    begun = peewee.IntegerField()
    seen = peewee.IntegerField()
    ended = peewee.IntegerField(null=True)


class Device(Local):
    """A kiosk or tablet the school trusts. `revoked` is when the trust ended, or None."""

    id = peewee.TextField(primary_key=True)
    token = peewee.TextField(unique=True)
    kind = peewee.TextField()
    name = peewee.TextField()
    sign = peewee.TextField()
    school_class = peewee.TextField()
    enrolled_at = peewee.IntegerField()
    enrolled_by = peewee.TextField()
    seen = peewee.IntegerField()
    waiting = peewee.IntegerField()
    revoked = peewee.IntegerField(null=True)
    revoked_by = peewee.TextField()
    changed = peewee.IntegerField(default=0)
    mark = peewee.TextField(default="")  # beside the animal of a tablet (tablet_signs.py)


class EnrolCode(Local):
    """A code that lets one kiosk or tablet in, once, soon."""

    code = peewee.TextField(primary_key=True)
    kind = peewee.TextField()
    name = peewee.TextField()
    sign = peewee.TextField()
    school_class = peewee.TextField()
    staff = peewee.TextField()
    until = peewee.IntegerField()
    mark = peewee.TextField(default="")


class CornerPin(Local):
    """What is made of the PIN of the kiosks' corner for staff; one row, with `key` "" when there is none any more."""

    id = peewee.TextField(primary_key=True)
    salt = peewee.TextField()
    key = peewee.TextField()
    rounds = peewee.IntegerField()
    changed = peewee.IntegerField()


class RosterImport(Local):
    """A file of people: what it said, what it would do or did, and whether that was undone."""

    id = peewee.TextField(primary_key=True)
    file = peewee.TextField()
    staff = peewee.TextField()
    begun = peewee.IntegerField()
    roster = peewee.TextField()
    plan = peewee.TextField()
    applied = peewee.IntegerField(null=True)
    undone = peewee.IntegerField(null=True)
    school = peewee.TextField(default="")  # at a hub: for which school
