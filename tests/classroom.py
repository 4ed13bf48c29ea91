"""A small pack about bread, children who work on tablets, and a teacher who plans and answers."""

import io

import pytest
from PIL import Image

from homeroom import clock, journal
from homeroom.packs import actions as packs
from homeroom.people import tables as people
from homeroom.playlists import actions as playlists

HALVES, QUARTERS = "hr-math:bread.halves", "hr-math:bread.quarters"
PACK = """
id = "org.example.bread"
version = "1.0.0"
title.en = "Bread"
description.en = "Halves and quarters of bread."
languages = ["en"]
default_language = "en"
publisher = "Riverside"
licence = "CC-BY-4.0"
"""
SKILLS = f"""
[[skill]]
id = "{HALVES}"
title.en = "Halves of bread"
subject = "math"
grade_from = 2
grade_to = 4

[[skill]]
id = "{QUARTERS}"
title.en = "Quarters of bread"
subject = "math"
grade_from = 3
grade_to = 4
requires = ["{HALVES}"]
"""
CHOICE = """
```question choice
How much is one of two equal parts?
- [x] one half // Yes.
- [ ] one quarter {mis:bread-counts-cuts} // How many parts are there?
hint: Count the parts.
```
"""
NUMBER = """
```question number
How many halves make a whole?
answer: 2
```
"""
ACTIVITY = """
```activity
need: A slice of bread
step: Cut it in two equal parts.
photo: yes
```
"""
CARDS = {
    "halves-see": (
        "Two equal parts",
        "explanation",
        HALVES,
        "",
        "Bread in two equal parts: **halves**." + CHOICE,
    ),
    "halves-do": ("Halve it", "exercise", HALVES, "variant_of: halves\n", CHOICE + NUMBER),
    "halves-space": ("Halve the moon", "exercise", HALVES, "variant_of: halves\ninterest: [space]\n", CHOICE),
    "halves-easy": ("Halve it slowly", "exercise", HALVES, "variant_of: halves\nlevel: easier\n", CHOICE),
    "halves-cut": ("Cut a slice", "offscreen", HALVES, "offscreen: true\n", ACTIVITY),
    "halves-talk": ("Fair shares", "discussion", HALVES, "with: pair\n", "Who gets which half?"),
    "quarters-do": ("Four parts", "exercise", QUARTERS, "", CHOICE),
    "quarters-check": ("See quarters", "check", QUARTERS, "", NUMBER),
}
IDEAS = f"""
[[misconception]]
id = "bread-counts-cuts"
skill = "{HALVES}"
title.en = "Counts the cuts"
description.en = "Counts cuts, not parts."
"""


@pytest.fixture
def bread(tmp_path, box):
    """The pack "Bread" on the box."""
    folder = tmp_path / "bread"
    texts = {"pack.toml": PACK, "skills.toml": SKILLS, "misconceptions.toml": IDEAS}
    for name, (title, kind, skill, more, body) in CARDS.items():
        head = f"---\nid: {name}\ntitle: {title}\nkind: {kind}\nskills: [{skill}]\nminutes: 5\n{more}---\n"
        texts[f"cards/{name}.md"] = head + body
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return packs.install_folder(folder)


class Child:
    """A child who is signed in on a tablet and does things there."""

    def __init__(self, cast, student):
        self.student, self.id = student, student.id
        self.tablet = cast.child(student)
        self.outbox, self.n = journal.new_id(), 0

    @property
    def week(self):
        return self.tablet.get("/api/week").json

    def slot(self, card):
        return next(slot for slot in self.week["slots"] if slot["card"] == card)

    def card(self, slot):
        return self.tablet.get(slot["url"]).json

    def questions(self, slot):
        return [block for block in self.card(slot)["blocks"] if block["type"] == "question"]

    def act(self, kind, *, n=None, ago=0, **body):
        """Send one act; the answer of the box to it."""
        self.n = n or self.n + 1
        one = {"n": self.n, "kind": kind, "when": clock.now_ms() - ago, "body": body}
        one |= {"student": self.id, "session": self.tablet.session}
        sent = {"outbox": self.outbox, "time": clock.now_ms(), "acts": [one]}
        return self.tablet.post("/api/acts", json=sent).json["results"][0]

    def on(self, slot, kind, **body):
        """An act on a card; it must be saved."""
        answer = self.act(kind, slot=slot["slot"], card=slot["card"], **body)
        assert answer["status"] == "saved", answer

    def open(self, slot):
        self.on(slot, "work.open", card_version=slot["card_version"])

    def answer(self, slot, question, response, *, correct=True, **more):
        told = {"tries": 1, "hints": 0, "ms": 4000, "score": 1.0 if correct else 0.0, **more}
        told |= {"card_version": slot["card_version"], "question": question, "response": response}
        self.on(slot, "work.answer", correct=correct, **told)

    def photo(self, slot, upload="photo-of-the-bread", *, arrives=True):
        if arrives:
            assert self.send(upload, picture()).status_code == 200
        self.on(slot, "work.photo", block="b1", photo=upload)

    def send(self, upload, data, kind="photos"):
        return self.tablet.put(f"/api/{kind}/{upload}", data=data, headers={"X-Student": self.id})


def picture(kind="JPEG", size=(40, 30), **more):
    made = io.BytesIO()
    Image.new("RGB", size, "orange").save(made, kind, **more)
    return made.getvalue()


@pytest.fixture
def publish(cast, bread, the_clock):
    """Plan, draft and publish a week for 3B: publish(skills=…, count=…)."""

    def give(skills=(HALVES, QUARTERS), week="2026-W48", **wish):
        with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
            playlists.save_plan(cast.class_3b.id, week, skills=list(skills), **wish)
            playlists.draft_class(cast.class_3b.id, week)
            students = [one.id for one in people.students_of(cast.class_3b.id)]
            return playlists.publish(cast.class_3b.id, week, students)

    return give


@pytest.fixture
def ada(cast, publish):
    """Ada, signed in on a tablet, with a published week."""
    publish()
    return Child(cast, cast.ada)


@pytest.fixture
def okoro(cast):
    """Mr Okoro's browser."""
    return cast.signed_in(cast.mr_okoro)


@pytest.fixture
def silva(cast):
    """Ms Silva's browser; she may see nothing of 3B."""
    return cast.signed_in(cast.ms_silva)
