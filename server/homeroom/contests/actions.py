"""Saying “I don't agree”, and answering it. The only writers of these entries."""

from collections.abc import Callable, Mapping

from homeroom import acts, clock, db, journal
from homeroom.acts import Act
from homeroom.contests import events as ev
from homeroom.contests import explaining, tables
from homeroom.contests.tables import Contest
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.i18n import _
from homeroom.mastery import actions as mastery
from homeroom.people import tables as people
from homeroom.playlists import actions as playlists
from homeroom.playlists.freedom import actions as freedom
from homeroom.playlists.placement import actions as placements
from homeroom.playlists.placement import tables as placed

LONGEST = 1000


@acts.act("contest.say", by=("tablet",))
def say(act: Act) -> None:
    """ "I don't agree": goes to the teacher, with what explained it. Saying it again before the answer says it anew."""
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    student = people.student(act.student).id
    about, key = acts.one_of(act.body, "about", explaining.ABOUT), acts.ident(act.body, "key")
    text = acts.text(act.body, "text", most=LONGEST, optional=True).strip() or None
    why = explaining.row_for(student, about, key)
    journal.write(ev.Contested(student=student, about=about, key=key, when=act.when, text=text, why=why, auth=act.auth))


@db.writes
def answer(student: str, about: str, key: str, *, agree: bool, text: str, choice: str = "") -> None:
    """Agree, which changes what the child was told, or keep it; the words explain it to her."""
    found, told = tables.contest(student, about, key), text.strip()
    if found is None:
        raise NotFound(_("This is not there any more. Load the page again."))
    if not found.waits:
        raise Conflict(_("This was answered already, or nobody asked."))
    if not told:
        raise Refused(_("Say why, so that the child can understand it."))
    if len(told) > LONGEST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=LONGEST))
    if agree and about in _CHANGES:
        _CHANGES[about](found, told, choice)
    journal.write(ev.Answered(student=student, about=about, key=key, agreed=agree, text=told, when=clock.now_ms()))


def _card(found: Contest, text: str, choice: str) -> None:
    week = str(found.row.get("week", ""))
    if any(one["slot"] == found.key for one in playlists.current_slots(found.student, week)):
        playlists.remove(found.student, week, found.key)


def _recheck(found: Contest, text: str, choice: str) -> None:
    mastery.judge(found.student, found.key, "mastered", text)


def _placement(found: Contest, text: str, choice: str) -> None:
    latest = placed.latest_of([found.student]).get(found.student)
    if latest is None or not choice.isdecimal():
        raise Refused(_("Choose where she starts."))
    placements.judge(found.student, latest.placement, found.key, int(choice), text)


def _level(found: Contest, text: str, choice: str) -> None:
    if not choice.isdecimal():
        raise Refused(_("A level of independence is 1, 2, 3 or 4."))
    freedom.set_independence(found.student, int(choice), together=True)


_CHANGES: Mapping[str, Callable[[Contest, str, str], None]] = {
    "card": _card,
    "recheck": _recheck,
    "placement": _placement,
    "level": _level,
}
