"""How it stands with neighbors, in plain words: told on the page Sync, by `homeroom sync status`, and to programs."""

from homeroom import clock, journal
from homeroom.i18n import _, ngettext
from homeroom.neighbors import tables
from homeroom.neighbors.tables import Neighbor, Place
from homeroom.sync.roads import Road


def roads() -> list[Road]:
    """The school's other boxes first, then what was found or typed and is none."""
    places = tables.places()
    by_box = {one.box: one for one in places if one.box}
    known = [_neighbor(row, by_box.get(row.box)) for row in tables.neighbors()]
    return known + [_place(one) for one in places if not one.box]


def _neighbor(row: Neighbor, place: Place | None) -> Road:
    waiting = tables.since(row.news) if row.news < journal.version() else 0
    away = place is not None and bool(place.trouble)
    kind = "waiting" if waiting else "done"
    if away or not row.last_success:
        kind = "trouble" if away else "waiting"
    return Road(
        id=row.box,
        kind=kind,
        name=row.name or row.box[:8],
        address=place.address if place else "",
        words=_words(row, place, waiting),
        more=row.packs,
        last_success=row.last_success,
        next_try=max(place.next_try, clock.now_ms()) if place else 0,
        waiting=waiting,
        taken=row.taken,
        given=row.given,
        files=row.files,
        typed=bool(place and place.how == "typed"),
    )


def _words(row: Neighbor, place: Place | None, waiting: int) -> str:
    last = ago(row.last_success)
    rest = (
        _("nothing waits")
        if not waiting
        else ngettext("%(num)s entry waits", "%(num)s entries wait", waiting, num=waiting)
    )
    if place is not None and place.trouble and place.trouble != "away":
        return _("Last exchanged %(ago)s. %(why)s", ago=last, why=why(place.trouble))
    if place is None or place.trouble:
        return _("Not to be reached now. Last exchanged %(ago)s, %(rest)s.", ago=last, rest=rest)
    return _("Last exchanged %(ago)s, %(rest)s.", ago=last, rest=rest)


def ago(ms: int) -> str:
    """How long ago something was, as people say it."""
    if not ms:
        return _("never")
    minutes = max(0, clock.now_ms() - ms) // 60_000
    if minutes < 1:
        return _("just now")
    if minutes < 120:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes, num=minutes)
    if minutes < 48 * 60:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", minutes // 60, num=minutes // 60)
    return ngettext("%(num)s day ago", "%(num)s days ago", minutes // 1440, num=minutes // 1440)


def _place(one: Place) -> Road:
    return Road(
        id=one.address,
        kind="stranger" if one.trouble and one.trouble != "away" else "waiting",
        name=one.address,
        address=one.address,
        words=why(one.trouble) if one.trouble else _("Found; it is greeted in a moment."),
        next_try=max(one.next_try, clock.now_ms()),
        typed=one.how == "typed",
        reason=one.trouble,
    )


def why(trouble: str) -> str:
    """Why nothing is exchanged with what was found there, and what to do."""
    return {
        "away": _("Nobody answers there now. Is the box on, and is the address right?"),
        "stranger": _("It says that it is a box of this school, but nobody let it in here yet."),
        "not let in": _("It does not know this box yet: let this one in over there, or enrol both at the hub."),
        "revoked": _("One of the two boxes was revoked. Nothing is exchanged; ask whoever looks after the hub."),
        "elsewhere": _("A box of another school. It is left alone."),
        "copied": _("It uses this box's own name: one of the two cards is a copy. Make one of the two its own box."),
        "forged": _("It uses the name of a box of this school and can't prove it. Nothing was given to it."),
        "garbage": _("What answers there is not a box of this kind, or of a much newer version."),
    }.get(trouble, _("What answers there is not a box of this kind, or of a much newer version."))
