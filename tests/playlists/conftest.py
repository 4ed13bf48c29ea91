"""The classroom that work, weeks and today's pages are tested in, and a second pack with many questions."""

import pytest

from classroom import ada, bread, okoro, publish, silva
from homeroom.packs import actions as packs

__all__ = ["ada", "bread", "okoro", "publish", "silva"]

PACK = """
id = "org.example.market"
version = "1.0.0"
title.en = "Market"
description.en = "Counting, paying and reading at the market."
languages = ["en"]
default_language = "en"
publisher = "Riverside"
licence = "CC-BY-4.0"
"""
SUBJECTS = {"hr-math:market": ("math", 5), "hr-read:market": ("reading", 4)}
PROJECT = """
```project
milestone: Find out what people need.
milestone: Open the stall.
```
"""


def rungs(strand):
    """The skills of a strand, from the ground up."""
    return [f"{strand}.step{n}" for n in range(1, SUBJECTS[strand][1] + 1)]


def question(n):
    """A question whose right answer is its number."""
    return f"\n```question number\nHow many is {n}?\nanswer: {n}\nhint: Count on your fingers.\n```\n"


@pytest.fixture
def market(tmp_path, box):
    """The pack "Market": two strands, six questions a skill on two cards each, and a project."""
    folder = tmp_path / "market"
    skills, cards = "", {}
    for strand, (subject, _steps) in SUBJECTS.items():
        below = ""
        for n, skill in enumerate(rungs(strand), 1):
            needs = f'["{below}"]' if below else "[]"
            skills += (
                f'[[skill]]\nid = "{skill}"\ntitle.en = "{subject.capitalize()} step {n}"\nsubject = "{subject}"\n'
            )
            skills += f"grade_from = {n}\ngrade_to = {n + 1}\nrequires = {needs}\n"
            below = skill
            for half, numbers in (("a", (1, 2, 3)), ("b", (4, 5, 6))):
                head = f"title: Step {n}{half}\nkind: exercise\nsubject: {subject}\nskills: [{skill}]\nminutes: 5\n"
                cards[f"{subject}-{n}{half}"] = head, "Look." + "".join(map(question, numbers))
    head = f"title: A stall\nkind: project\nsubject: math\nskills: [{rungs('hr-math:market')[0]}]\nminutes: 20\n"
    cards["math-stall"] = head, PROJECT
    texts = {"pack.toml": PACK, "skills.toml": skills}
    for name, (head, body) in cards.items():
        texts[f"cards/{name}.md"] = f"---\nid: {name}\n{head}---\n{body}"
    for name, text in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return packs.install_folder(folder)


@pytest.fixture
def second_path(tmp_path, box):
    """A pack of one skill that builds on the first of the market, too: so that one is a door."""
    folder, below = tmp_path / "weights", rungs("hr-math:market")[0]
    (folder / "cards").mkdir(parents=True)
    head = PACK.replace("org.example.market", "org.example.weights")
    skill = f'[[skill]]\nid = "hr-math:weigh"\ntitle.en = "Weigh"\nsubject = "math"\nrequires = ["{below}"]\n'
    card = "---\nid: weigh\ntitle: Weigh\nkind: exercise\nskills: [hr-math:weigh]\nminutes: 5\n---\nLook.\n"
    for name, text in {"pack.toml": head, "skills.toml": skill, "cards/weigh.md": card + question(1)}.items():
        (folder / name).write_text(text, "utf-8")
    return packs.install_folder(folder)
