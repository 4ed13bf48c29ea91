"""Words for people: the names of secret pictures and signs, genders, languages, ways to sign in."""

from homeroom.i18n import _, languages


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
