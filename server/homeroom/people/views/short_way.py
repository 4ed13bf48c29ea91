"""The short way for acts: nearly every request of a school day, without the steps that pages need.

It takes what is plainly in order: one device of the school, alone or with a child, sends what can be read. Everything
else goes the long way through Flask to acts_api.take_acts_in, as if this were not here, and hears there what is wrong.
Finding the route, two contexts and a response object cost as much as carrying the act out.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import Any

from flask import Flask, Request

from homeroom import i18n, journal, web
from homeroom.people.views.acts_api import LARGEST, MET, PATH, carry_out
from homeroom.people.views.identify import identify

ASKED = ("", "device=kiosk")  # as tablets and kiosks send it
ALONE_OR_WITH_A_CHILD = ("tablet", "kiosk", "student")


class ShortWay:
    """Stands in front of a Flask app (`app.wsgi_app`)."""

    def __init__(self, app: Flask) -> None:
        self._long, self._json = app.wsgi_app, app.json

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        ours = environ["PATH_INFO"] == PATH and environ["REQUEST_METHOD"] == "POST" and environ["QUERY_STRING"] in ASKED
        answer = _answer(environ) if ours else None
        if answer is None:
            return self._long(environ, start)
        sent = f"{self._json.dumps(answer, separators=(',', ':'))}\n".encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(sent)), **web.HEADERS}
        start("200 OK", list(headers.items()))
        return [sent]


def _answer(environ: dict[str, Any]) -> dict[str, Any] | None:
    length = environ.get("CONTENT_LENGTH", "")
    if not length.isdecimal() or int(length) > LARGEST:
        return None
    sent = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = io.BytesIO(sent)  # for the long way
    own = Request(environ)
    try:
        web.check_origin(own)
        who, body = identify(own), json.loads(sent)
    except Exception:  # who may not, what is no JSON, a database that can't be asked: the long way finds it, too
        return None
    if who.role not in ALONE_OR_WITH_A_CHILD or not isinstance(body, dict):
        return None
    with i18n.use(web.language_for(own, who.language)), journal.acting(actor=who.actor):
        try:
            return carry_out(environ, who.more["device"], body)
        except Exception as error:  # whatever it is: the long way has the words for it
            environ[MET] = error
            return None
