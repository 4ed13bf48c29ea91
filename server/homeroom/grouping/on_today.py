"""The short calm list on the page Today: shared wrong ideas and nudges, in sentences."""

from typing import Any

from homeroom.attendance import words as days
from homeroom.grouping import ideas, nudges, nudging, reasons
from homeroom.grouping.names import Names
from homeroom.people import tables as people
from homeroom.playlists import words as playlist_words


def shown(class_id: str) -> dict[str, Any]:
    """What the page Today shows of a class: the first nudges and shared ideas, and how many there are."""
    found = nudges.of_class(class_id)
    return {
        "nudges": told(class_id, found[: nudges.SHOWN]),
        "more": max(0, len(found) - nudges.SHOWN),
        "ideas": ideas.of_class(class_id)[:2],
        "class_id": class_id,
        "day_name": days.day,
    }


def told(class_id: str, found: list[nudging.Nudge]) -> list[dict[str, Any]]:
    """Nudges with their reason in a sentence."""
    students = people.students_of(class_id)
    names, subjects = Names(students), playlist_words.subjects()
    statements = nudging.statements()
    rows = []
    for one in found:
        reason = {**one.reason, "params": dict(one.reason["params"])}
        if "subject" in reason["params"]:
            reason["params"]["subject"] = subjects.get(one.about, one.about)
        sentence = reasons.sentence(reason, names.calls)
        rows.append(
            {
                "nudge": one,
                "name": names.child(one.student),
                "portrait": names.portrait(one.student),
                "sentence": sentence,
                "title": statements[one.rule][0],
                "rule": statements[one.rule][1],
            }
        )
    return rows
