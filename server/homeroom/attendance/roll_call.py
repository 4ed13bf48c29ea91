"""Who is in the building now, class by class: for a fire drill, on the screen and on paper."""

from dataclasses import dataclass

from homeroom import clock
from homeroom.attendance import tables, words
from homeroom.attendance.visitors import tables as visits
from homeroom.i18n import _
from homeroom.people import tables as people


@dataclass(frozen=True)
class Present:
    """A child who is in the building."""

    id: str
    name: str
    portrait: str
    since: str


@dataclass(frozen=True)
class Room:
    """The children of one class who are in the building."""

    name: str
    sign: str
    total: int
    present: tuple[Present, ...]


@dataclass(frozen=True)
class Visitor:
    """A grown-up from outside who is in the building."""

    id: str
    name: str
    host: str
    since: str


@dataclass(frozen=True)
class RollCall:
    """All children the reader may see, every visitor, and how many children are in the whole building."""

    rooms: tuple[Room, ...]
    visitors: tuple[Visitor, ...]
    shown: int
    inside: int
    news: str


def roll_call(groups: list[people.SchoolClass], *, everywhere: bool) -> RollCall:
    """The children of these classes who are in the building; `everywhere` adds those in no class."""
    news_now = news()
    records = {one.student: one for one in tables.present_now()}
    done: set[str] = set()
    rooms = []
    for group in groups:
        students = people.students_of(group.id)
        rooms.append(Room(group.name, group.sign, len(students), _present(students, records, done)))
    if everywhere:
        others = [one for one in people.students() if one.id in records and one.id not in done]
        if others:
            rooms.append(Room(_("In no class"), "", len(others), _present(others, records, done)))
    guests = tuple(Visitor(one.id, one.name, one.host, words.hhmm(one.came)) for one in visits.inside())
    return RollCall(tuple(rooms), guests, len(done), len(records), news_now)


def _present(
    students: list[people.Student], records: dict[str, tables.AttendanceDay], done: set[str]
) -> tuple[Present, ...]:
    # Who is in two classes stands with the first, so that nobody is called twice.
    here = [one for one in students if one.id in records and one.id not in done]
    done.update(one.id for one in here)
    return tuple(
        Present(one.id, one.name, people.portrait_url(one), words.hhmm(records[one.id].arrived)) for one in here
    )


def news() -> str:
    """Changes whenever somebody comes or goes, and with every minute that it shows."""
    return f"{words.hhmm(clock.now_ms())}-{tables.news(clock.today())}-{visits.news()}"
