"""Real files that nobody here made. They lie beside the project, not in it; without them those tests are skipped."""

import json
import re
from pathlib import Path

import pytest
import yaml

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples"
needed = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the samples are not here (../shared/samples)")

# what is not a lesson, or a part of something else that is imported as a whole
BESIDE = re.compile(
    r"SOURCES\.md|LICEN[CS]E|CREDITS|README|/images/|/media/|oneroster/|skills/|misconceptions/|\.(?:png|jpg|py|txt|gitkeep)$"
    r"|gift/.*\.json|moodlexml/.*\.yaml|kolibri/5_content|csv_exercises/|openstax/collections"
)


def every():
    """Every sample that is one import, by its name."""
    if not SAMPLES.is_dir():
        return []
    found = [path for path in sorted(SAMPLES.rglob("*")) if path.is_file() and not BESIDE.search(path.as_posix())]
    folders = [SAMPLES / "openstax", SAMPLES / "kolibri/csv_exercises"]
    return sorted([path for path in found if "openstax" not in path.parts] + [one for one in folders if one.is_dir()])


def name(path):
    """The name of a sample as people write it."""
    return path.relative_to(SAMPLES).as_posix()


def as_import(path, room):
    """The file to import: Perseus items are kept as programs, so their data is taken out first."""
    if path.suffix != ".ts":
        return path
    made = Path(room) / f"{path.stem}.json"
    made.write_text(json.dumps(perseus(path.read_text("utf-8"))), "utf-8")
    return made


WORD = re.compile(r"""("(?:\\.|[^"\\])*")|'((?:\\.|[^'\\])*)'|\bundefined\b""")


def perseus(text):
    """The object that a TypeScript file exports, as data: its quotes and words become those of YAML."""
    body = re.search(r"export default\s*(.*?);?\s*$", re.sub(r"(?m)^\s*//.*$", "", text), re.DOTALL)[1]
    return yaml.safe_load(WORD.sub(_word, body))


def _word(match):
    if match[1]:
        return match[1]
    if match[2] is None:
        return "null"
    return json.dumps(match[2].replace("\\'", "'"))[1:-1].join('""').replace("\\\\", "\\")
