"""The first page of the box, and the empty shell of the student page."""

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from homeroom import config, web
from homeroom.i18n import languages, messages_for
from homeroom.today.blueprint import bp
from homeroom.web import allow

PARTS = ("static/student/", "static/outbox")


@bp.get("/")
@allow("everybody")
def landing() -> ResponseReturnValue:
    """Send devices and staff where they belong; show everybody else the ways in."""
    roles = web.caller().roles
    if roles & {"teacher", "office"}:
        return redirect(url_for("today.home"))
    if "kiosk" in roles:
        return redirect("/kiosk")
    if "tablet" in roles:
        return redirect(url_for("today.student_page"))
    return web.page("index.html")


@bp.get("/student")
@allow("everybody")
def student_page() -> ResponseReturnValue:
    """The student page: the same for everybody, kept by the browser for a week; it asks the box who is here."""
    school = config.current().language
    words = {code: messages_for(PARTS, code) for code in dict.fromkeys([school, *languages()])}
    answer = make_response(web.page("today/student.html", catalogs=words))
    answer.headers["Cache-Control"] = "private, max-age=604800"
    return answer
