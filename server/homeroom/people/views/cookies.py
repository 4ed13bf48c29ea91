"""Cookies: one for each way to be known, with the port in the name, and whether it came over TLS.

Cookies do not tell ports apart, but two boxes and a hub may run on one machine; and one browser may be
kiosk and tablet at once, as it is when somebody tries the demo. A page without TLS can't replace a cookie
that came over TLS, so the two must not share a name.
"""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Request, Response, request

KINDS = ("staff", "student", "kiosk", "tablet")


def read(own: Request, kind: str) -> str:
    """The token in the caller's cookie of this kind, or ""."""
    name = _name_at(own.host, kind, own.is_secure)
    if name not in own.cookies:  # a "get" of what is not there makes an error first
        return ""
    return own.cookies[name]


def device_kinds(own: Request) -> tuple[str, ...]:
    """The kinds of device the caller may be, the likelier first: a page of the kiosk says so."""
    said = b"device" in own.query_string and own.args.get("device") == "kiosk"
    kiosk = said or own.path.startswith(("/kiosk", "/api/kiosk"))
    return ("kiosk", "tablet") if kiosk else ("tablet", "kiosk")


def put(response: Response, kind: str, token: str, lasts_ms: int) -> Response:
    """Put a token into a cookie that no script can read."""
    age = lasts_ms // 1000
    response.set_cookie(
        _name(kind), token, max_age=age, httponly=True, samesite="Lax", secure=request.is_secure, path="/"
    )
    return response


def drop(response: Response, kind: str) -> Response:
    """Forget a cookie."""
    response.delete_cookie(_name(kind))
    return response


def _name(kind: str) -> str:
    return _name_at(request.host, kind, request.is_secure)


@lru_cache(maxsize=64)
def _name_at(host: str, kind: str, secure: bool) -> str:
    port = urlsplit(f"//{host}").port or ("tls" if secure else None)
    return f"homeroom-{kind}-{port}" if port else f"homeroom-{kind}"
