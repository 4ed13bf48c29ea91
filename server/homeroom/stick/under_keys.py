"""On a stick, what is a child's is under her key; the keys come in a letter of their own and are taken first."""

import base64

from homeroom import keyring, store
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.keyring import Key
from homeroom.stick import letters, rules, senders
from homeroom.stick.files import Stick
from homeroom.stick.outgoing import KEYS
from homeroom.stick.rules import Damaged
from homeroom.sync import carried, keys, lockers


def letter_in(stick: Stick, name: str) -> list[Key]:
    """The keys that a bundle brings; none when it has none that this store can open and believe."""
    if not stick.size(f"{name}/{KEYS}"):
        return []
    try:
        letter = letters.read_sealed(stick, f"{name}/{KEYS}", "keys")
        sender, purpose = rules.text(letter.content, "from"), rules.text(letter.content, "purpose")
        given = carried.unwrap(base64.b64decode(str(letter.content.get("keys", ""))))
    except (Damaged, Refused, ValueError):
        return []
    if sender == store.box_id() or senders.is_revoked(sender):
        return []
    if not any(letters.is_by(letter, key) for key in senders.keys(sender, purpose)):
        return []
    return keys.of_school(given, senders.school_of(sender))


def opened(part: rules.Part) -> tuple[bytes | None, bool]:
    """What is in a part, and whether its key may still come."""
    if part.name.startswith("b/"):
        return part.content, False
    try:
        subject, name = lockers.owner_of(part.content)
        keys, erased = keyring.look([subject])
        key = keys.get((subject, name))
        return (lockers.unlock_file(key, part.content), False) if key else (None, subject not in erased)
    except ValueError as error:
        raise Refused(_("A picture or recording was damaged on the way. It was left out.")) from error
