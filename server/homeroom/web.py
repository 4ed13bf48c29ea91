"""Shared Flask code: who is calling, who may call, errors → answers, pages and assets."""

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from werkzeug.exceptions import HTTPException

from homeroom import config, errors, i18n, journal
from homeroom.i18n import _

HERE = Path(__file__).parent
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
GROUPS = {"staff": {"teacher", "office"}, "device": {"kiosk", "tablet"}}
ROLES = {"everybody", "teacher", "office", "student", "kiosk", "tablet", "box", "hub", *GROUPS}
V = TypeVar("V", bound=Callable[..., Any])
CSP = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
STATUS = {
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Refused: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}


# --- who is calling, and who may -----------------------------------------------------------------------


@dataclass(frozen=True)
class Caller:
    """Whoever sent this request: a person, the device it came from, or both."""

    roles: frozenset[str] = frozenset()
    role: str = "nobody"
    id: str = ""
    name: str = ""
    language: str = ""
    device_id: str = ""
    session_id: str = ""
    class_ids: tuple[str, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """How the journal names the caller."""
        return f"{self.role}:{self.id}" if self.role != "nobody" else "system:box"

    def may(self, allowed: frozenset[str]) -> bool:
        """Whether one of the caller's roles is among those allowed."""
        return "everybody" in allowed or bool(self.roles & allowed)


def allow(*roles: str) -> Callable[[V], V]:
    """Say who may call a view. Without it nobody may."""
    unknown = set(roles) - ROLES
    if unknown or not roles:
        raise ValueError(f"not roles: {unknown}")
    allowed = frozenset(one for role in roles for one in GROUPS.get(role, {role}))

    def mark(view: V) -> V:
        view.allowed = allowed  # type: ignore[attr-defined]
        return view

    return mark


def allowed_on(view: Callable[..., Any]) -> frozenset[str]:
    """The roles that may call a view (groups spelled out)."""
    found: frozenset[str] = getattr(view, "allowed", frozenset())
    return found


def caller() -> Caller:
    """Who sent the current request."""
    found: Caller = g.caller
    return found


def identify_with(app: Flask, identify: Callable[[], Caller]) -> None:
    """Let `identify` tell who sends a request (people and the hub know)."""
    app.extensions["identify"] = identify


# --- the life of a request ------------------------------------------------------------------------------


def init_app(app: Flask, features: tuple[str, ...]) -> None:
    """Put errors, access, language, templates and headers into an app that has these feature folders."""
    app.jinja_options = {**app.jinja_options, "extensions": ["jinja2.ext.i18n"], "undefined": StrictUndefined}
    folders = {name: FileSystemLoader(HERE / name / "templates") for name in features}
    app.jinja_loader = ChoiceLoader([PrefixLoader(folders), FileSystemLoader(HERE / "templates")])
    app.jinja_env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals.update(asset=asset, icon_url=lambda: asset("art/icons.svg"))
    app.extensions.setdefault("identify", Caller)
    app.before_request(_begin)
    app.after_request(_headers)
    app.teardown_request(_end)
    app.register_error_handler(Exception, _answer_error)


def _begin() -> ResponseReturnValue | None:
    g.caller = Caller()
    g.ends = ExitStack()
    g.ends.enter_context(i18n.use(_language("")))
    if request.endpoint == "static":
        return None
    _check_origin()
    g.caller = current_app.extensions["identify"]()
    g.ends.enter_context(i18n.use(_language(g.caller.language)))
    g.ends.enter_context(journal.acting(actor=g.caller.actor))
    return _check_access()


def _check_access() -> ResponseReturnValue | None:
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None or g.caller.may(allowed_on(view)):
        return None
    if g.caller.roles & {"teacher", "office", "student", "hub"}:
        raise errors.Forbidden(_("This page is for somebody else."))
    if request.method == "GET" and not wants_json() and "people.sign_in" in current_app.view_functions:
        return redirect(url_for("people.sign_in", next=request.full_path.rstrip("?")))
    raise errors.NotSignedIn(_("Please sign in first. Nothing was changed."))


def _check_origin() -> None:
    # A page of another site (or of a lesson pack) must not act with the cookies of this one.
    if request.method in SAFE:
        return
    origin = request.headers.get("Origin")
    if origin is None:
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise errors.Forbidden(_("This request came from another site. Nothing was changed."))
        return
    if urlsplit(origin).netloc != request.host:
        raise errors.Forbidden(_("This request came from another site. Nothing was changed."))


def _language(own: str) -> str:
    chosen = request.cookies.get("homeroom-language", "")
    return chosen or own or config.current().language


def _end(_error: BaseException | None) -> None:
    ends = g.pop("ends", None)
    if ends is not None:
        ends.close()


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CSP)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    if request.endpoint == "static":
        lasts = "public, max-age=31536000, immutable" if request.args.get("v") else "public, max-age=604800"
        headers["Cache-Control"] = lasts
    return response


