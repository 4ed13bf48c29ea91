"""Each sentence of the updater is one that translators see, and is kept apart from what is put into it."""

import ast
import errno
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.look.test_translations import words
from updater import refusal
from updater.refusal import Failed, Refused, Unreadable, Why

from homeroom import i18n

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "provisioning/updater").glob("*.py"))
SAYING = {"Refused", "Failed", "Unreadable", "Why"}
# A program of its own, whose end box.py puts into words; checks that are caught where they are made.
ELSEWHERE = {"data.py", "signed.py", "files.py"}


def calls():
    """Every place where the updater says why, with the names of what it puts into the sentence."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAYING and node.args:
                told = [one for one in node.args[1:] if isinstance(one, ast.Dict)]
                names = [key.value for one in told for key in one.keys] + [one.arg for one in node.keywords]
                yield path.name, node.args[0], set(names)


def sentences():
    return {(name, first.value) for name, first, _names in calls() if isinstance(first, ast.Constant)}


@pytest.fixture(scope="module")
def collected():
    """The texts of the updater that `make messages` gives to translators."""
    module = words()
    return {
        text for path in module.UPDATER.glob("*.py") for text, _ in module.marked_up(path, "python", module.REFUSALS)
    }


def test_every_sentence_is_written_out_where_it_is_said():
    made_up = [(name, ast.unparse(first)) for name, first, _ in calls() if not isinstance(first, ast.Constant)]
    # refusal.py passes on what was said elsewhere or read from a file.
    assert {name for name, _ in made_up} == {"refusal.py"}
    assert len(sentences()) >= 30


def test_every_sentence_is_collected_and_is_there_in_every_language(collected):
    assert {text for _name, text in sentences()} == collected
    for lang in set(i18n.languages()) - {i18n.SOURCE}:
        assert sorted(collected - set(i18n.catalog(lang).messages)) == []


def test_what_a_sentence_leaves_open_is_what_is_put_into_it():
    for name, first, names in calls():
        if isinstance(first, ast.Constant):
            places = set(refusal.PLACE.findall(first.value))
            assert names == places, (name, first.value)
            assert refusal.PLACE.sub("", first.value).count("%") == 0, first.value


def test_nothing_else_is_raised_that_could_reach_a_page():
    for path in MODULES:
        raised = {
            ast.unparse(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Raise) and node.exc
        }
        assert path.name in ELSEWHERE or raised <= SAYING, path.name


@pytest.mark.parametrize("kind", [Refused, Failed, Unreadable])
def test_an_error_reads_as_the_english_sentence_and_keeps_what_it_is_made_of(kind):
    error = kind("%(name)s is missing.", name="100%s")

    assert str(error) == "100%s is missing."
    assert refusal.of(error) == Why("%(name)s is missing.", {"name": "100%s"})
    assert refusal.read(json.loads(json.dumps(error.why.as_dict()))) == error.why
    assert isinstance(error, OSError) == (kind is Unreadable)


def test_what_the_machine_says_goes_into_a_sentence_of_ours():
    assert str(refusal.of(OSError(errno.ENOSPC, "No space left on device"))) == "The disk is full."
    assert str(refusal.of(OSError(errno.EIO, "%(words)s"))) == "A file can't be read or written: [Errno 5] %(words)s"
    assert str(refusal.of(StopIteration())) == "It did not work: StopIteration"


def test_an_older_updater_wrote_whole_sentences():
    assert str(refusal.read("The disk is 100% full, %(x)s.")) == "The disk is 100% full, %(x)s."


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


@given(told=st.fixed_dictionaries({}, optional={"sentence": JSON | st.just("%(a)s %(b)d %"), "values": JSON}) | JSON)
def test_whatever_a_file_holds_it_is_short_text_and_no_format(told):
    why = refusal.read(told)

    assert isinstance(str(why).encode(), bytes)
    assert len(why.sentence) <= refusal.LONGEST
    assert len(why.values) <= refusal.MOST
    assert all(isinstance(one, str | int) for one in why.values.values())
