"""The words of cards as people read them: kinds, levels, subjects, company, sizes."""

from homeroom.i18n import _


def kinds() -> dict[str, str]:
    """What a card is."""
    return {
        "explanation": _("Explanation"),
        "activity": _("Activity"),
        "exercise": _("Exercise"),
        "video": _("Film"),
        "reading": _("Reading"),
        "project": _("Project"),
        "offscreen": _("Off the screen"),
        "discussion": _("Talk"),
        "check": _("Check"),
    }


def levels() -> dict[str, str]:
    """How hard it is."""
    return {"easier": _("Easier"), "core": _("Core"), "harder": _("Harder")}


def company() -> dict[str, str]:
    """With whom it is done."""
    return {"alone": _("Alone"), "pair": _("In a pair"), "group": _("In a group"), "teacher": _("With the teacher")}


def subjects() -> dict[str, str]:
    """What it is about."""
    return {
        "math": _("Math"),
        "reading": _("Reading and writing"),
        "science": _("Science"),
        "art": _("Art"),
        "body": _("Body and movement"),
        "world": _("Our world"),
    }


def events() -> dict[str, str]:
    """What happened to a pack."""
    return {"installed": _("Installed"), "rolled-back": _("Went back to"), "removed": _("Removed")}


def size(count: int) -> str:
    """Bytes for people."""
    if count >= 1_000_000_000:
        return _("%(n)s GB", n=f"{count / 1_000_000_000:.1f}")
    if count >= 1_000_000:
        return _("%(n)s MB", n=f"{count / 1_000_000:.1f}")
    return _("%(n)s kB", n=max(1, round(count / 1000)))
