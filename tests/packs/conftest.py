"""A small pack to play with: "Garden", two cards, one picture, one translation."""

import hashlib
from pathlib import Path

import pytest

from cast import cast
from homeroom.packs import actions, trust
from homeroom.packs import format as packfile

__all__ = ["cast"]

PACK = """
id = "org.example.garden"
version = "{version}"
title.en = "Garden"
title.ar = "حديقة"
description.en = "Two cards about seeds."
languages = ["en", "ar"]
default_language = "en"
publisher = "Riverside"
licence = "CC-BY-4.0"

[[sources]]
id = "seeds"
title = "The Book of Seeds"
authors = ["Wanjiru"]
licence = "CC-BY-4.0"
changes = "one chapter"
"""
SKILLS = """
[[skill]]
id = "hr-sci:seeds"
title.en = "Seeds"
title.ar = "بذور"
subject = "science"
grade_from = 1
grade_to = 3

[[skill]]
id = "hr-sci:plants"
title.en = "Plants"
subject = "science"
grade_from = 2
grade_to = 4
requires = ["hr-sci:seeds"]
"""
IDEAS = """
[[misconception]]
id = "seeds-eat-soil"
skill = "hr-sci:seeds"
title.en = "Seeds eat soil"
description.en = "Soil is taken for food."
remedy = "seed-2"
"""
HEAD = """---
id: {id}
title: {title}
kind: exercise
skills: [hr-sci:seeds]
minutes: 5
{more}---
"""
SEED = """A seed.

![A seed](images/seed.svg)

```question choice
What does a seed need?
- [x] Water // Yes.
- [ ] Soil {mis:seeds-eat-soil} // It carries its own food. ![A seed](images/seed.svg)
hint: It is wet.
```
"""
ARABIC = SEED.replace("A seed.", "بذرة.").replace("What does a seed need?", "ماذا تحتاج البذرة؟")
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="3"/></svg>'


class Folder:
    """A pack folder that tests change as an author would."""

    def __init__(self, path):
        self.path = Path(path)
        self.version("1.0.0")
        self.write("skills.toml", SKILLS)
        self.write("misconceptions.toml", IDEAS)
        self.write("images/seed.svg", DRAWING)
        more = "image: images/seed.svg\nvariant_of: seed\nsource: seeds\n"
        self.card("seed-1", SEED, title="A seed wakes up", more=more)
        self.card(
            "seed-2", "Water **first**, then light.", title="What seeds need", more="variant_of: seed\nlevel: easier\n"
        )
        self.translate("seed-1", ARABIC)

    def write(self, name, text):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        return file

    def version(self, version):
        self.write("pack.toml", PACK.format(version=version))
        return self

    def card(self, name, body, *, title="A card", more=""):
        return self.write(f"cards/{name}.md", HEAD.format(id=name, title=title, more=more) + body)

    def translate(self, name, body, *, lang="ar"):
        sha = hashlib.sha256((self.path / f"cards/{name}.md").read_bytes()).hexdigest()
        head = HEAD.format(id=name, title="بذرة", more=f"source_sha: {sha}\n")
        return self.write(f"i18n/{lang}/cards/{name}.md", head + body)

    def build(self, name="garden.pack", *, key=None):
        target = self.path.parent / name
        packfile.build(self.path, target, key or trust.own_key())
        return target


@pytest.fixture
def garden(tmp_path, box):
    """The folder of the pack "Garden"."""
    return Folder(tmp_path / "garden")


@pytest.fixture
def garden_folder(tmp_path):
    """The same without a box."""
    return Folder(tmp_path / "garden")


@pytest.fixture
def installed(garden):
    """Garden 1.0.0 on the box."""
    return actions.install(garden.build())
