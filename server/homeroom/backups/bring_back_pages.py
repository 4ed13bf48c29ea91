"""The page on which a school comes back onto a new box, for whoever has the box's code and the recovery key."""

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.backups import bringing_back
from homeroom.backups.blueprint import bp
from homeroom.errors import HomeroomError
from homeroom.people import first_start
from homeroom.web import allow, describe


@bp.get("/first-start/restore")
@allow("everybody")
def bring_back() -> ResponseReturnValue:
    """Only while nobody owns the box; names nobody: what is on a stick is sealed."""
    if not first_start.is_due():
        return redirect(url_for("people.sign_in"), 303)
    return _page()


def _page(trouble: str = "") -> str:
    told = bringing_back.progress()
    return web.page(
        "backups/bring_back.html",
        progress=told,
        trouble=trouble or told.trouble,
        sticks=bringing_back.sticks(),
        code=(request.form.get("code") or request.args.get("code", ""))[:20],
        chosen=request.form.get("where", "")[:300],
        address=request.form.get("address", "")[:300],
    )


@bp.post("/first-start/restore")
@allow("everybody")
def begin_to_bring_back() -> ResponseReturnValue:
    """Begin, for whoever has the code of the box (as at the first start) and the recovery key of the backup."""
    where = request.form.get("address", "").strip()[:300] or request.form.get("where", "")[:300]
    try:
        bringing_back.begin(request.form.get("code", "")[:20], where, request.form.get("key", "")[:200])
    except HomeroomError as error:
        return _page(error.message), web.STATUS[type(error)]
    return redirect(url_for("backups.bring_back"), 303)


@bp.get("/api/first-start/restore")
@allow("everybody")
@describe(
    summary="How far the return of a school onto a new box is",
    answer={
        "type": "object",
        "properties": {
            "state": {"type": "string", "enum": ["", "fetching", "restoring", "starting", "failed", "done"]},
            "done": {"type": "integer", "description": "bytes"},
            "total": {"type": "integer", "description": "bytes"},
        },
    },
)
def how_far() -> ResponseReturnValue:
    """A box that has an owner says `done`, and nothing else."""
    if not first_start.is_due():
        return {"state": "done", "done": 0, "total": 0}
    told = bringing_back.follow()
    return {"state": told.state, "done": told.done, "total": told.total}