# --- errors → answers -----------------------------------------------------------------------------------


def wants_json() -> bool:
    """Whether a program asks rather than a person."""
    if request.path.startswith(("/api/", "/sync/")):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"], default="text/html")
    return bool(best == "application/json")


def _answer_error(error: Exception) -> ResponseReturnValue:
    if isinstance(error, errors.HomeroomError):
        known = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 500)
        return _problem(type(error).__name__, error.message, known, error.extra)
    if isinstance(error, HTTPException):
        if error.code and error.code < 400:
            return error
        return _problem(_slug(error.name), _http_sentence(error), error.code or 500, {})
    current_app.logger.error("error in %s: %s", request.endpoint, errors.where(error))
    sentence = _("Something went wrong on the box. What was saved before is safe; please try again.")
    return _problem("Internal", sentence, 500, {})


def _http_sentence(error: HTTPException) -> str:
    sentences = {
        404: _("There is no such page here."),
        405: _("This page can't be used that way. Nothing was changed."),
        413: _("This is too large for the box. Nothing was saved."),
    }
    return sentences.get(error.code or 0, _("This request could not be understood. Nothing was changed."))


def _slug(name: str) -> str:
    return "".join(part.capitalize() for part in name.split())


def _problem(kind: str, detail: str, status: int, extra: dict[str, Any]) -> ResponseReturnValue:
    headers = {"Retry-After": str(extra["retry_after"])} if "retry_after" in extra else {}
    if wants_json():
        body = {
            "type": f"/problems/{_kebab(kind)}",
            "title": kind,
            "status": status,
            "detail": detail,
            **extra,
        }
        response = jsonify(body)
        response.content_type = "application/problem+json"
        return response, status, headers
    return page("error.html", message=detail, status=status), status, headers


def _kebab(name: str) -> str:
    return "".join("-" + c.lower() if c.isupper() else c for c in name).lstrip("-")


# --- pages and assets -----------------------------------------------------------------------------------


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
        **context,
    )


def N_(text: str) -> str:
    """Mark a text for translation that is translated later."""
    return text


NAV = (
    ("today.home", N_("Today")),
    ("today.inbox", N_("Inbox")),
    ("playlists.plan_home", N_("Plan")),
    ("attendance.home", N_("Attendance")),
    ("people.home", N_("People")),
    ("packs.home", N_("Packs")),
    ("people.devices", N_("Devices")),
    ("sync.home", N_("Sync")),
    ("hub.home", N_("Schools")),
)


def _nav() -> list[dict[str, Any]]:
    links = []
    for endpoint, name in NAV:
        view = current_app.view_functions.get(endpoint)
        if view and g.caller.roles & {"teacher", "office", "hub"} and g.caller.may(allowed_on(view)):
            url = url_for(endpoint)
            current = request.path == url or request.path.startswith(f"{url}/")
            links.append({"url": url, "name": _(name), "current": current})
    return links


def asset(name: str) -> str:
    """The address of a static file, with its content in the address so that it can be cached for ever."""
    return f"/static/{name}?v={_digest(name)}"


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:12]


def describe(
    *, summary: str, body: dict[str, Any] | None = None, answer: dict[str, Any] | None = None
) -> Callable[[V], V]:
    """Describe a view for /api/openapi.json: JSON schemas of the request body and the answer."""

    def mark(view: V) -> V:
        view.described = {"summary": summary, "body": body, "answer": answer}  # type: ignore[attr-defined]
        return view

    return mark


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
