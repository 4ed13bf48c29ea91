"""The first start: a code on the box's own console makes sure that its owner becomes its first office."""

from __future__ import annotations

import hmac
import secrets

from homeroom import db
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.people import actions, keys, passwords, rules, slowing
from homeroom.people.on_this_box import Password
from homeroom.people.tables import Staff

FILE = "first-start.code"


def is_due() -> bool:
    """Whether there is nobody yet who could sign in."""
    able = Staff.select().where(~Staff.archived, Staff.id.in_(Password.select(Password.staff)))
    return not able.exists()


def code() -> str | None:
    """The code to type on the page /first-start; None when the box has an owner."""
    if not is_due():
        return None
    path = keys.folder() / FILE
    if not path.exists():
        keys.keep(path, "".join(secrets.choice(rules.CROCKFORD) for _letter in range(8)).encode())
    return path.read_text("ascii")


def take_over(typed: str, *, name: str, username: str, password: str) -> Staff:
    """Make the first office account, for whoever has the code."""
    slowing.check("first start", "anywhere")
    right = code()
    if right is None:
        raise Refused(_("This box has an office already. Sign in there."))
    if not hmac.compare_digest(rules.plain_code(typed).encode(), right.encode()):
        db.write(slowing.count_rate, "first start", most=5)
        raise Refused(_("This is not the code. The box shows it when it starts."))
    hashed = passwords.hashed(password, (name, username))
    person = _make_office(name, username.strip().lower(), hashed)
    (keys.folder() / FILE).unlink(missing_ok=True)
    return person


@db.writes
def _make_office(name: str, username: str, hashed: str) -> Staff:
    if not is_due():
        raise Refused(_("This box has an office already. Sign in there."))
    person = actions.register_staff(name, role="office", username=username)
    passwords.keep(person.id, hashed)
    return person
