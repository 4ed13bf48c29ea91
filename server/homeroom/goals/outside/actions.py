"""What people do about learning outside: keep a place, write the log, enter a mentor's slip. The only writers."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from homeroom import acts, clock, db, journal
from homeroom.acts import Act
from homeroom.errors import Refused
from homeroom.goals.outside import events as ev
from homeroom.goals.outside import tables
from homeroom.i18n import _
from homeroom.people import tables as people

SHORT, LONG = 120, 2000
MOST_AIMS = 8
MOST_HOURS = 2000
MOST_MINUTES = 16 * 60  # of one day
DAYS = ("today", "yesterday")


@db.writes
def keep_place(student: str, told: dict[str, Any], outside: str = "") -> str:
    """Keep where a student learns outside. Tells place, mentor, contact, starts, ends, hours, aims. Returns its id."""
    if not told["place"]:
        raise Refused(_("Where does she go? Write the name of the place."))
    if not told["starts"] or (told["ends"] and told["starts"] > told["ends"]):
        raise Refused(_("Say when it begins; it can't end before."))
    if not 0 <= told["hours"] <= MOST_HOURS:
        raise Refused(_("Hours lie between 0 and %(most)s.", most=MOST_HOURS))
    over = tables.place(student, outside).over if outside else False
    name = outside or journal.new_id("o")
    _keep({**told, "student": people.student(student).id, "outside": name, "over": over})
    return name


def _keep(told: dict[str, Any]) -> None:
    event = ev.PlaceKept(**told, when=clock.now_ms())
    journal.write(event, replaces=_standing(event))


@db.writes
def end(student: str, outside: str, over: bool) -> None:
    """It is over, or goes on after all."""
    found = tables.place(student, outside)
    names = ("student", "outside", "place", "mentor", "contact", "starts", "ends", "hours", "aims")
    _keep({**{name: getattr(found, name) for name in names}, "over": over})


@db.writes
def enter(student: str, outside: str, what: str, day: str, minutes: int, text: str) -> str:
    """Enter what came on paper: the mentor's slip, or a line of the student's own log. Returns the line's id."""
    if what not in ("log", "slip"):
        raise Refused(_("Choose whose words these are."))
    found = tables.place(student, outside)
    if not day or day > clock.today():
        raise Refused(_("Choose the day. It can't be in the future."))
    log = journal.new_id("l")
    words = text.strip()[:LONG]
    journal.write(
        ev.OutsideLogged(
            student=found.student,
            outside=found.outside,
            log=log,
            what=what,
            day=day,
            minutes=_minutes(minutes),
            text=words,
            when=clock.now_ms(),
        )
    )
    return log


@db.writes
def throw(student: str, outside: str, log: str, thrown: bool = True) -> None:
    """Take a line away, or (not thrown) bring it back."""
    known = journal.of_register(f"outside-log/{student}/{outside}/{log}")
    if not known:
        raise Refused(_("This line is not there any more."))
    _throw(known, thrown)


def _throw(known: Sequence[journal.Entry], thrown: bool) -> None:
    told = {**vars(known[0].event), "thrown": thrown}
    journal.write(ev.OutsideLogged(**told), replaces=journal.standing(known))


def _minutes(told: int) -> int:
    if not 0 <= told <= MOST_MINUTES:
        raise Refused(_("A day there has between 0 and %(most)s hours.", most=MOST_MINUTES // 60))
    return told


def _standing(told: journal.Event) -> Sequence[journal.Entry]:
    return journal.standing(journal.of_register(told.register))


# --- students on tablets -----------------------------------------------------------------------------


@acts.act("outside.log", by=("tablet",))
def write_log(act: Act) -> None:
    """A student writes (says, shows) what she did there."""
    body = act.body
    place = _mine(act)
    if place.over:
        raise Refused(_("This is over. Talk with your teacher."))
    text = acts.text(body, "text", most=LONG, optional=True).strip()
    upload = acts.ident(body, "upload", optional=True)
    minutes = acts.number({"minutes": 0, **body}, "minutes", most=MOST_MINUTES)
    if not (text or upload or minutes):
        raise Refused(_("There is nothing written here yet."))
    told = ev.OutsideLogged(
        student=place.student,
        outside=place.outside,
        log=acts.ident(body, "log"),
        day=_day(act),
        minutes=minutes,
        text=text,
        upload=upload,
        upload_kind=acts.one_of(body, "upload_kind", ("", "recording", "photo", "drawing"), default=""),
        when=act.when,
        auth=act.auth,
    )
    if journal.of_register(told.register):
        raise Refused(_("This line is there already."))
    journal.write(told)


@acts.act("outside.unlog", by=("tablet",))
def take_log_back(act: Act) -> None:
    """A student takes a line of her own back."""
    place = _mine(act)
    register = f"outside-log/{place.student}/{place.outside}/{acts.ident(act.body, 'log')}"
    known = journal.of_register(register)
    if not known or known[0].role != "student":
        raise Refused(_("This line is not there any more."))
    _throw(known, True)


def _mine(act: Act) -> tables.OutsidePlace:
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    return tables.place(act.student, acts.ident(act.body, "outside"))


def _day(act: Act) -> str:
    back = DAYS.index(acts.one_of(act.body, "day", DAYS, default="today"))
    return (date.fromisoformat(clock.day_of(act.when)) - timedelta(days=back)).isoformat()
