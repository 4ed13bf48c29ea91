"""What goals, days and feelings are called."""

from homeroom.attendance.words import day as day_name
from homeroom.goals.tables import Goal
from homeroom.i18n import _, language, ngettext
from homeroom.mastery.words import subjects
from homeroom.playlists import catalog

ABOUT_ICONS = {"cards": "grid", "card": "book", "skill": "plant", "project": "flag", "": "star"}
STATE_ICONS = {"suggested": "bulb", "open": "flag", "reached": "star", "let-go": "x"}
STATE_KINDS = {"suggested": "accent", "open": "", "reached": "good", "let-go": ""}
FEELING_ICONS = {"proud": "heart", "hard": "bulb", "helped": "pair"}


def states() -> dict[str, str]:
    """Where a goal can stand."""
    return {
        "suggested": _("Suggested"),
        "open": _("At it"),
        "reached": _("Reached"),
        "let-go": _("Let go"),
    }


def feelings() -> dict[str, str]:
    """How it was to reach a goal."""
    return {"proud": _("I am proud"), "hard": _("It was hard work"), "helped": _("Somebody helped me")}


def whens() -> dict[str, str]:
    """Until when a goal may be."""
    return {
        "friday": _("By Friday"),
        "tomorrow": _("By tomorrow"),
        "next": _("By Friday of next week"),
        "": _("No day"),
    }


def until(day: str) -> str:
    """By when a goal is to be reached."""
    return _("by %(day)s", day=day_name(day)) if day else _("no day set")


def title(goal: Goal) -> str:
    """A goal in words: her own, else what it is tied to."""
    return goal.text or _tied(goal) or _("A goal with a picture or a recording")


def about(goal: Goal) -> str:
    """What shows the progress of a goal that has words of its own; "" when nothing does or the title says it."""
    return _tied(goal) if goal.text else ""


def _tied(goal: Goal) -> str:
    shelf = catalog.shelf(language())
    if goal.about == "cards":
        if goal.ref in subjects():
            told = {"num": goal.count, "subject": subjects()[goal.ref]}
            return ngettext("Finish %(num)s card: %(subject)s", "Finish %(num)s cards: %(subject)s", goal.count, **told)
        return ngettext("Finish %(num)s card", "Finish %(num)s cards", goal.count, num=goal.count)
    if goal.about == "card":
        info = shelf.find(goal.ref)
        return _("Finish “%(title)s”", title=info.title if info else goal.ref)
    if goal.about == "skill":
        return _("Be able to do “%(skill)s”", skill=shelf.skill_title(goal.ref))
    return _("Reach a milestone of my project") if goal.about == "project" else ""
