"""Pictures and recordings over HTTP: in from tablets, out to those who may see them."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from homeroom import blobs, front
from homeroom.errors import Forbidden, NotFound, Refused
from homeroom.evidence import actions, tables
from homeroom.i18n import _
from homeroom.people.actions import check_may_see_student
from homeroom.web import allow, caller, describe

bp = Blueprint("evidence", __name__, template_folder=None)
WHOSE = {"header X-Student": "The id of the child whose it is."}
KEPT = {
    "type": "object",
    "properties": {
        "photo": {"type": "string"},
        "recording": {"type": "string"},
        "sha256": {"type": "string"},
    },
}


@bp.put("/api/photos/<upload>")
@allow("tablet")
@describe(
    summary="Send a photo or drawing under the id its device gave it", answer=KEPT, sends="image/*", parameters=WHOSE
)
def put_photo(upload: str) -> ResponseReturnValue:
    """The body is a JPEG, PNG or WebP of at most 8 MB; the header X-Student says whose it is.

    The same id again changes nothing. The box keeps it upright, at most 1600 pixels a side and without camera data.
    """
    kept = actions.keep_upload(_ident(upload), _student(), request.stream, picture=True)
    return {"photo": kept.upload, "sha256": kept.sha256}


@bp.put("/api/recordings/<upload>")
@allow("tablet")
@describe(summary="Send a recording under the id its device gave it", answer=KEPT, sends="audio/*", parameters=WHOSE)
def put_recording(upload: str) -> ResponseReturnValue:
    """The body is WebM, Ogg, MP4, MP3 or WAV of at most 8 MB; the header X-Student says whose it is."""
    kept = actions.keep_upload(_ident(upload), _student(), request.stream, picture=False)
    return {"recording": kept.upload, "sha256": kept.sha256}


@bp.get("/uploads/<upload>")
@allow("staff", "student")
@describe(summary="A photo, drawing or recording of a child", answers="*/*")
def show_upload(upload: str) -> ResponseReturnValue:
    """A piece of evidence, for its student and her teachers."""
    kept = tables.upload(upload)
    if kept is None:
        raise NotFound(_("This picture is still on its way from the tablet."))
    if caller().role == "student":
        if caller().id != kept.student:
            raise Forbidden(_("This is somebody else's work."))
    else:
        check_may_see_student(caller(), kept.student)
    if front.hands_over():
        return _private(front.hand_over(kept.sha256, kept.media))
    data = blobs.path(kept.sha256).read_bytes()  # at most 8 MB
    answer = _private(Response(data, mimetype=kept.media))
    answer.set_etag(kept.sha256)
    return answer.make_conditional(request, accept_ranges=True, complete_length=len(data))


def _private(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _student() -> str:
    student = request.headers.get("X-Student", "")
    if not student:
        raise Refused(_("The header X-Student must say whose picture this is."))
    return student


def _ident(upload: str) -> str:
    if not 8 <= len(upload) <= 80 or not all(one.isascii() and (one.isalnum() or one in "-_") for one in upload):
        raise Refused(_("This is not the id of a picture."))
    return upload
