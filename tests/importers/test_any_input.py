"""Whatever is in a file, an importer makes a draft that passes the check or refuses with a sentence; it never crashes.

Quick here; `make test-faults` tries a thousand times as much.
"""

import html
import json
import random
import re
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers import made, samples

from homeroom.packs import cardmd, source
from homeroom.packs.importers import ask, flow, gift, plainmark, writer
from homeroom.packs.importers.convert import convert
from homeroom.packs.importers.draft import Card, Draft
from homeroom.packs.importers.report import Report
from homeroom.packs.importers.trouble import Unreadable
from homeroom.packs.importers.wishes import Wishes

MARKS = "{}[]()<>#*_`~=|\\$&!%:;/-+\"'\n\t ☃✓١٢½0123456789aXé"
texts = st.text(st.one_of(st.sampled_from(MARKS), st.characters()), max_size=120)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 10**12), st.floats(), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)


def attempt(path, name=""):
    """Import; a draft must pass the check, and only Unreadable may come out."""
    with tempfile.TemporaryDirectory() as room:
        folder, reason = Path(room) / "draft", ""
        try:
            convert(path, folder, name, Wishes(licence="CC0-1.0", language="en"))
        except Unreadable as error:
            reason = str(error)
        if reason:
            assert reason.endswith(".")
            return False
        assert [str(problem) for problem in source.load(folder).serious] == []
        return True


HALF = {"wholeNumber": 0, "numerator": 1, "denominator": 2}
STATE = {
    "content": {"html": "<p>Q</p>"},
    "interaction": {
        "id": "FractionInput",
        "hints": [{"hint_content": {"html": "h"}}],
        "answer_groups": [
            {
                "rule_specs": [
                    {
                        "rule_type": "IsEquivalentTo",
                        "inputs": {"f": {"wholeNumber": 0, "numerator": 1, "denominator": 2}},
                    }
                ],
                "outcome": {"dest": "A", "labelled_as_correct": True, "feedback": {"html": "f"}},
            }
        ],
    },
}
MOODLE = """<quiz><question type="multichoice"><name><text>N</text></name><questiontext format="html"><text>&lt;p&gt;Q
</text></questiontext><answer fraction="100"><text>a</text><feedback><text>f</text></feedback></answer>
<answer fraction="0"><text>b</text></answer><single>true</single></question></quiz>"""
CNXML = """<document xmlns:m="http://www.w3.org/1998/Math/MathML"><title>T</title><content><para>Text <m:math><m:mfrac>
<m:mn>1</m:mn><m:mn>2</m:mn></m:mfrac></m:math></para><section><title>S</title><list><item>i</item></list><exercise>
<problem><para>P</para></problem><solution><para>3</para></solution></exercise></section></content></document>"""
SEEDS = {
    "gift": "::A::B {=c ~d#e ~%50%f ####g}\n\n$CATEGORY: x/y\n\nH {#1..2} i\n\nJ {=k -> l =m -> n}\n\nO {T#p#q}\n\n{}",
    "aiken": "A?\nA. b\nB. c\nANSWER: A\n",
    "moodle": MOODLE,
    "table": "Question,Option A,Option B,Correct answer,Hint 1\nQ,a,b,a,h\nR,,,0.5,\n",
    "qti": made.QTI3,
    "perseus": json.dumps(made.RADIO),
    "oppia": json.dumps({"exploration": {"title": "T", "init_state_name": "A", "states": {"A": STATE}}}),
    "storybook": "# Title\n\n##\nPage one.\n\n##\n* License: [CC-BY]\n* Text: A\n* Language: en\n",
    "cnxml": CNXML,
    "case": json.dumps(made.FRAMEWORK),
}
FILES = {
    "epub": "epub/georgia-pls-ssml.epub", "cartridge": "cc/course-1.imscc", "zim": "zim/nons_small.zim",
    "anki": "anki/genanki.apkg",
}  # fmt: skip


PIECES = (b"{", b"}", b"<", b'"', b"$", b"\\", b"[[", b"]]", b"```\n", b"hint: x\n", b"-1")


