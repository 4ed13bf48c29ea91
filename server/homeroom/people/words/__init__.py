"""Words for people: the names of secret pictures and signs, genders, languages, ways to sign in."""

from typing import Any

from homeroom import store
from homeroom.i18n import _, languages
from homeroom.people.tables import Staff
from homeroom.people.transfers import Transfer


def picture_name(picture: str) -> str:
    """What a secret picture or a sign shows."""
    return {
        "fox": _("Fox"),
        "sun": _("Sun"),
        "boat": _("Boat"),
        "tree": _("Tree"),
        "fish": _("Fish"),
        "star": _("Star"),
        "house": _("House"),
        "apple": _("Apple"),
        "bird": _("Bird"),
        "key": _("Key"),
        "drum": _("Drum"),
        "moon": _("Moon"),
        "turtle": _("Turtle"),
        "owl": _("Owl"),
        "whale": _("Whale"),
        "bee": _("Bee"),
        "lion": _("Lion"),
        "frog": _("Frog"),
        "deer": _("Deer"),
    }.get(picture, picture)


def ways_to_sign_in() -> list[tuple[str, str]]:
    """How the children of a class may sign in, for a list to choose from."""
    return [
        ("pictures", _("Three pictures in order")),
        ("pin", _("A number of four digits")),
        ("none", _("Portrait alone")),
    ]


def roles() -> list[tuple[str, str]]:
    """What members of staff may be."""
    return [("teacher", _("Teacher")), ("office", _("Office (sees and changes everything)"))]


def genders() -> list[tuple[str, str]]:
    """What may be told of a child, for a list to choose from."""
    return [("", _("Not told")), ("female", _("Girl")), ("male", _("Boy")), ("other", _("Other"))]


def languages_to_choose(now: str = "") -> list[tuple[str, str]]:
    """The languages a child's page may have; what a file told stays in the list."""
    found = [("", _("As the school")), *languages().items()]
    return found if not now or now in dict(found) else [*found, (now, now)]


def devices() -> list[tuple[str, str]]:
    """The kinds of devices."""
    return [("tablet", _("Tablet for children")), ("kiosk", _("Kiosk at the door"))]


def moved(transfer: Transfer | None) -> str:
    """Where a child came from or went to, or ""."""
    if transfer is None:
        return ""
    names = {"source": transfer.source_name, "target": transfer.target_name}
    if not transfer.done:
        way = _("On the way from %(source)s to %(target)s.", **names)
        return f"{way} {_('Until both have heard of it, both have this child.')}"
    if transfer.source == (store.at_school() or store.school_id()):
        return _("Changed to %(target)s. What was still to be said here follows by itself.", **names)
    return _("Came from %(source)s.", **names)


def field_name(field: str) -> str:
    """What a field of a person or class is called."""
    return {
        "name": _("Name"),
        "given_name": _("Given name"),
        "family_name": _("Family name"),
        "username": _("Username"),
        "identifier": _("School number"),
        "sourced_id": _("Number in the school system"),
        "birth_year": _("Year of birth"),
        "gender": _("Gender"),
        "language": _("Language"),
        "interests": _("Interests"),
        "role": _("Role"),
        "archived": _("Still here"),
        "sign": _("Sign"),
        "sign_in": _("Children sign in with"),
        "portrait": _("Portrait"),
        "picture_seed": _("Portrait"),
    }.get(field, field)


def field_value(field: str, value: Any) -> str:
    """What was said of a field, in words."""
    if field == "archived":
        return _("no, archived") if value else _("yes")
    known: dict[str, list[tuple[str, str]]] = {"role": roles(), "gender": genders(), "sign_in": ways_to_sign_in()}
    if field in known:
        return dict(known[field]).get(value, str(value))
    if field == "sign":
        return picture_name(str(value))
    if field in ("portrait", "picture_seed"):
        return _("another picture")
    if isinstance(value, list):
        return ", ".join(map(str, value)) or _("nothing")
    return str(value or _("nothing"))


def who(actor: str, by_hub: bool) -> str:
    """Who said something: a name where it is known."""
    if by_hub:
        return _("The hub")
    found = Staff.one(id=actor.partition(":")[2])
    return found.name if found and found.name else _("Somebody at the school")
