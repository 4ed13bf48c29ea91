"""Packs over HTTP: the list, one pack, one card, and the files that tablets get."""

import secrets
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from flask import Blueprint, Flask, Response, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import wrap_file

from homeroom import blobs, clock, front, i18n, store
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.web import allow, caller, describe, page

from . import (
    actions,
    bring_pages,
    keychange,
    keylife,
    keynews,
    keyring,
    labels,
    licences,
    on_the_way,
    ranges,
    serving,
    tables,
    trust,
)
from .importers.views import bp as drafts
from .on_this_box import Card, PackFile
from .programs import doors, serve
from .programs import pages as programs

bp = Blueprint("packs", __name__)
bp.register_blueprint(drafts)
bp.register_blueprint(bring_pages.bp)
bp.register_blueprint(bring_pages.calls)


def init_app(app: Flask) -> None:
    """Programs of lessons are another world behind the same server."""
    app.wsgi_app = doors.split(app.wsgi_app, serve.application)  # type: ignore[method-assign]


LARGEST_UPLOAD = 2 << 30
PIECE = 1 << 16
FOR_EVER = "public, max-age=31536000, immutable"
DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("/packs")
@allow("staff", "hub")
def home() -> ResponseReturnValue:
    """All packs of this box."""
    return _home()


def _home(problem: str = "", status: int = 200) -> ResponseReturnValue:
    listed = tables.packs()
    html = page(
        "packs/home.html",
        packs=listed,
        counts=tables.count_cards(),
        skills=tables.count_skills(),
        languages=i18n.languages(),
        size=labels.size,
        keys=trust.trusted(),
        lost=[(keychange.packed(key), f"{key.name} ({key.fingerprint[:9]} …)") for key in trust.trusted()[1:]],
        revoked=keyring.read().revoked,
        fallen=keylife.fallen_ids(),
        news=keynews.news(),
        at_hub=store.is_hub(),
        pinned="pins.home" in current_app.view_functions,
        problem=problem,
        done=request.args.get("done", ""),
    )
    return html, status


@bp.post("/packs")
@allow("office", "hub")
def install() -> ResponseReturnValue:
    """Install an uploaded .pack file."""
    request.max_content_length = LARGEST_UPLOAD
    blobs.make_room(2 * (request.content_length or 0))  # what is sent, and what is kept of it
    part = on_the_way.folder() / f"{secrets.token_hex(8)}.pack"
    try:
        upload = request.files.get("pack")
        if upload is None or not upload.filename:
            raise Refused(_("Choose a file that ends in .pack first."))
        upload.save(part)
        pack = actions.install(part)
    except Refused as error:
        return _home(error.message, 422)
    finally:
        part.unlink(missing_ok=True)
    return redirect(url_for("packs.show", pack_id=pack.id, done="installed"), 303)


@bp.post("/packs/keys")
@allow("office", "hub")
def add_key() -> ResponseReturnValue:
    """Trust a publisher's public key."""
    upload = request.files.get("key")
    try:
        text = upload.read(keychange.LARGEST).decode("utf-8", "replace") if upload else ""
        if keychange.is_change(text):
            done = "followed" if keylife.follow(text) else "known"
            return redirect(url_for("packs.home", done=done), 303)
        trust.trust(text, request.form.get("name", "") or (upload.filename if upload else "") or "")
        keynews.settle()
        keylife.tell()
    except Refused as error:
        return _home(error.message, 422)
    return redirect(url_for("packs.home", done="trusted"), 303)


@bp.post("/packs/keys/revoke")
@allow("office", "hub")
def revoke_key() -> ResponseReturnValue:
    """Never again take packs signed with a key that was lost."""
    keylife.revoke(request.form.get("lost", ""), by=caller().actor)
    return redirect(url_for("packs.home", done="revoked"), 303)


@bp.get("/packs/<pack_id>")
@allow("staff", "hub")
def show(pack_id: str) -> ResponseReturnValue:
    """One pack: its cards by skill and level, its history."""
    pack = tables.pack(pack_id)
    cards = tables.cards(i18n.language(), pack=pack_id)
    groups = [(skill, [card for card in cards if skill.id == card.skills[0]]) for skill in tables.skills()]
    known = {skill.id for skill, _cards in groups}
    return page(
        "packs/pack.html",
        pack=pack,
        groups=[(skill, found) for skill, found in groups if found],
        others=[card for card in cards if card.skills[0] not in known],
        count=len(cards),
        framework=[] if cards else tables.skills_of(pack_id),
        skill_names={skill.id: skill.name for skill, _cards in groups},
        previous=tables.previous(pack_id),
        fallen=pack.signer in keylife.fallen_ids(),
        history=[
            (row, clock.local(clock.ms_of(row.at)), _who(row.actor)) for row in tables.history(pack_id, store.box_id())
        ],
        events=labels.events(),
        size=labels.size,
        licence=licences,
        done=request.args.get("done", ""),
        languages=i18n.languages(),
        **_words(),
    )


