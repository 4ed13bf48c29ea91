"""Words for a record: what happened, what a table is, what is known of a student."""

from typing import Any

from homeroom.i18n import _
from homeroom.people.tables import Student


def kind(name: str) -> str:
    """What happened, in words for a family."""
    return {
        "attendance.arrived": _("Came to school"),
        "attendance.left": _("Left school"),
        "attendance.corrected": _("The register was corrected"),
        "evidence.card-opened": _("Opened a card"),
        "evidence.answer-given": _("Answered a question"),
        "evidence.hint-taken": _("Looked at a hint"),
        "evidence.card-finished": _("Finished a card"),
        "evidence.text-written": _("Wrote a text"),
        "evidence.photo-added": _("Added a photo"),
        "evidence.drawing-added": _("Added a drawing"),
        "evidence.recording-added": _("Added a recording"),
        "evidence.help-asked": _("Asked for help"),
        "evidence.reply-written": _("The teacher wrote"),
        "evidence.words-taken-back": _("The teacher took words back"),
        "evidence.card-returned": _("The teacher gave it back for another try"),
        "evidence.accepted": _("The teacher accepted the work"),
        "people.student-registered": _("Was taken in"),
        "people.student-changed": _("Some facts changed"),
        "people.enrolment-begun": _("Joined a class"),
        "people.enrolment-ended": _("Left a class"),
        "playlists.published": _("Got the cards of a week"),
        "goals.set": _("Set herself a goal"),
        "goals.moved": _("Moved a goal on"),
        "goals.reached": _("Reached a goal"),
        "goals.answered": _("The teacher wrote to a goal"),
        "goals.step-taken-back": _("The teacher took words or a step on a goal back"),
        "goals.talk-held": _("Talked with a teacher"),
        "goals.note-kept": _("A teacher keeps a private note; ask her for its words"),
        "goals.team-joined": _("Joined a team of a project"),
        "goals.rubric-marked": _("A project was marked"),
        "goals.project-reflected": _("Looked back at a project"),
        "goals.place-kept": _("Learns outside the school"),
        "goals.outside-logged": _("Wrote about a day outside the school"),
    }.get(name, name.partition(".")[2].replace("-", " ").replace("_", " ") or name)


def table(name: str) -> str:
    """The name of a table, readable."""
    return name.replace("_", " ")


def facts(student: Student) -> list[tuple[str, Any]]:
    """What is known of a student."""
    found = [
        (_("Given name"), student.given_name),
        (_("Family name"), student.family_name),
        (_("Year of birth"), student.birth_year),
        (_("Gender"), student.gender),
        (_("School number"), student.identifier),
        (_("Username"), student.username),
        (_("Language of the pages"), student.language),
        (_("Likes"), ", ".join(student.interests)),
    ]
    return [(name, value) for name, value in found if value]
