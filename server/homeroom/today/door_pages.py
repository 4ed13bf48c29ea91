"""The first page of the box, and the empty shell of the student page."""

from flask import make_response, redirect, url_for
from flask.typing import ResponseReturnValue

from homeroom import config, web
from homeroom.errors import NotFound
from homeroom.i18n import _, languages, mark, messages_for
from homeroom.packs.programs import pages as programs
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
    others = {code: url_for("today.words_of", code=code, v=mark(code)) for code in languages() if code != school}
    words = {school: messages_for(PARTS, school)}
    html = web.page("today/student.html", catalogs=words, others=others, programs=programs.places())
    answer = programs.framing(html)
    answer.headers["Cache-Control"] = "private, max-age=604800"
    return answer


@bp.get("/words/<code>.json")
@allow("everybody")
def words_of(code: str) -> ResponseReturnValue:
    """The words of the student page in a language that is not the school's: fetched beside the first screen."""
    if code not in languages():
        raise NotFound(_("This language is not on the box."))
    answer = make_response(messages_for(PARTS, code))
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return answer