def _who(actor: str) -> str:
    role, _colon, name = actor.partition(":")
    if role not in ("teacher", "office"):
        return _("the box itself")
    try:
        return people.staff(name).name
    except NotFound:
        return role


def _words() -> dict[str, dict[str, str]]:
    return {
        "kinds": labels.kinds(),
        "levels": labels.levels(),
        "company": labels.company(),
        "subjects": labels.subjects(),
    }


@bp.post("/packs/<pack_id>/rollback")
@allow("office")
def roll_back(pack_id: str) -> ResponseReturnValue:
    """Use the version from before again."""
    actions.roll_back(pack_id)
    return redirect(url_for("packs.show", pack_id=pack_id, done="back"), 303)


@bp.post("/packs/<pack_id>/remove")
@allow("office")
def remove(pack_id: str) -> ResponseReturnValue:
    """Take a pack off the box."""
    actions.remove(pack_id)
    return redirect(url_for("packs.home", done="removed"), 303)


@bp.get("/packs/cards/<card_id>")
@allow("staff", "hub")
def preview(card_id: str) -> ResponseReturnValue:
    """A card as a child sees it, and what is known about it."""
    card = tables.card(card_id, request.args.get("lang") or i18n.language())
    skills = {skill.id: skill for skill in tables.skills()}
    html = page(
        "packs/card.html",
        programs=programs.places(),
        card=card,
        content=serving.card(card.sha256),
        pack=tables.pack(card.pack),
        translations=tables.languages_of(card_id),
        skills=[skills[one] for one in card.skills if one in skills],
        variants=_others(card),
        languages=i18n.languages(),
        licence=licences,
        catalog=i18n.messages_for(["static/student/", "static/i18n.js", "static/packs/"]),
        **_words(),
    )
    return programs.framing(html)


def _others(card: Card) -> list[Card]:
    found = tables.variants(card.variant_of or card.id, i18n.language())
    return [other for other in found if other.id != card.id]


# --- what tablets get --------------------------------------------------------------------------------


@bp.get("/api/cards/<sha>.json")
@allow("staff", "device", "student", "hub")
@describe(summary="A card by its hash; never changes, so keep it", answer={"type": "object", "title": "card/1"})
def card(sha: str) -> ResponseReturnValue:
    """The card with media addresses on this box."""
    if request.if_none_match.contains(sha):
        return _cached(Response(status=304), sha)
    return _cached(Response(serving.card_bytes(sha), content_type="application/json"), sha)


@bp.get("/b/<sha>")
@allow("staff", "device", "student", "hub")
@describe(summary="A picture, sound or film of a pack, whole or in ranges", answers="*/*")
def blob(sha: str) -> ResponseReturnValue:
    """A picture, sound or film of a pack by its hash, whole or in ranges."""
    file = tables.file(sha)
    if request.if_none_match.contains(sha):
        return _cached(Response(status=304), sha)
    if front.hands_over():
        return _cached(_as_document(front.hand_over(sha, file.type), file), sha)
    size = blobs.path(sha).stat().st_size
    try:
        span = ranges.wanted(request.headers.get("Range"), size)
    except ranges.NotThere:
        return Response(status=416, headers={"Content-Range": f"bytes */{size}", "Accept-Ranges": "bytes"})
    if span and request.headers.get("If-Range", f'"{sha}"') != f'"{sha}"':
        span = None
    return _cached(_send(file, span, size), sha)


def _send(file: PackFile, span: tuple[int, int] | None, size: int) -> Response:
    """The bytes. Werkzeug's own range answers hold a thread for as long as a slow tablet reads; these do not."""
    start, end = span or (0, size - 1)
    length = end - start + 1
    body = () if request.method == "HEAD" else _body(file.sha256, start, length)
    response = Response(body, 206 if span else 200, direct_passthrough=True, content_type=file.type)
    response.headers["Content-Length"] = str(length)
    response.headers["Accept-Ranges"] = "bytes"
    if span:
        response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return _as_document(response, file)


def _as_document(response: Response, file: PackFile) -> Response:
    if file.type == "image/svg+xml":
        response.headers["Content-Security-Policy"] = DRAWING
    return response


def _body(sha: str, start: int, length: int) -> Iterable[bytes]:
    handle = blobs.path(sha).open("rb")
    handle.seek(start)
    if "wsgi.file_wrapper" in request.environ:  # the server sends from the file by itself, as much as Content-Length
        return wrap_file(request.environ, handle)
    return _pieces(handle, length)


def _pieces(handle: BinaryIO, left: int) -> Iterator[bytes]:
    with handle:
        while left and (piece := handle.read(min(PIECE, left))):
            left -= len(piece)
            yield piece


def _cached(response: Response, sha: str) -> Response:
    response.headers["Cache-Control"] = FOR_EVER
    response.set_etag(sha)
    return response
