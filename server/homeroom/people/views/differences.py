"""Where hub and school said different things at the same time: both are shown, a person decides."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, store, web
from homeroom.i18n import _, ngettext
from homeroom.pages import Alarm, alarmed_by
from homeroom.people import differences as found
from homeroom.people import said_twice
from homeroom.people.views.blueprint import back_to, bp, done_sentence
from homeroom.web import allow


@bp.get("/people/differences", endpoint="differences")
@allow("office")
def show() -> ResponseReturnValue:
    """Everything that waits for a person's word."""
    return web.page(
        "people/differences.html", found=found.all_of_them(), local=clock.local, day=day_in_words, done=done_sentence()
    )


@bp.post("/people/differences", endpoint="settle_difference")
@allow("office")
def settle() -> ResponseReturnValue:
    """Keep what counts, or take the other."""
    form = request.form
    found.settle(form.get("register", ""), form.get("field", ""), form.get("ref", ""))
    return back_to("people.differences", "settled")


@alarmed_by
def alarms() -> Iterator[Alarm]:
    """The office hears of it on every page."""
    count = 0 if store.is_hub() else said_twice.count()
    if count:
        words = ngettext(
            "Of %(num)s thing the hub and the school said different things.",
            "Of %(num)s things the hub and the school said different things.",
            count,
        )
        yield Alarm(words, url_for("people.differences"), _("Look and decide"), grave=False)


def day_in_words(ms: int) -> str:
    """The day of the week, when it was lately; else the date."""
    days = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
    at = clock.local(ms)
    lately = 0 <= clock.now_ms() - ms < 6 * 24 * 3_600_000
    return days[at.weekday()] if lately else at.strftime("%Y-%m-%d")
