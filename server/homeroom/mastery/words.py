"""What states, ways, marks and parts are called: the same words for child, teacher, report and table."""

from homeroom import clock
from homeroom.attendance.words import day as day_name
from homeroom.i18n import _
from homeroom.mastery.rules import MASTERED

ICONS = {"not_begun": "idle", "growing": "plant", "mastered": "star", "rusty": "drop"}
KINDS = {"not_begun": "", "growing": "accent", "mastered": "good", "rusty": "warn"}
WAY_ICONS = {"answers": "pencil", "evidence": "camera", "conversation": "talk", "observation": "eye"}


def states() -> dict[str, str]:
    """What each state of a skill is called."""
    return {
        "not_begun": _("Not begun"),
        "growing": _("Growing"),
        "mastered": _("Can do it"),
        "rusty": _("Was there, is fading"),
    }


def meanings(bar: float = MASTERED) -> dict[str, str]:
    """What each state means, in one line; `bar`: the chance from which it counts as mastered."""
    return {
        "not_begun": _("Nothing was shown yet."),
        "growing": _("On the way: some of it goes right."),
        "mastered": _("We expect at least %(n)s of 100 typical questions to go right now.", n=round(100 * bar)),
        "rusty": _("It was there; by now it wants a fresh look."),
    }


def standards() -> dict[int, str]:
    """The four standards."""
    return {1: _("Beginning"), 2: _("Getting there"), 3: _("Meets it"), 4: _("Goes beyond")}


def ways() -> dict[str, str]:
    """The ways to show a skill."""
    return {
        "answers": _("Answers"),
        "evidence": _("A piece of work"),
        "conversation": _("A conversation"),
        "observation": _("Something observed"),
    }


def groups() -> dict[str, str]:
    """The four groups of parts."""
    return {
        "you": _("The child in general"),
        "skill": _("This skill"),
        "question": _("The question"),
        "time": _("Time since"),
    }


def parts() -> dict[str, str]:
    """Each part of the sum."""
    return {
        "bias": _("Where everybody begins"),
        "ability": _("How difficult questions she gets right, over all skills"),
        "form_now": _("Her last few answers, whatever about"),
        "form": _("Her answers of late, whatever about"),
        "skill": _("How difficult questions she gets right on this skill"),
        "skill_form": _("Her last answers on this skill"),
        "right": _("How often right so far"),
        "wrong": _("How often practiced in spite of misses"),
        "first": _("Never tried"),
        "ease": _("How easy the question is"),
        "seen_right": _("Got this very question right before"),
        "seen_wrong": _("Met this very question before"),
        "gap": _("Time since it was last practiced"),
        "gap_form": _("The same, the more the better it went"),
        "lag": _("What was done elsewhere since"),
        "lag_form": _("The same, the more the better it went"),
        "survived": _("Was still there after a day or more"),
        "neighbors": _("Skills beside it on the map"),
    }


def moment(ms: int) -> str:
    """A day, and the time on it."""
    return f"{day_name(clock.day_of(ms))} {clock.local(ms):%H:%M}"


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
