"""Every catalog is whole: it can be read, says what the English says, and leaves no child without words."""

import importlib.util
import re
from pathlib import Path

import polib
import pytest

from homeroom import i18n

ROOT = Path(__file__).parents[2]
CATALOGS = sorted((ROOT / "server/homeroom/locale").glob("*.po"))
PLACES = re.compile(r"%\(\w+\)[sd]|%%")
CHILDREN_SEE = (
    "kiosk/",
    "server/homeroom/static/student/",
    "server/homeroom/static/outbox",
    "server/homeroom/templates/index.html",
    "server/homeroom/templates/error.html",
    "server/homeroom/today/templates/student.html",
    "server/homeroom/people/words/",
    "server/homeroom/people/slowing.py",
    "server/homeroom/people/sign_in.py",
    "server/homeroom/playlists/choices.py",
    "server/homeroom/playlists/reasons.py",
    "server/homeroom/playlists/showing.py",
    "server/homeroom/grouping/reasons.py",
)
catalogs = pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.stem)


def entries(path):
    return [entry for entry in polib.pofile(str(path), encoding="utf-8") if entry.translated()]


def words():
    spec = importlib.util.spec_from_file_location("words", ROOT / "tools/words.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_there_is_a_language_from_right_to_left_and_another_one():
    assert {path.stem for path in CATALOGS} >= {"ar", "sw"}


@catalogs
def test_a_catalog_names_its_language_and_its_plural_forms(path):
    metadata = polib.pofile(str(path), encoding="utf-8").metadata
    assert metadata["Language"] == path.stem
    assert i18n.languages()[path.stem] != path.stem
    plural = i18n.catalog(path.stem).plural
    count = int(metadata["Plural-Forms"].split("nplurals=")[1][0])
    assert {plural(n) for n in range(200)} == set(range(count))


@catalogs
def test_translations_keep_the_places_that_are_filled_in(path):
    wrong = []
    for entry in entries(path):
        there = set(PLACES.findall(entry.msgid + entry.msgid_plural))
        if entry.msgid_plural:
            wrong += [entry.msgid for text in entry.msgstr_plural.values() if not set(PLACES.findall(text)) <= there]
        elif sorted(PLACES.findall(entry.msgid)) != sorted(PLACES.findall(entry.msgstr)):
            wrong.append(entry.msgid)
    assert wrong == []


@catalogs
def test_every_plural_has_all_its_forms_and_the_general_one_says_the_number(path):
    count = int(polib.pofile(str(path), encoding="utf-8").metadata["Plural-Forms"].split("nplurals=")[1][0])
    for entry in entries(path):
        if entry.msgid_plural:
            assert sorted(entry.msgstr_plural) == list(range(count)), entry.msgid
            assert all(entry.msgstr_plural.values()), entry.msgid
            places = set(PLACES.findall(entry.msgid_plural))
            assert set(PLACES.findall(entry.msgstr_plural[count - 1])) == places, entry.msgid


@catalogs
def test_translations_begin_and_end_like_the_original(path):
    for entry in entries(path):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert text == text.strip() or entry.msgid != entry.msgid.strip(), entry.msgid
                assert "\n" not in text or "\n" in entry.msgid, entry.msgid


@catalogs
def test_children_never_meet_a_text_that_is_not_translated(path):
    there = {entry.msgid for entry in entries(path)}
    missing = [
        text
        for (text, _plural), files in words().texts().items()
        if text not in there and any(name.startswith(CHILDREN_SEE) for name in files)
    ]
    assert missing == [], "run `make messages`, then translate these"


@catalogs
def test_most_of_what_adults_see_is_translated_too(path):
    found = words().texts()
    there = {entry.msgid for entry in entries(path)}
    assert sum(text in there for text, _plural in found) >= 0.85 * len(found)


def test_scripts_name_their_texts_as_plain_strings():
    calls = re.compile(r"(?<![\w.])n?t\((?!\s*\")[^)]*\)")
    for folder in (ROOT / "server/homeroom/static", ROOT / "kiosk"):
        for path in folder.rglob("*.js"):
            if "vendor" not in path.parts and path.name != "i18n.js":
                found = [call for call in calls.findall(path.read_text("utf-8")) if "=>" not in call]
                assert found == [], path.name
