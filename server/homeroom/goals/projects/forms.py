"""Reading the form in which a teacher plans a project."""

from collections.abc import Callable
from typing import Any

from homeroom.goals.blueprint import check_day
from homeroom.journal import new_id

MILESTONES, CRITERIA, PRODUCTS = 12, 8, 8  # rows at most
SHORT, LONG = 120, 2000
MARKS = ("1", "2", "3", "4")


def read(form: Callable[[str], str]) -> dict[str, Any]:
    """What the form says; rows without a title are left out. Raises NotFound for a day that is none."""
    products = [_line(text) for text in form("products").splitlines()]
    return {
        "title": _line(form("title")),
        "question": _line(form("question"), 300),
        "products": [one for one in products if one][:PRODUCTS],
        "starts": check_day(form("starts")),
        "ends": check_day(form("ends")),
        "milestones": [_milestone(form, n) for n in range(MILESTONES) if _line(form(f"step-{n}"))],
        "rubric": [_criterion(form, n) for n in range(CRITERIA) if _line(form(f"line-{n}"))],
        "exhibition": {
            "day": check_day(form("show-day")),
            "at": _line(form("show-at"), 20),
            "place": _line(form("show-place")),
            "invitation": form("invitation").strip()[:LONG],
        },
    }


def _milestone(form: Callable[[str], str], n: int) -> dict[str, Any]:
    return {
        "id": form(f"step-id-{n}") or new_id()[:8],
        "title": _line(form(f"step-{n}")),
        "text": form(f"step-text-{n}").strip()[:LONG],
        "due": check_day(form(f"step-due-{n}")) or check_day(form("ends")),
    }


def _criterion(form: Callable[[str], str], n: int) -> dict[str, Any]:
    return {
        "id": form(f"line-id-{n}") or new_id()[:8],
        "title": _line(form(f"line-{n}")),
        "skill": form(f"line-skill-{n}"),
        "words": [_line(form(f"line-{n}-{mark}"), 200) for mark in MARKS],
    }


def _line(text: str, most: int = SHORT) -> str:
    return " ".join(text.split())[:most]
