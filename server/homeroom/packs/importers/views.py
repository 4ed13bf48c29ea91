"""Lessons from elsewhere over HTTP: hand in a file, read the report, look at the cards, install or throw away."""

from __future__ import annotations

import io
import re
import secrets
import shutil
import zipfile
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, redirect, request, send_file, url_for
from flask.typing import ResponseReturnValue

from homeroom import blobs, clock, i18n
from homeroom.errors import NotFound, Refused
from homeroom.i18n import _
from homeroom.lazy import lazy
from homeroom.terms import months
from homeroom.web import allow, page

from .. import labels, licences, media, on_the_way, serving
from ..on_this_box import in_language
from . import report as reports
from .names import TITLES
from .trouble import say
from .wishes import Wishes

if TYPE_CHECKING:
    from ..source import Source
    from . import drafts
else:
    drafts = lazy("homeroom.packs.importers.drafts")

bp = Blueprint("drafts", __name__, url_prefix="/packs/drafts")
LARGEST = 1 << 30
ODD = re.compile(r"[^\w .()-]+")
DRAWING = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@bp.get("")
@allow("staff")
def home() -> ResponseReturnValue:
    """The way to hand in a file, and the drafts that wait."""
    return _home()


def _home(problem: str = "", status: int = 200) -> ResponseReturnValue:
    html = page(
        "packs/drafts.html",
        drafts=drafts.every(),
        formats=TITLES,
        subjects=labels.subjects(),
        languages=i18n.languages(),
        when=lambda one: months.moment(clock.local(int(one.made * 1000))),
        problem=problem,
        typed=request.form,
        done=request.args.get("done", ""),
    )
    return html, status


@bp.post("")
@allow("staff")
def take_in() -> ResponseReturnValue:
    """Turn an uploaded file into a draft."""
    request.max_content_length = LARGEST
    blobs.make_room(2 * (request.content_length or 0))  # what is sent, and what is kept of it
    room = on_the_way.folder() / f"import-{secrets.token_hex(8)}"
    try:
        upload = request.files.get("file")
        if upload is None or not upload.filename:
            raise Refused(_("Choose a file first."))
        room.mkdir()
        name = ODD.sub("_", upload.filename.rpartition("/")[2].rpartition("\\")[2]).strip(" .")[-100:] or "file"
        upload.save(room / name)
        form = request.form
        kept = drafts.take_in(room / name, Wishes("", form.get("subject", ""), form.get("language", ""), ""))
    except Refused as error:
        return _home(error.message, 422)
    finally:
        shutil.rmtree(room, ignore_errors=True)
    return redirect(url_for("packs.drafts.show", name=kept.id), 303)


@bp.get("/<name>")
@allow("staff")
def show(name: str) -> ResponseReturnValue:
    """What came over, what did not, and the cards."""
    return _show(name)


def _show(name: str, problem: str = "", status: int = 200) -> ResponseReturnValue:
    kept = drafts.get(name)
    found, problems = drafts.problems(kept)
    mended_by_licence = [one for one in problems if "licen" in one.message]
    html = page(
        "packs/draft.html",
        draft=kept,
        report=kept.report,
        format=TITLES.get(kept.report.format, kept.report.format),
        summary=reports.summary(kept.report),
        heads={fate: say(head, {}) for fate, head in reports.HEADS.items()},
        cards=list(found.cards.values()),
        skills=_skills(found),
        replaces=drafts.replaces(found.pack),
        problems=[one for one in problems if kept.report.licence or one not in mended_by_licence],
        licences=[(one, one) for one in licences.LICENCES],
        subjects=labels.subjects(),
        kinds=labels.kinds(),
        subject=next((skill["subject"] for skill in found.skills), "world"),
        languages=i18n.languages(),
        problem=problem,
    )
    return html, status


def _skills(found: Source) -> list[tuple[str, list[str]]]:
    """The skills of a draft without cards: each one's name, and the names of those it requires."""
    names = {one["id"]: in_language(one["title"], one["id"]) for one in found.skills}
    rows = found.skills if found.only_skills else []
    return [(names[one["id"]], [names.get(before, before) for before in one["requires"]]) for one in rows]


@bp.get("/<name>/cards/<card>")
@allow("staff")
def preview(name: str, card: str) -> ResponseReturnValue:
    """A card of a draft as a child would see it."""
    kept = drafts.get(name)
    found, _problems = drafts.problems(kept)
    content = found.cards.get(card)
    if content is None:
        raise NotFound(_("This card is not in the draft."))
    ids = list(found.cards)
    here = ids.index(card)
    return page(
        "packs/draft_card.html",
        draft=kept,
        card=content,
        before=ids[here - 1] if here else "",
        after=ids[here + 1] if here + 1 < len(ids) else "",
        content=serving.addressed(content, lambda path: url_for("packs.drafts.file", name=name, path=path)),
        kinds=labels.kinds(),
        catalog=i18n.messages_for(["static/student/", "static/i18n.js", "static/packs/"]),
    )


@bp.get("/<name>/files/<path:path>")
@allow("staff")
def file(name: str, path: str) -> ResponseReturnValue:
    """A picture, sound or film of a draft."""
    folder = drafts.get(name).folder.resolve()
    found = (folder / path).resolve()
    kind = media.type_of(path)
    if not kind or not found.is_relative_to(folder) or not found.is_file():
        raise NotFound(_("This file is not in the draft."))
    answer: Response = send_file(found, mimetype=kind, conditional=True)
    if kind == "image/svg+xml":
        answer.headers["Content-Security-Policy"] = DRAWING
    return answer


@bp.get("/<name>.zip")
@allow("staff")
def download(name: str) -> ResponseReturnValue:
    """The draft as text files, to edit them elsewhere and hand them in again."""
    kept = drafts.get(name)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(kept.folder.rglob("*")):
            if path.is_file():
                zipped.write(path, path.relative_to(kept.folder).as_posix())
    out.seek(0)
    return send_file(out, mimetype="application/zip", as_attachment=True, download_name=f"{kept.id}.zip")


@bp.post("/<name>/install")
@allow("office")
def install(name: str) -> ResponseReturnValue:
    """Make the draft a pack of this box."""
    form: dict[str, Any] = request.form.to_dict()
    try:
        pack = drafts.install(name, form.get("title", ""), form.get("licence", ""), form.get("subject", ""))
    except Refused as error:
        return _show(name, error.message, 422)
    return redirect(url_for("packs.show", pack_id=pack.id, done="installed"), 303)


@bp.post("/<name>/throw-away")
@allow("staff")
def throw_away(name: str) -> ResponseReturnValue:
    """Delete the draft."""
    drafts.throw_away(name)
    return redirect(url_for("packs.drafts.home", done="thrown"), 303)
