"""How long forty drafts take: the rules alone over a large shelf, and one click of a teacher with the database."""

import tempfile
import time
from pathlib import Path

from homeroom import app, config, db, demo_school, features, journal
from homeroom.people import tables as people
from homeroom.playlists import actions, catalog, drafting, rules
from homeroom.playlists.drafting import LEVELS, Card, Catalog, Skill, Student, Wish

CHILDREN, SKILLS, GROUPS = 40, 60, 12
KINDS = ("explanation", "exercise", "offscreen", "discussion", "check", "exercise")
LIKES = ("space", "football", "animals")


def shelf():
    """Sixty skills in three subjects, each with twelve cards at three levels."""
    cards = [
        Card(
            f"s{skill}-{group}-{level}",
            f"s{skill}-{group}",
            kind=KINDS[group % 6],
            level=level,
            interest=(LIKES[group % 3],),
            skills=(f"s{skill}",),
            subject=("math", "reading", "science")[skill % 3],
            offscreen=group % 6 == 2,
            together=group % 6 == 3,
            minutes=10,
        )
        for skill in range(SKILLS)
        for group in range(GROUPS)
        for level in LEVELS
    ]
    requires = {f"s{skill}": ((f"s{skill - 3}",) if skill >= 3 else ()) for skill in range(SKILLS)}
    return Catalog({card.id: card for card in cards}, requires)


def by_rules():
    """Seconds for forty drafts, and how many cards there were to choose from."""
    known, wish = shelf(), Wish(tuple(f"s{n}" for n in range(30, 42)), minutes=300)
    found = []
    for _ in range(3):  # the best of three: others work on this machine, too
        started = time.perf_counter()
        for child in range(CHILDREN):
            skills = {f"s{n}": Skill("mastered", 0.9, True, 5, 5) for n in range(child)}
            assert drafting.draft(Student(f"c{child}", frozenset({"space"}), skills=skills), wish, known)
        found.append(time.perf_counter() - started)
    return min(found), len(known.cards)


def by_click():
    """Seconds for drafting the largest class of the demo school, and its size."""
    with tempfile.TemporaryDirectory() as folder:
        demo = demo_school.settings_in(Path(folder), config.Config())
        demo_school.fill(demo)
        app.open_store(demo.box, features.BOX)
        try:
            group = max(people.classes(), key=lambda one: len(people.students_of(one.id)))
            week = rules.shifted(catalog.this_week(), 2)
            with journal.acting(actor="office:bench"):
                actions.save_plan(group.id, week, skills=sorted(catalog.shelf().skills)[:8])
                catalog.shelf().drafting.groups("")  # what the first draft after a change of packs reads once
                started = time.perf_counter()
                count = actions.draft_class(group.id, week)
            return time.perf_counter() - started, count
        finally:
            db.close()


def times():
    """Print both."""
    print("\nDrafting the weeks of a class")
    seconds, cards = by_rules()
    print(f"  {f'rules alone, {CHILDREN} children, {cards} cards':<50}{seconds * 1000:>8.0f} ms")
    seconds, count = by_click()
    print(f"  {f'one click, {count} children of the demo school':<50}{seconds * 1000:>8.0f} ms")


if __name__ == "__main__":
    times()
