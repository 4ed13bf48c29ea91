"""Everybody at a glance: search, classes, who left."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request
from flask.typing import ResponseReturnValue

from homeroom import store, web
from homeroom.people import said_twice, same_child, tables
from homeroom.people.tables import SchoolClass, Student
from homeroom.people.views.blueprint import bp, done_sentence
from homeroom.web import Caller, allow

A_PAGE = 60


@dataclass(frozen=True)
class Found:
    """Some of the children who were looked for."""

    rows: list[Student]
    total: int
    page: int
    pages: int


@bp.route("/people", endpoint="home", methods=["GET", "POST"])  # searching posts: no name stays in an address
@allow("staff")
def people() -> ResponseReturnValue:
    """The children a member of staff may see, with search and classes."""
    words, class_id = request.values.get("q", "").strip()[:80], request.values.get("class", "")
    archived = bool(request.values.get("archived"))
    mine = groups_for(web.caller())
    placed = tables.placements()
    visible = [
        one
        for one in tables.students(archived=archived)
        if "office" in web.caller().roles or {group.id for group in mine} & set(placed.get(one.id, []))
    ]
    shown = [one for one in visible if _fits(one, words) and class_id in ("", *placed.get(one.id, []))]
    return web.page(
        "people/home.html",
        found=_page(shown),
        groups=mine,
        counts={group.id: sum(group.id in placed.get(one.id, []) for one in visible) for group in mine},
        names={group.id: group for group in mine},
        placed=placed,
        words=words,
        class_id=class_id,
        archived=archived,
        everybody=len(visible),
        provisional=_provisional(mine),
        differ=said_twice.count(store.at_school()) if store.at_school() else 0,
        closed=tables.classes(archived=True) if archived and "office" in web.caller().roles else [],
        done=done_sentence(),
        portrait_url=tables.portrait_url,
    )


def _provisional(mine: list[SchoolClass]) -> int:
    return len(same_child.provisional()) if mine and "office" in web.caller().roles else 0


def groups_for(caller: Caller) -> list[SchoolClass]:
    """The classes somebody may see."""
    return tables.classes() if "office" in caller.roles else tables.classes_taught(caller.id)


def _fits(student: Student, words: str) -> bool:
    told = f"{student.name} {student.username} {student.identifier}".casefold()
    return all(word in told for word in words.casefold().split())


def _page(rows: list[Student]) -> Found:
    pages = max(1, -(-len(rows) // A_PAGE))
    wanted = request.values.get("page", "1")
    page = min(max(1, int(wanted) if wanted.isdecimal() else 1), pages)
    return Found(rows[(page - 1) * A_PAGE : page * A_PAGE], len(rows), page, pages)
