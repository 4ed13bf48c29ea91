"""Goals, a talk, a project and a place to learn for the demo's class, so that their pages show life."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from homeroom import clock, db, journal
from homeroom.acts import Act
from homeroom.goals import actions, tables
from homeroom.goals.outside import actions as outside
from homeroom.goals.projects import actions as projects
from homeroom.goals.talks import actions as talks
from homeroom.people import tables as people
from homeroom.playlists import catalog, rules

DAY = 86_400_000  # ms
READ, ASK = "demo-read", "demo-ask"
MARKS = ("With help", "In part", "Yes", "Yes, and explains it to others")
RUBRIC = (
    ("Says where the rain comes from", "hr-sci:water.cycle"),
    ("Measures, and writes down what was measured", "hr-sci:water.evaporation"),
)
STEPS = (
    ("Find out how much rain falls", "Put out a glass, measure each morning, draw a chart."),
    ("Build a model that does not leak", "A roof, a gutter and a barrel from what we find."),
    ("Try it with a watering can", "How much comes through? What do we change?"),
)
TEAMS = {
    "Clouds": ("Ben Cruz", "Farah Haddad", "Mei Chen", "Wei Lin"),
    "Drops": ("Gita Sharma", "Hugo Silva", "Jonas Weber", "Vera Horvat"),
}


def fill(school_class: people.SchoolClass, teacher: str) -> None:
    """Give the class its goals and all the rest, unless any of its children has a goal; `teacher` is a staff id."""
    students = {one.name: one.id for one in people.students_of(school_class.id)}
    if tables.goals_of(students.values()):
        return
    _goals_of_their_own(students)
    with journal.acting(actor=f"teacher:{teacher}"):
        _answers(students, teacher)
        _place(students["Zain Malik"])
        if all(skill in catalog.shelf().skills for _line, skill in RUBRIC):
            _project(school_class.id, students)


@db.writes
def _goals_of_their_own(students: Mapping[str, str]) -> None:
    ada, dora, emeka = (students[name] for name in ("Ada Obi", "Dora Lind", "Emeka Bello"))
    _do(ada, "goal.set", "demo-math", 0, by="friday", about="cards", ref="math", count=3)
    _do(ada, "goal.set", READ, 8, by="friday", text="Read a page to my brother", picture="book")
    _do(ada, "goal.reach", READ, 2, feeling="proud", text="He laughed at the funny voice.")
    _do(dora, "goal.set", "demo-draw", 1, by="friday", text="Draw a plant with all its parts", picture="art")
    _do(emeka, "goal.set", ASK, 7, by="friday", text="Ask a question in the circle every day", picture="talk")
    _do(emeka, "goal.reach", ASK, 1, feeling="hard", text="One day I nearly forgot.")


def _do(student: str, kind: str, goal: str, days: int, **body: Any) -> None:
    """What a child did on a tablet some days ago."""
    does = {"goal.set": actions.set_goal, "goal.reach": actions.reach}
    told = Act(
        n=0,
        kind=kind,
        when=clock.now_ms() - days * DAY,
        body={"goal": goal, **body},
        student=student,
        session=None,
        auth="session",
        device_id="",
        outbox="",
    )
    with journal.acting(actor=f"student:{student}"):
        does[kind](told)


def _answers(students: Mapping[str, str], teacher: str) -> None:
    ada, dora, emeka, gita = (students[name] for name in ("Ada Obi", "Dora Lind", "Emeka Bello", "Gita Sharma"))
    actions.answer(ada, "demo-math", "A good plan. Show me on the last day.")
    actions.answer(ada, READ, "I should like to hear that voice, too.")
    actions.answer(dora, "demo-draw", "Look at the bean on the windowsill.")
    actions.answer(emeka, ASK, "Your question about the moon helped all of us.")
    actions.suggest(students["Mei Chen"], "Explain a fraction to somebody", "friday")
    talks.hold(gita, "Begin with the card I like least", "friday", agreed=True)
    talks.keep_note(teacher, gita, "Give her time before she answers; then she says a lot.")


def _place(student: str) -> None:
    day = date.fromisoformat(clock.today())
    told = {
        "place": "Library on Market Street",
        "mentor": "Mrs Adeyemi",
        "contact": "at the front desk",
        "starts": (day - timedelta(days=14)).isoformat(),
        "ends": (day + timedelta(days=42)).isoformat(),
        "hours": 12,
        "aims": ["Find a book by its number", "Read aloud to the little ones"],
    }
    key = outside.keep_place(student, told)
    went = (day - timedelta(days=7)).isoformat()
    outside.enter(student, key, "slip", went, 90, "Zain sorted a whole shelf and asked why the numbers have points.")


def _project(school_class: str, students: Mapping[str, str]) -> None:
    monday = rules.monday_of(catalog.week_to_plan())
    fridays = [(monday + timedelta(days=4 + 7 * n)).isoformat() for n in range(len(STEPS))]
    steps = [
        {"id": f"step{n}", "title": title, "text": text, "due": fridays[n]} for n, (title, text) in enumerate(STEPS)
    ]
    told = {
        "title": "Rain for the garden",
        "question": "How can we catch the rain from our roof?",
        "products": ["A model that works", "A chart of the rain"],
        "starts": monday.isoformat(),
        "ends": fridays[-1],
        "milestones": steps,
        "rubric": [
            {"id": f"line{n}", "title": line, "skill": skill, "words": list(MARKS)}
            for n, (line, skill) in enumerate(RUBRIC)
        ],
        "exhibition": {
            "day": fridays[-1],
            "at": "14:00",
            "place": "School garden",
            "invitation": "Come and see rain run.",
        },
    }
    key = projects.plan(school_class, told)
    seats = {students[name]: (team, "") for team, names in TEAMS.items() for name in names}
    projects.seat(key, seats)
    projects.put_into_week(key, "step0", rules.week_of(fridays[0]))
