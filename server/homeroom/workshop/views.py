"""The workshop over HTTP: the list of cards, the editor, what its script asks, and the pack for other schools."""

import io
import json
import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from homeroom import blobs, clock, i18n
from homeroom.errors import HomeroomError, NotFound, Refused
from homeroom.i18n import _
from homeroom.packs import exporting, labels, on_the_way, serving
from homeroom.packs import tables as installed
from homeroom.packs.programs import pages as programs
from homeroom.people import tables as people
from homeroom.web import STATUS, allow, describe, page
from homeroom.workshop import actions, adopting, rules, shelf, tables

bp = Blueprint("workshop", __name__)
TEXT = {"type": "string"}
PROBLEMS = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {"line": {"type": "integer"}, "message": TEXT, "serious": {"type": "boolean"}},
    },
}


@bp.get("/workshop")
@allow("staff")
def home() -> ResponseReturnValue:
    """All cards the school's own people write, and the way to begin one."""
    return _home()


def _home(problem: str = "") -> str:
    return page(
        "workshop/home.html",
        drafts=tables.drafts(rules.DESK, rules.SHELF),
        thrown=tables.drafts(rules.BIN),
        skills=installed.skills(),
        subjects=labels.subjects(),
        who=_who,
        local=clock.local,
        problem=problem,
        typed=request.form,
        shared=any(one.place == rules.SHELF for one in tables.drafts(rules.SHELF)),
    )


@bp.post("/workshop")
@allow("staff")
def begin() -> ResponseReturnValue:
    """Begin a card."""
    try:
        card = actions.new_card(request.form.get("title", ""), request.form.get("skill", ""))
    except (Refused, NotFound) as error:
        return _home(error.message), STATUS[type(error)]
    return redirect(url_for("workshop.editor", card=card), 303)


@bp.get("/workshop/cards/<card>")
@allow("staff")
def editor(card: str) -> ResponseReturnValue:
    """One card with its preview, its versions, and what can be done with it."""
    return _editor(tables.draft(card))


def _editor(draft: tables.Draft, problem: str = "", text: str | None = None) -> Response:
    shown = draft.text if text is None else text
    told = {
        "card": draft.card,
        "text": shown,
        "ref": draft.ref,
        "skills": [{"id": one.id, "name": one.name, "subject": one.subject} for one in installed.skills()],
        "ideas": _ideas(),
        **_checked(shown),
    }
    html = page(
        "workshop/editor.html",
        programs=programs.places(),
        draft=draft,
        told=told,
        text=shown,
        versions=tables.versions(draft.card),
        who=_who,
        local=clock.local,
        problem=problem,
        done=request.args.get("done", ""),
        catalog=i18n.messages_for(["static/student/", "static/i18n.js", "static/workshop/"]),
    )
    return programs.framing(html)


def _ideas() -> list[dict[str, str]]:
    named = [{"id": one.idea, "skill": one.skill, "title": one.title} for one in tables.ideas()]
    return [*_installed_ideas(), *named]


def _installed_ideas() -> list[dict[str, str]]:
    """The wrong ideas of the packs on the box, in the language in use."""
    language = i18n.language()
    return [
        {"id": one.id, "skill": one.skill, "title": one.title.get(language) or one.title.get("en") or one.id}
        for one in installed.misconceptions()
    ]


@bp.post("/workshop/adopt")
@allow("staff")
def adopt() -> ResponseReturnValue:
    """Begin with a card of a pack, or of imported lessons."""
    draft, name = request.form.get("draft", ""), request.form.get("card", "")
    try:
        card = adopting.from_draft(draft, name) if draft else adopting.from_pack(name)
    except Refused as error:
        return _home(error.message), 422
    return redirect(url_for("workshop.editor", card=card, done="adopted"), 303)


@bp.post("/workshop/cards/<card>")
@allow("staff")
def change(card: str) -> ResponseReturnValue:
    """Save (also without JavaScript), then perhaps more: onto the shelf, off it, into the bin, go back, a variant."""
    what = request.form.get("do", "save")
    text = request.form.get("text")
    try:
        if text is not None:
            actions.write(card, text)
        target = _do(card, what)
    except HomeroomError as error:
        return _editor(tables.draft(card), error.message, text), STATUS[type(error)]
    if what == "bin":
        return redirect(url_for("workshop.home"), 303)
    return redirect(url_for("workshop.editor", card=target, done=what), 303)


