"""The demo: Riverside Primary with its people, packs and this week's playlists, and a hub beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from homeroom import app, clock, config, db, features, journal
from homeroom.goals import demo as goals
from homeroom.hub import actions as hub_actions
from homeroom.packs import actions as packs
from homeroom.packs import tables as shelf
from homeroom.people import actions as people_actions
from homeroom.people import demo as riverside
from homeroom.people import devices, passwords
from homeroom.people import tables as people
from homeroom.playlists import actions as playlists
from homeroom.playlists import rules as weeks
from homeroom.playlists import tables as published
from homeroom.sync import actions as sync
from homeroom.sync import tables as upstream

PACKS = Path(__file__).parents[2] / "content_packs"
HUB_PERSON, HUB_PASSWORD = "Ms Amani", "seven rivers meet"
FIRST_GRADE_AGE = 6
LANGUAGE = "en"
TEACHER = "Mr Okoro"  # whose class has goals, a project and a place to learn
PINNED = (
    "frac-fold",
    "plant-seed-talk",
)  # what each child of a class does this week, on top of what is drafted for her


@dataclass(frozen=True)
class Demo:
    """The settings of the demo's box and hub, both inside one folder."""

    box: config.Config
    hub: config.Config


def settings_in(folder: Path, given: config.Config) -> Demo:
    """The box on the port given and the hub on the next one, each with its own data."""
    common = replace(given, announce=False)
    port = given.port + 1 if given.port else 0
    return Demo(
        box=replace(common, data=folder / "box", school_name=riverside.SCHOOL),
        hub=replace(common, data=folder / "hub", school_name="Hub of the river district", port=port),
    )


@contextmanager
def _open(settings: config.Config, names: tuple[str, ...]) -> Iterator[None]:
    app.open_store(settings, names)
    try:
        with journal.acting(actor="office:demo"):
            yield
    finally:
        db.close()


def fill(demo: Demo) -> list[riverside.DemoPerson]:
    """Make the school and the hub's administrator, unless they are there; returns people to try with their sign-ins."""
    with _open(demo.hub, features.HUB):
        admin = _hub_admin()
    with _open(demo.box, features.BOX):
        found = riverside.fill()
        if not shelf.packs():
            for folder in sorted(one.parent for one in PACKS.glob("*/pack.toml")):
                packs.install_folder(folder)
        _plan_the_week()
        _give_goals()
    return [*found, admin]


def _hub_admin() -> riverside.DemoPerson:
    known = [one for one in people.everybody_on_staff() if one.name == HUB_PERSON]
    person = known[0] if known else people_actions.register_staff(HUB_PERSON, role="office")
    if not known:
        passwords.set_password(person.id, HUB_PASSWORD)
    return riverside.DemoPerson(person.id, person.name, "hub", "", username=person.username, password=HUB_PASSWORD)


def _plan_the_week() -> None:
    today = date.fromisoformat(clock.today())
    # On a weekend teachers plan the week to come, and somebody who tries the demo looks there.
    for week in sorted({weeks.week_of(today.isoformat()), weeks.week_of((today + timedelta(days=2)).isoformat())}):
        _plan(week)


def _give_goals() -> None:
    for teacher in (one for one in people.everybody_on_staff() if one.name == TEACHER):
        for group in people.classes_taught(teacher.id):
            goals.fill(group, teacher.id)


def _plan(week: str) -> None:
    for group in people.classes():
        students = [one.id for one in people.students_of(group.id)]
        skills = _skills_for(group.id)
        if skills and not published.published(students, week):
            known = {card.id for card in shelf.cards(LANGUAGE) if set(card.skills) & set(skills)}
            pins = [[card, False] for card in PINNED if card in known]
            playlists.save_plan(group.id, week, skills=skills, pins=pins)
            playlists.draft_class(group.id, week)
            playlists.publish(group.id, week, students)


def _skills_for(class_id: str) -> list[str]:
    """The skills that fit the age of a class and are taught in the language of the school."""
    year = int(clock.today()[:4])
    ages = [year - one.birth_year for one in people.students_of(class_id) if one.birth_year]
    if not ages:
        return []
    grade = round(sum(ages) / len(ages)) - FIRST_GRADE_AGE + 1
    taught = {skill for card in shelf.cards(LANGUAGE) if card.lang == LANGUAGE for skill in card.skills}
    return [one.id for one in shelf.skills() if one.id in taught and one.grade_from <= grade <= one.grade_to]


def is_enrolled(demo: Demo) -> bool:
    """Whether the demo's box sends to its hub already."""
    with _open(demo.box, features.BOX):
        return upstream.upstream() is not None


def enrol_at_hub(demo: Demo, address: str) -> None:
    """Enrol the box at the hub that is running at `address`."""
    with _open(demo.hub, features.HUB):
        code = hub_actions.new_code()
    with _open(demo.box, features.BOX):
        sync.enrol(address, code)


def device_codes(demo: Demo) -> dict[str, str]:
    """Fresh codes that make a browser the kiosk or a tablet of the school."""
    with _open(demo.box, features.BOX):
        staff = people.everybody_on_staff()[0].id
        return {kind: devices.make_code(kind=kind, staff=staff).code for kind in ("kiosk", "tablet")}
