"""Have the skills and wrong ideas of a pack from elsewhere the shape that pages and tables rely on?"""

from typing import Any

from .cardshape import MAYBE, Misshapen, Shape, fit
from .frontmatter import ID, SKILL, SUBJECTS

SKILL_ROW: Shape = {"id": str, "title": dict, "subject": str, "requires": [str]}
MORE_OF_SKILL: Shape = {"description": dict, "supports": [str], "grade_from": int, "grade_to": int}
IDEA: Shape = {"id": str, "skill": str, "title": dict, "description": dict}
OLDEST = 99  # school years


def check_skills(rows: Any) -> None:
    """Raise Misshapen unless these are skills, each once."""
    for row in _rows(rows, SKILL_ROW, MORE_OF_SKILL, "skill"):
        if not SKILL.fullmatch(row["id"]):
            raise Misshapen(f"the skill “{row['id'][:60]}” does not have the right name")
        if row["subject"] not in SUBJECTS:
            raise Misshapen(f"“{row['subject'][:40]}” is not known")
        if not all(0 <= row.get(key, 0) <= OLDEST for key in ("grade_from", "grade_to")):
            raise Misshapen(f"the school years of the skill “{row['id'][:60]}” are not valid")


def check_ideas(rows: Any) -> None:
    """Raise Misshapen unless these are wrong ideas, each once."""
    for row in _rows(rows, IDEA, {"remedy": MAYBE}, "misconception"):
        if not ID.fullmatch(row["id"]) or not SKILL.fullmatch(row["skill"]):
            raise Misshapen(f"the misconception “{row['id'][:60]}” does not have the right name")


def _rows(rows: Any, shape: Shape, more: Shape, what: str) -> list[dict[str, Any]]:
    fit(rows, [shape], what)
    ids = set()
    for row in rows:
        fit(row, {key: kind for key, kind in more.items() if key in row}, what)
        for key in ("title", "description"):
            fit(list(row.get(key, {}).values()), [str], f"{what}, {key}")
        if row["id"] in ids:
            raise Misshapen(f"the {what} “{row['id'][:60]}” stands twice")
        ids.add(row["id"])
    found: list[dict[str, Any]] = rows
    return found
