"""Shared Flask code: the life of a request, and errors → answers. Views find here all they share."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, Response, current_app, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, FileSystemLoader, PrefixLoader, StrictUndefined
from werkzeug.exceptions import HTTPException

from homeroom import config, db, errors, gzipped, i18n, journal
from homeroom.callers import Caller, allow, allowed_on, asked, caller, describe
from homeroom.i18n import _
from homeroom.pages import HERE, asset, choose_language, local_path, page

__all__ = ["HEADERS", "HERE", "STATUS", "Caller", "allow", "allowed_on", "asked", "asset", "caller", "check_origin"]
__all__ += ["choose_language", "describe", "hold_back", "identify_with", "init_app", "language_for", "local_path"]
__all__ += ["page", "wants_json"]


SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
CSP = (
    "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
STATUS = {
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Refused: 422,
    errors.TooMany: 429,
    errors.NoRoom: 507,
    errors.Unavailable: 503,
}


def identify_with(app: Flask, identify: Callable[[Request], Caller]) -> None:
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
    app.extensions.setdefault("identify", lambda _own: Caller())
    app.before_request(_begin)
    app.after_request(gzipped.answer)
    app.after_request(_headers)
    app.teardown_request(_end)
    app.register_error_handler(Exception, _answer_error)


def _begin() -> ResponseReturnValue | None:
    # Every request goes through here, and each look at `request` is a search: hence `own`.
    own = asked()
    g.caller, g.ends = Caller(), (ends := ExitStack())
    ends.enter_context(i18n.use(language_for(own, "")))
    if own.endpoint == "static":
        return None
    check_origin(own)
    g.caller = found = current_app.extensions["identify"](own)
    if found.language:
        ends.enter_context(i18n.use(language_for(own, found.language)))
    ends.enter_context(journal.acting(actor=found.actor))
    return _check_access(own, found)


def _check_access(own: Request, who: Caller) -> ResponseReturnValue | None:
    view = current_app.view_functions.get(own.endpoint or "")
    if view is None or who.may(allowed_on(view)):
        return None
    if who.roles & {"teacher", "office", "student", "hub"}:
        raise errors.Forbidden(_("This page is for somebody else."))
    if own.method == "GET" and not wants_json() and "people.sign_in" in current_app.view_functions:
        return redirect(url_for("people.sign_in", next=own.full_path.rstrip("?")))
    raise errors.NotSignedIn(_("Please sign in first. Nothing was changed."))


def check_origin(own: Request) -> None:
    """A page of another site (or of a lesson pack) must not act with the cookies of this one. Raises Forbidden."""
    if own.method in SAFE:
        return
    origin = own.headers.get("Origin")
    if origin is None:
        if own.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            raise errors.Forbidden(_("This request came from another site. Nothing was changed."))
        return
    if urlsplit(origin).netloc != own.host:
        raise errors.Forbidden(_("This request came from another site. Nothing was changed."))


def language_for(own: Request, callers: str) -> str:
    """The language of the answer: as chosen in this browser, else the caller's own, else the school's."""
    chosen = own.cookies.get("homeroom-language", "")
    return chosen or callers or config.current().language


def _end(_error: BaseException | None) -> None:
    ends = g.pop("ends", None)
    if ends is not None:
        ends.close()


def _headers(response: Response) -> Response:
    headers = response.headers
    for name, value in HEADERS.items():
        if name not in headers:
            headers.add(name, value)
    if request.endpoint == "static":
        lasts = "public, max-age=31536000, immutable" if request.args.get("v") else "public, max-age=604800"
        headers["Cache-Control"] = lasts
    return response


def hold_back(environ: Mapping[str, Any], write: db.Job[Any]) -> None:
    """Let nothing of the answer to this request leave before a write is durable.

    Our server keeps the answer meanwhile (commands/held.py), and answers 503 instead when the disk fails; any other
    server waits here. Raises Unavailable then.
    """
    hold = environ.get("homeroom.hold")
    if hold is None:
        write.durable()
    else:
        hold(write)


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
