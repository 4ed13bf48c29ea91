"""The words and signs of the live board, in the reader's language."""

from homeroom import clock
from homeroom.attendance import words
from homeroom.i18n import _, ngettext

ICONS = {
    "hand": "hand",
    "stuck": "help",
    "working": "pencil",
    "between": "idle",
    "finished": "star",
    "off": "away",
    "away": "home",
}
KINDS = {"hand": "warn", "stuck": "warn", "working": "accent", "finished": "good"}


def states() -> dict[str, str]:
    """What each state of a student is called."""
    return {
        "hand": _("Hand is up"),
        "stuck": _("Seems stuck"),
        "working": _("Working"),
        "between": _("Choosing a card"),
        "finished": _("All done"),
        "off": _("Not on a tablet"),
        "away": _("Not at school"),
    }


def statuses() -> dict[str, tuple[str, str, str]]:
    """Icon, color and name of each state of a piece of work."""
    return {
        "new": ("idle", "", _("Not begun")),
        "started": ("play", "accent", _("Started")),
        "done": ("check", "good", _("Done")),
        "waiting": ("clock", "warn", _("Waits for you")),
        "returned": ("repeat", "warn", _("Returned")),
        "accepted": ("star", "good", _("Accepted")),
    }


def calls() -> dict[str, tuple[str, str]]:
    """Icon and name of what waits in the inbox."""
    return {"hand": ("hand", _("Hand is up")), "question": ("message", _("Question")), "work": ("book", _("Work"))}


def marks() -> list[tuple[str, str]]:
    """The marks against the standard; the first is none."""
    return [
        ("", _("No mark")),
        ("1", _("Beginning")),
        ("2", _("Getting there")),
        ("3", _("Meets it")),
        ("4", _("Goes beyond")),
    ]


def why_stuck(why: str, *, wrong: int, minutes: int) -> str:
    """The stated rule by which somebody counts as stuck."""
    if why == "wrong":
        return ngettext("%(num)s wrong answer in a row", "%(num)s wrong answers in a row", wrong, num=wrong)
    return ngettext("No answer for %(num)s minute", "No answer for %(num)s minutes", minutes, num=minutes)


def hhmm(ms: int | None) -> str:
    """A time of the day at the school."""
    return clock.local(ms).strftime("%H:%M") if ms else ""


def moment(ms: int) -> str:
    """A time of today, or a day."""
    when = clock.local(ms)
    day = clock.day_of(ms)
    return when.strftime("%H:%M") if day == clock.today() else f"{words.day(day)} {when:%H:%M}"
