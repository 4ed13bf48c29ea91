"""Words for what somebody looked at, and for what goes after a while."""

from homeroom.i18n import _


def what(name: str) -> str:
    """What was seen."""
    return {
        "child": _("The page of the child"),
        "looks": _("Who looked at this child"),
        "record": _("All that is kept, and erasing"),
        "record-file": _("The whole record as a file"),
        "report": _("The report for the family"),
        "skills": _("Skills"),
        "plan": _("Cards of the week"),
        "work": _("Work"),
        "talk": _("Talks and private notes"),
        "goals": _("Goals, projects, learning outside"),
        "attendance": _("Attendance"),
        "secrets": _("How the class signs in"),
        "list-people": _("A list of people, as a file"),
        "list-attendance": _("Attendance, as a file"),
        "list-skills": _("Skills of the class, as a file"),
        "list-goals": _("Goals of the class, as a file"),
    }.get(name, name)


def kind(name: str) -> str:
    """What is let go."""
    return {
        "looks": _("Who looked at whom"),
        "imports": _("Lists that were brought in (kept to undo them)"),
        "tries": _("Wrong tries to sign in"),
        "sessions": _("Who was signed in"),
        "visitors": _("Who visited the school"),
        "aside": _("What sync kept aside and somebody has dealt with"),
    }[name]