def _do(card: str, what: str) -> str:
    if what == "shelf":
        actions.put_on_shelf(card)
    elif what in (rules.DESK, rules.BIN):
        actions.put_away(card, what)
    elif what == "back":
        actions.go_back(card, request.form.get("ref", ""))
    elif what in ("easier", "core", "harder"):
        return actions.variant(card, level=what)
    elif what == "interest":
        return actions.variant(card, interest=request.form.get("interest", ""))
    return card


@bp.get("/workshop/pack")
@allow("staff")
def share() -> ResponseReturnValue:
    """The school's own cards as a signed pack, for another school."""
    target = on_the_way.folder() / f"{secrets.token_hex(8)}.pack"
    try:
        content = exporting.export(shelf.pack_id(), target).read_bytes()
    finally:
        target.unlink(missing_ok=True)
    kind = "application/vnd.homeroom.pack+zip"
    return send_file(io.BytesIO(content), kind, as_attachment=True, download_name="school.pack")


@bp.get("/workshop/files/<path:name>")
@allow("staff")
def file(name: str) -> ResponseReturnValue:
    """A picture or recording of the school's own cards."""
    found = tables.files().get(name)
    if found is None:
        raise NotFound(_("This file is not on the box."))
    response = send_file(blobs.path(found.sha256), found.media, conditional=True, etag=False)
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response


# --- what the editor's script asks ----------------------------------------------------------------------


@bp.post("/api/workshop/preview")
@allow("staff")
@describe(
    summary="A card's text as a child would see it, and what is to be mended.",
    body={"type": "object", "required": ["text"], "properties": {"text": TEXT}},
    answer={"type": "object", "properties": {"shown": {"type": ["object", "null"]}, "problems": PROBLEMS}},
)
def preview() -> ResponseReturnValue:
    """Nothing is saved."""
    return _checked(_asked("text", actions.LARGEST))


@bp.put("/api/workshop/cards/<card>")
@allow("staff")
@describe(
    summary="Save a card; every version is kept.",
    body={"type": "object", "required": ["text", "ref"], "properties": {"text": TEXT, "ref": TEXT}},
    answer={
        "type": "object",
        "properties": {"ref": TEXT, "shown": {"type": ["object", "null"]}, "problems": PROBLEMS},
    },
)
def save(card: str) -> ResponseReturnValue:
    """`ref` is the version the text was made from. Somebody else's newer version is kept, and named in `other`."""
    before = tables.draft(card)
    draft = actions.write(card, _asked("text", actions.LARGEST))
    other = _who(before.actor) if _asked("ref", 80) != before.ref and before.text != draft.text else ""
    return {"ref": draft.ref, "other": other, **_checked(draft.text)}


@bp.post("/api/workshop/files")
@allow("staff")
@describe(
    summary="Keep a picture or a recording for cards.",
    sends="multipart/form-data",
    answer={"type": "object", "properties": {"path": TEXT, "url": TEXT}},
)
def add_file() -> ResponseReturnValue:
    """The field `file`; `sound` is "1" for a recording."""
    request.max_content_length = 9 << 20
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refused(_("Choose a file first."))
    path = actions.add_file(upload.stream, upload.filename, request.form.get("sound") == "1")
    return {"path": path, "url": url_for("workshop.file", name=path)}


@bp.post("/api/workshop/ideas")
@allow("staff")
@describe(
    summary="Give a wrong idea a name.",
    body={"type": "object", "required": ["skill", "title"], "properties": {"skill": TEXT, "title": TEXT}},
    answer={"type": "object", "properties": {"id": TEXT, "title": TEXT}},
)
def add_idea() -> ResponseReturnValue:
    """The same name for the same skill is the same idea."""
    title = _asked("title", 200)
    return {"id": actions.name_idea(_asked("skill", 120), title), "title": title}


def _asked(name: str, most: int) -> str:
    body = request.get_json(force=True, silent=True)
    value = body.get(name) if isinstance(body, Mapping) else None
    if not isinstance(value, str) or len(value) > most:
        raise Refused(_("“%(name)s” must be a text of at most %(most)s characters.", name=name, most=most))
    return value


def _checked(text: str) -> dict[str, Any]:
    found = shelf.read(text)
    serious = any(one.serious for one in found.problems)
    shown = None if serious and not found.card.get("blocks") else serving.addressed(found.card, _address)
    problems = [{"line": one.line, "message": one.message, "serious": one.serious} for one in found.problems]
    return {"shown": json.loads(json.dumps(shown)), "problems": problems}


def _address(path: str) -> str:
    return url_for("workshop.file", name=path) if path.startswith(("images/", "audio/")) else path


def _who(actor: str) -> str:
    try:
        return people.staff(actor.partition(":")[2]).name
    except NotFound:
        return _("the box itself")