def spoiled(data, chance):
    """The bytes with a few of them changed, cut out, doubled or moved."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(data) + 1)
        length = chance.choice((1, 2, 8, 40))
        what = chance.randrange(4)
        if what == 0:
            data[place : place + length] = bytes(chance.randrange(256) for _ in range(length))
        elif what == 1:
            del data[place : place + length]
        elif what == 2:
            data[place:place] = data[place : place + length]
        else:
            data[place:place] = chance.choice(
                (b"{", b"}", b"<", b'"', b"$", b"\\", b"[[", b"]]", b"```\n", b"hint: x\n", b"-1")
            )
    return bytes(data)


def spoil(room, name, seed, chance):
    path = room / f"x.{name}"
    path.write_bytes(spoiled(seed.encode() if isinstance(seed, str) else seed, chance))
    return path


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=25)
@given(st.data())
def test_a_spoiled_text_file_never_breaks_an_importer(name, tmp_path, data):
    chance = data.draw(st.randoms(use_true_random=False))
    attempt(spoil(tmp_path, name, SEEDS[name], chance), name)


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=15)
@given(text=texts)
def test_any_text_is_taken_in_or_refused(name, tmp_path, text):
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))

    attempt(path, name)


@pytest.mark.parametrize("name", ["oppia", "perseus", "case"])
@settings(max_examples=30)
@given(value=values, data=st.data())
def test_any_json_is_taken_in_or_refused(name, tmp_path, value, data):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(_replaced(json.loads(SEEDS[name]), value, data)))

    attempt(path, name)


def _replaced(whole, value, data):
    """The JSON with one part of it, anywhere, being something else."""
    parent, key, here = None, None, whole
    for _ in range(data.draw(st.integers(1, 9))):
        if not isinstance(here, (dict, list)) or not here:
            break
        parent, key = here, data.draw(st.sampled_from(list(here) if isinstance(here, dict) else list(range(len(here)))))
        here = parent[key]
    if parent is not None:
        parent[key] = value
    return whole


@settings(max_examples=30)
@given(values)
def test_any_h5p_content_is_taken_in_or_refused(value):
    with tempfile.TemporaryDirectory() as room:
        for library in ("H5P.MultiChoice", "H5P.QuestionSet", "H5P.Blanks"):
            attempt(made.h5p(Path(room) / "x.h5p", library, value), "h5p")
            attempt(
                made.h5p(Path(room) / "x.h5p", library, {"questions": value, "answers": value, "question": "Q"}), "h5p"
            )


@given(texts)
def test_plain_text_stays_the_same_text_in_any_place_of_a_card(text):
    shown = _shown(plainmark.plain(text))
    again = _shown(ask.written(ask.Question("free", plainmark.plain(text).strip() or "Q")))

    assert shown.split() == plainmark.tidy(text).split()
    assert again.split() == (plainmark.tidy(text).split() or ["Q"])


def _shown(markdown):
    """The words a child sees."""
    head = "---\nid: x\ntitle: x\nkind: exercise\nskills: [local:x]\nminutes: 1\nlicense: CC0-1.0\nsubject: math\n---\n"
    read = cardmd.read(f"{head}{markdown}\n")
    if not markdown.strip():
        return ""
    assert [str(problem) for problem in read.problems] == []
    made = "".join(block.get("html") or block.get("prompt") for block in read.card["blocks"])
    return html.unescape(re.sub(r"<br */?>|</p>", " ", made).replace("\xa0", " ")).replace("<p>", "")


@given(texts)
def test_any_html_becomes_markdown_that_passes_the_check(text):
    for markup in (
        text,
        f"<ul><li>{text}</li></ul><table><tr><td>{text}</td></tr></table><pre>{text}</pre><b>{text}</b>",
    ):
        draft = Draft(Report("html", "x"), licence="CC0-1.0", language="en", title="x")
        draft.cards.append(Card("x", [flow.Flow().html(markup), "end"]))
        with tempfile.TemporaryDirectory() as room:
            writer.write(draft, Path(room) / "draft")
            assert [str(problem) for problem in source.load(Path(room) / "draft").serious] == []


@given(texts)
def test_gift_never_breaks(text):
    for item in gift.parse(text):
        assert item["type"]


@pytest.mark.faults
@pytest.mark.parametrize("name", SEEDS)
def test_a_thousand_spoiled_text_files(name, tmp_path):
    chance = random.Random(name)
    taken = sum(attempt(spoil(tmp_path, name, SEEDS[name], chance), name) for _ in range(1500))
    assert taken > 0


TEXTS = (".xml", ".opf", ".html", ".xhtml", ".json", ".ncx", ".rels", ".md", ".toml", ".cnxml")


def spoiled_inside(path, target, chance):
    """The same archive, whole and with right checksums, but one or two of the texts in it are spoiled."""
    with zipfile.ZipFile(path) as there:
        members = {one: there.read(one) for one in there.namelist()}
    spots = [one for one in members if one.lower().endswith(TEXTS)]
    for one in chance.sample(spots, min(len(spots), chance.randint(1, 2))):
        members[one] = spoiled(members[one], chance)
    return made.zipped(target, members)


def packages(room):
    """One archive of each kind that people bring."""
    yield "scorm", made.scorm(room / "course.zip")
    yield (
        "h5p",
        made.h5p(
            room / "quiz.h5p",
            "H5P.MultiChoice",
            {"question": "Q", "answers": [{"text": "a", "correct": True}, {"text": "b"}]},
        ),
    )
    yield "table", made.workbook(room / "quiz.xlsx", [["Question", "Answer"], ["Q", "a"], ["R", 0.5]])
    yield "program", made.zipped(room / "game.zip", {"index.html": "<title>T</title><script>1</script>"})
    for name in ("epub/georgia-pls-ssml.epub", "cc/course-1.imscc", "qti21/packages/WebDeveloperTest1.zip"):
        if (samples.SAMPLES / name).is_file():
            yield name, samples.SAMPLES / name


@settings(max_examples=12)
@given(chance=st.randoms(use_true_random=False))
def test_a_package_whose_insides_are_spoiled_never_breaks_an_importer(chance):
    with tempfile.TemporaryDirectory() as room:
        _name, path = chance.choice(list(packages(Path(room)))[:4])
        attempt(spoiled_inside(path, Path(room) / "spoiled.zip", chance))


@pytest.mark.faults
def test_hundreds_of_packages_whose_insides_are_spoiled(tmp_path):
    chance = random.Random(5)
    for name, path in packages(tmp_path):
        taken = sum(attempt(spoiled_inside(path, tmp_path / "spoiled.zip", chance)) for _ in range(15))
        assert taken > 0, name


@pytest.mark.faults
@samples.needed
@pytest.mark.parametrize("name", FILES)
def test_hundreds_of_spoiled_packages(name, tmp_path):
    chance = random.Random(name)
    data = (samples.SAMPLES / FILES[name]).read_bytes()
    refused = sum(not attempt(spoil(tmp_path, name, data, chance), name) for _ in range(300))
    assert refused > 0


@pytest.mark.faults
@pytest.mark.parametrize("name", ["pdf", "scorm", "table", "kolibri", "anki"])
def test_hundreds_of_spoiled_files_of_other_kinds(name, tmp_path):
    chance = random.Random(name)
    seeds = {
        "pdf": lambda: made.pdf(tmp_path / "seed", "Rain falls.", "It is wet."),
        "scorm": lambda: made.scorm(tmp_path / "seed"),
        "table": lambda: made.workbook(tmp_path / "seed", [["Question", "Answer"], ["Q", "a"], ["R", 0.5]]),
        "kolibri": lambda: next(made.kolibri(tmp_path / "k", [("S", "audio", "CC BY", {})]).rglob("*.sqlite3")),
        "anki": lambda: samples.SAMPLES / "anki/genanki.apkg",
    }
    path = seeds[name]()
    if not path.exists():
        pytest.skip("the samples are not here (../shared/samples)")
    data = path.read_bytes()
    for _ in range(400):
        attempt(spoil(tmp_path, name, data, chance), name)
    shutil.rmtree(tmp_path / "k", ignore_errors=True)
