"""What subjects, kinds, levels and states are called, in the reader's language."""

from homeroom.attendance import words
from homeroom.i18n import _
from homeroom.playlists import rules

LEVELS = ("easier", "core", "harder")
WITH_ICONS = {"pair": "pair", "group": "group", "teacher": "teacher"}


def subjects() -> dict[str, str]:
    """What each subject is called."""
    return {
        "math": _("Math"),
        "reading": _("Reading"),
        "science": _("Science"),
        "art": _("Art"),
        "body": _("Body"),
        "world": _("World"),
    }


def kinds() -> dict[str, str]:
    """What each kind of card is called."""
    return {
        "explanation": _("Explanation"),
        "activity": _("Activity"),
        "exercise": _("Exercise"),
        "video": _("Video"),
        "reading": _("Reading"),
        "project": _("Project"),
        "offscreen": _("Off the screen"),
        "discussion": _("Discussion"),
        "check": _("Check"),
    }


def levels() -> dict[str, str]:
    """What each level is called."""
    return {"easier": _("easier"), "core": _("core"), "harder": _("harder")}


def company() -> dict[str, str]:
    """With whom a card is done."""
    return {
        "alone": _("alone"),
        "pair": _("with a partner"),
        "group": _("in a group"),
        "teacher": _("with the teacher"),
    }


def states() -> dict[str, tuple[str, str, str]]:
    """Icon, color and name of what a child's week is."""
    return {
        "none": ("idle", "", _("No week yet")),
        "draft": ("edit", "warn", _("Draft")),
        "published": ("check", "good", _("Published")),
        "again": ("edit", "warn", _("New draft, old week still shown")),
    }


def week_name(week: str) -> str:
    """A week by its first school day: Week of Monday 23 November."""
    return _("Week of %(day)s", day=words.day(rules.monday_of(week).isoformat()))
