"""What the office must hear of on every page: a return to a copy, a short disk, a backup that is too old."""

from collections.abc import Iterator

from flask import url_for

from homeroom import clock, config, disk, timekeeping
from homeroom.backups import at_hub, key_copies, recovery, rules, tables
from homeroom.i18n import _
from homeroom.pages import Alarm, alarmed_by

OLD = 3 * 24 * 3_600_000  # ms


@alarmed_by
def alarms() -> Iterator[Alarm]:
    """Everything that needs a person now."""
    told = recovery.returned()
    if told is not None:
        words = _(
            "The database of the box was damaged. The box went back to its copy of %(when)s by itself.",
            when=clock.local(told.copy_made).strftime("%Y-%m-%d %H:%M"),
        )
        yield _alarm(words)
    if tables.damage():
        yield _alarm(_("The database is damaged. Start the box again: it goes back to its newest good copy by itself."))
    if timekeeping.is_doubtful():
        now = clock.local(clock.now_ms()).strftime("%Y-%m-%d %H:%M")
        words = _("The box is not sure what day it is. It thinks it is %(now)s.", now=now)
        yield Alarm(words, url_for("backups.show_clock"), _("Set the clock"))
    yield from _disk()
    yield from _sticks()


def _alarm(words: str, *, grave: bool = True) -> Alarm:
    return Alarm(words, url_for("backups.home"), _("What to do"), grave)


def _disk() -> Iterator[Alarm]:
    state = disk.state(config.current())
    if state is disk.State.FULL:
        words = _("The disk of the box is full: photos and packs are refused. Attendance and answers go on.")
        yield _alarm(words)
    elif state is disk.State.SHORT:
        yield _alarm(_("The disk of the box is getting full: it keeps fewer copies."), grave=False)


def _sticks() -> Iterator[Alarm]:
    tested = tables.tested()
    if tested is not None and not tested.well:
        yield _alarm(_("The last backup could not be restored in a test."))
    sticks = tables.sticks()
    newest = max(sticks[0].last_good, sticks[0].prepared, at_hub.state().last_good) if sticks else 0
    if sticks and rules.passed(newest, clock.now_ms()) > OLD:
        yield _alarm(_("There has been no backup for more than three days. Plug the backup stick in."))
    if key_copies.old_sticks():
        yield _alarm(_("A backup stick was away for more than 30 days: plug it in or destroy it."), grave=False)
