"""Pages: what every page needs, the navigation, static files with their content in the address."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import config, i18n
from homeroom.callers import allowed_on
from homeroom.i18n import N_, _

HERE = Path(__file__).parent


def page(template: str, **context: Any) -> str:
    """Render a page with what every page needs."""
    language = i18n.language()
    return render_template(
        template,
        caller=g.caller,
        school_name=config.current().school_name,
        language=language,
        dir=i18n.direction(language),
        all_languages=i18n.languages(),
        nav=_nav(),
        alarms=_alarms(),
        has_status="fleet.status" in current_app.view_functions,
        **context,
    )


@dataclass(frozen=True)
class Alarm:
    """Something the office must know on whatever page it is: a sentence, and where to do something about it."""

    words: str
    url: str = ""
    link: str = ""
    grave: bool = True


_sources: list[Callable[[], Iterable[Alarm]]] = []


def alarmed_by(source: Callable[[], Iterable[Alarm]]) -> Callable[[], Iterable[Alarm]]:
    """Decorator: ask this function for alarms whenever the office (or a hub's administrator) looks at a page."""
    if source not in _sources:
        _sources.append(source)
    return source


def _alarms() -> list[Alarm]:
    if not g.caller.roles & {"office", "hub"} or "nav" in g.caller.more:
        return []
    return [alarm for source in _sources for alarm in source()]


NAV = (
    ("hub.home", N_("Schools")),
    ("today.home", N_("Today")),
    ("today.inbox", N_("Inbox")),
    ("playlists.plan_home", N_("Plan")),
    ("mastery.home", N_("Skills")),
    ("grouping.home", N_("Stations")),
    ("goals.home", N_("Goals")),
    ("attendance.home", N_("Attendance")),
    ("people.home", N_("People")),
    ("packs.home", N_("Packs")),
    ("people.devices", N_("Devices")),
    ("sync.home", N_("Sync")),
    ("backups.home", N_("Backups")),
)


def _nav() -> list[dict[str, Any]]:
    if "nav" in g.caller.more:
        return list(g.caller.more["nav"])
    links = []
    for endpoint, name in NAV:
        view = current_app.view_functions.get(endpoint)
        if view and g.caller.roles & {"teacher", "office", "hub"} and g.caller.may(allowed_on(view)):
            url = url_for(endpoint)
            home = url == "/" and request.blueprint == endpoint.partition(".")[0]
            current = home or request.path == url or request.path.startswith(f"{url}/")
            links.append({"url": url, "name": _(name), "current": current})
    return links


def asset(name: str) -> str:
    """The address of a static file, with its content in the address so that it can be cached for ever."""
    return f"/static/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]


def choose_language() -> ResponseReturnValue:
    """Remember the language that a form names and go back to where it was chosen."""
    chosen = i18n.nearest([request.form.get("language", "")])
    response = redirect(local_path(request.form.get("next", "/")))
    response.set_cookie("homeroom-language", chosen, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


def local_path(address: str) -> str:
    """`address` when it is a path on this box, else the front page: never redirect elsewhere."""
    parts = urlsplit(address)
    safe = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if safe else "/"
