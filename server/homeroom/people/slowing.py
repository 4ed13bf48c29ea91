"""Wrong tries make the next one wait; kept in the database, so that a restart forgives nothing."""

from __future__ import annotations

from homeroom import clock, timekeeping
from homeroom.errors import TooMany
from homeroom.i18n import _, ngettext
from homeroom.people import rules
from homeroom.people.on_this_box import WrongTry


def check(who: str, place: str) -> None:
    """Raise TooMany while `who` has to wait at `place`."""
    row = _row(who, place)
    # A clock that was set back must not tell anybody to wait for longer than the longest wait.
    left = min(row.until - clock.now_ms(), rules.WAITS[-1] * 1000) if row else 0
    if left > 0:
        seconds = -(-left // 1000)
        raise TooMany(_too_soon(seconds), retry_after=seconds)


@timekeeping.when_moved
def _move(ms: int) -> None:
    """The clock was put right: whoever had to wait a minute still has to, and no longer."""
    WrongTry.update(last=WrongTry.last + ms).execute()
    WrongTry.update(until=WrongTry.until + ms).where(WrongTry.until > 0).execute()


def count(who: str, place: str) -> int:
    """Note one wrong try (inside a write); returns how many there were in a row."""
    now = clock.now_ms()
    WrongTry.delete().where(WrongTry.last < now - 24 * rules.FORGOTTEN_AFTER, WrongTry.until < now).execute()
    row = _row(who, place)
    wrong = row.wrong + 1 if row and abs(now - row.last) < rules.FORGOTTEN_AFTER else 1
    until = now + 1000 * rules.seconds_to_wait(wrong)
    WrongTry.replace(who=who, place=place, wrong=wrong, last=now, until=until).execute()
    return int(wrong)


def count_rate(who: str, *, most: int, within_ms: int = 60_000) -> None:
    """Note a wrong try of anybody (inside a write); after `most` in the window the next ones wait."""
    now = clock.now_ms()
    row = _row(who, "anywhere")
    wrong, since = 1, now
    if row and 0 <= now - row.last < within_ms:
        wrong, since = row.wrong + 1, row.last
    until = since + within_ms if wrong >= most else 0
    WrongTry.replace(who=who, place="anywhere", wrong=wrong, last=since, until=until).execute()


def forgive(who: str, place: str = "") -> None:
    """Forget the wrong tries of somebody (inside a write), at one place or everywhere."""
    query = WrongTry.delete().where(WrongTry.who == who)
    (query.where(WrongTry.place == place) if place else query).execute()


def _row(who: str, place: str) -> WrongTry | None:
    found: WrongTry | None = WrongTry.get_or_none(WrongTry.who == who, WrongTry.place == place)
    return found


def _too_soon(seconds: int) -> str:
    if seconds < 60:
        return ngettext(
            "Wait %(count)s second, then try again.", "Wait %(count)s seconds, then try again.", seconds, count=seconds
        )
    minutes = -(-seconds // 60)
    return _("That was wrong several times. Try again in %(n)s min, or ask your teacher.", n=minutes)
