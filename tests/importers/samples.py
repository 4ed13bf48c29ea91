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
    r"SOURCES\.md|LICEN[CS]E|CREDITS|README|/images/|/media/|oneroster/|skills/(?!coherence/edges)|misconceptions/|\.(?:png|jpg|py|txt|gitkeep)$"
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
    """The file to import: Perseus items are kept as programs, so their data is taken out first; codes of standards
    and the links between them are kept as a list, so they are put into the shape of CASE."""
    if path.name == "edges.json":
        made = Path(room) / "coherence.json"
        made.write_text(json.dumps(framework(json.loads(path.read_text("utf-8"))["edges"])), "utf-8")
        return made
    if path.suffix != ".ts":
        return path
    made = Path(room) / f"{path.stem}.json"
    made.write_text(json.dumps(perseus(path.read_text("utf-8"))), "utf-8")
    return made


def framework(edges):
    """Links between codes as a framework of CASE: arrows precede, the others relate."""
    codes = dict.fromkeys(end for edge in edges for end in (edge["begin"], edge["end"]))
    kinds = {"Arrow": "precedes"}
    return {
        "CFDocument": {"identifier": "d", "title": "Coherence", "subject": ["Math"], "language": "en",
                       "licenseURI": {"title": "CC0-1.0"}},
        "CFItems": [{"identifier": code, "humanCodingScheme": code, "fullStatement": code} for code in codes],
        "CFAssociations": [
            {"associationType": kinds.get(edge["kind"], "isRelatedTo"), "originNodeURI": {"identifier": edge["begin"]},
             "destinationNodeURI": {"identifier": edge["end"]}} for edge in edges
        ],
    }  # fmt: skip


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
