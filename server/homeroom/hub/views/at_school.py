"""The pages People of one school, at the hub: /at/<school>/people is what the school's office sees on its box.

Whatever is written there goes into the hub's lane for that school. What only the box knows (secrets, tablets,
passwords, pictures) stays there, and so do names where the school keeps them to itself.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

from flask import g, request

from homeroom import store
from homeroom.errors import Forbidden
from homeroom.hub import tables
from homeroom.hub.tables import School
from homeroom.i18n import _
from homeroom.web import Caller

PREFIX = "/at/"
KEY = "homeroom.at_school"
CLASSES = ("new_class", "begin_class", "school_class", "change_class", "archive_class", "restore_class")
STUDENTS = ("home", "student", "change_student", "archive_student", "restore_student")
SAME = ("new_children", "confirm_student", "same_child", "join_children", "part_children")
STAFF = ("staff", "staff_member", "change_staff", "archive_staff", "restore_staff")
DIFFERENCES = ("differences", "settle_difference")
NAMED = ("new_student", "register_student", "new_staff", "register_staff")
ROSTERS = ("imports", "look_at_file", "one_import", "apply_import", "undo_import")
ALWAYS = frozenset(f"people.{one}" for one in (*CLASSES, *STUDENTS, *SAME, *STAFF, *DIFFERENCES))
WITH_NAMES = frozenset(f"people.{one}" for one in (*NAMED, *ROSTERS))
PERSONAL = ("given_name", "family_name", "username", "identifier", "birth_year", "gender", "interests", "name")
WSGI = Callable[[dict[str, Any], Any], Iterable[bytes]]


class AtSchool:
    """Takes /at/<school> off the path and remembers it; links on the pages beneath get it back."""

    def __init__(self, inside: WSGI) -> None:
        self._inside = inside

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = str(environ.get("PATH_INFO", ""))
        school, slash, rest = path.removeprefix(PREFIX).partition("/")
        if path.startswith(PREFIX) and school and slash:
            prefix = f"{PREFIX}{school}"
            environ = {**environ, KEY: school, "PATH_INFO": f"/{rest}"}
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}{prefix}"
        return self._inside(environ, start)


def act_at(administrator: Caller) -> Caller:
    """The administrator as the office of the school that the address names, or just as she is.

    Raises Forbidden for what only the school's box can do, and where the school keeps names to itself.
    """
    name = request.environ.get(KEY)
    if not name:
        return administrator
    school = tables.school(str(name))
    nameless = not tables.lets_names_out(school)
    _check(school, nameless)
    g.ends.enter_context(store.acting_at(school.id))
    more = {**administrator.more, "at_school": school, "nameless": nameless, "nav": _nav(school)}
    return dataclasses.replace(administrator, roles=frozenset({"office"}), more=more)


def _check(school: School, nameless: bool) -> None:
    endpoint = request.endpoint or ""
    if endpoint not in ALWAYS | WITH_NAMES:
        raise Forbidden(_("This is done at the school itself, on its own box."))
    if not nameless:
        return
    writes_names = any(request.form.get(one) for one in PERSONAL) and endpoint not in ("people.home", *_of(CLASSES))
    if endpoint in WITH_NAMES or writes_names:
        words = _("%(school)s keeps names to itself, so names are written there, on its own box.", school=school.name)
        raise Forbidden(words)


def _of(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"people.{one}" for one in names)


def _nav(school: School) -> list[dict[str, Any]]:
    here = f"{PREFIX}{school.id}/people"
    return [
        {"url": "/", "name": _("Schools"), "current": False},
        {"url": f"/schools/{school.id}", "name": school.name, "current": False},
        {"url": here, "name": _("People"), "current": True},
    ]
