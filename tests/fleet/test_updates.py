"""The page that tells which update waits; the updater alone decides what it takes."""

import html
import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from tests.update.conftest import GOOD, Keys, make_box, make_kit
from updater.__main__ import main as update_by_timer

from homeroom import clock, config, db, i18n
from homeroom.cli import main
from homeroom.fleet import updates

KIT = "d" * 64
WAITING = {"kit": KIT, "version": "2.0", "counter": 7, "place": "blue", "failed": ""}


@pytest.fixture
def settings(box):
    return config.current()


@pytest.fixture
def updater(settings, monkeypatch, box):
    """A folder of an updater that says what the test says."""
    folder = settings.data / "updater"
    folder.mkdir()
    changed = config.replace(settings, updater=str(folder))
    config.use(changed)
    box.extensions["watch"].forget()

    def say(**told):
        (folder / "status.json").write_text(
            json.dumps({"waiting": [], "refused": [], "under_way": "", "last": {}, **told})
        )
        box.extensions["watch"].forget()
        return changed

    yield say
    config.use(settings)


def test_only_the_office_sees_the_page_and_without_an_updater_it_says_so(cast):
    assert cast.signed_in(cast.mr_okoro).get("/updates").status_code == 403
    assert "not updated from here" in cast.signed_in(cast.mrs_park).get("/updates").text


@pytest.mark.parametrize(("when", "told"), [("tonight", "It is put in at night"), ("no", "It is not put in")])
def test_the_office_says_when_and_the_note_for_the_updater_is_there(cast, updater, when, told):
    office = cast.signed_in(cast.mrs_park)
    changed = updater(waiting=[WAITING])
    assert "Version 2.0 waits on “blue”" in office.get("/updates").text

    assert office.post("/updates", data={"kit": KIT, "when": when}).status_code == 303
    note = json.loads((changed.data / "updates" / "request.json").read_text())
    assert (note["kit"], note["when"]) == (KIT, when)
    assert told in office.get("/updates").text
    assert "version 2.0 waits" in office.get("/status").text


@pytest.mark.parametrize("form", [{"kit": "e" * 64, "when": "now"}, {"kit": KIT, "when": "never"}, {}])
def test_a_wish_about_something_that_does_not_wait_is_refused(cast, updater, form):
    changed = updater(waiting=[WAITING])

    assert cast.signed_in(cast.mrs_park).post("/updates", data=form).status_code == 422
    assert not (changed.data / "updates" / "request.json").exists()


def test_an_update_that_was_taken_back_is_told_in_yellow(cast, updater):
    office = cast.signed_in(cast.mrs_park)
    updater(
        waiting=[{**WAITING, "failed": "The new version did not answer."}],
        last={"version": "2.0", "well": False, "why": "The new version did not answer.", "at": clock.now_ms()},
        refused=[{"place": "red", "why": "The kit needs 2 signatures <b>"}],
    )

    page = office.get("/updates").text
    assert "It was tried, and taken back" in page
    assert "<bdi>red</bdi>: <bdi>The kit needs 2 signatures &lt;b&gt;</bdi>" in page
    assert re.search("version 2.0 was taken back on", office.get("/status").text)


ISOLATES = re.compile("[\u2068\u2069]")
SIGNATURES = "The kit needs %(wanted)s signatures of release keys known here; %(good)s hold."


def why(sentence, **values):
    return {"sentence": sentence, "values": values}


def in_language(office, lang):
    office.set_cookie("homeroom-language", lang)
    return html.unescape(ISOLATES.sub("", office.get("/updates").text))


def in_words(lang, sentence, **values):
    with i18n.use(lang):
        text = i18n.gettext(sentence)
        assert lang == "en" or text != sentence
        return text % values


@pytest.mark.parametrize("lang", ["en", "ar", "sw"])
def test_what_the_updater_refuses_and_takes_back_is_told_in_the_readers_language(cast, updater, tmp_path, lang):
    keys = Keys(tmp_path / "keys")
    machine = make_box(tmp_path / "machine", keys)
    make_kit(machine.places[0] / "blue", keys, program={**GOOD, "doctor": "BAD <tables>"})
    make_kit(machine.places[0] / "red", keys, signers="a")
    arrived = machine.inbox / "hub-0123456789abcdef"
    make_kit(arrived, keys, counter=0)
    assert update_by_timer(["--timer"], machine) == 0
    config.use(config.replace(updater(), updater=str(machine.state)))
    office = cast.signed_in(cast.mrs_park)

    page = in_language(office, lang)
    assert page.count(in_words(lang, "The new version is not well: %(words)s", words="BAD <tables>")) == 2
    assert f"<bdi>red</bdi>: <bdi>{in_words(lang, SIGNATURES, wanted=2, good=1)}</bdi>" in page
    older = in_words(
        lang, "It is older than what is here: number %(number)s, and %(known)s was here.", number=0, known=1
    )
    assert f"<bdi>{in_words(lang, 'From the hub')}</bdi>: <bdi>{older}</bdi>" in page


def test_what_a_newer_updater_says_is_told_in_english(cast, updater):
    updater(refused=[{"place": "red", "why": why("The %(thing)s is blue, %(s)s of 100%.", thing="moon")}])

    for lang in ("en", "ar"):
        assert "The moon is blue, %(s)s of 100%." in in_language(cast.signed_in(cast.mrs_park), lang)


def test_a_forged_file_is_shown_as_text_and_never_filled_in_as_a_format(cast, updater):
    bad = why("%(x)s %(y)d %n %(x <script>", x="%(y)s <img src=x>", y="\ud800\0")
    short = why(SIGNATURES, good="<b>", wanted=["no", "text"])
    updater(
        waiting=[{**WAITING, "failed": bad, "later": 1}, "x"],
        last={"version": "<i>", "well": "yes", "why": bad, "at": 10**30, "more": []},
        refused=[{"place": "%(x)s", "why": bad}, {"why": short}, 5, {"place": 7}],
    )

    office = cast.signed_in(cast.mrs_park)
    for lang in ("en", "ar", "sw"):
        office.set_cookie("homeroom-language", lang)
        page = ISOLATES.sub("", office.get("/updates").text)
        assert page.count("%(y)s &lt;img src=x&gt; %(y)d %n %(x &lt;script&gt;") == 3
        assert "<bdi>%(x)s</bdi>" in page
        assert "&lt;b&gt;" in page
        assert "&lt;i&gt;" in page
        assert office.get("/status").status_code == 200


def test_whatever_the_file_holds_the_page_opens(cast, updater, settings):
    changed = updater()
    office = cast.signed_in(cast.mrs_park)
    for text in ("", "[]", "{", "\0" * 9, '{"waiting": 5, "refused": {}, "last": 7, "counter": "x", "under_way": []}'):
        (settings.data / "updater" / "status.json").write_text(text)
        assert updates.known(changed).waiting is None
        assert office.get("/updates").status_code == 200


TOLD = ("waiting", "refused", "under_way", "counter", "last")
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), st.lists, max_leaves=3)
WHY = JSON | st.fixed_dictionaries({"sentence": st.text() | JSON, "values": st.dictionaries(st.text(), JSON)})
ROW = st.dictionaries(st.sampled_from(["kit", "version", "counter", "place", "failed", "why", "well", "at"]), WHY)
STATUS = st.fixed_dictionaries({}, optional={name: JSON | ROW | st.lists(ROW | JSON) for name in TOLD})


@given(told=STATUS)
@hypothesis.settings(max_examples=50, deadline=None)
def test_whatever_an_updater_says_is_read(tmp_path_factory, told):
    folder = tmp_path_factory.getbasetemp()
    (folder / "status.json").write_text(json.dumps(told))

    known = updates.known(config.replace(config.Config(), updater=str(folder), data=folder / "none"))
    assert all(isinstance(one.where + one.words, str) for one in known.refused)
    assert not known.waiting or isinstance(known.waiting.trouble + known.waiting.wish, str)
    assert not known.last or datetime.fromtimestamp(known.last.at / 1000, UTC)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-09-07 22:00", True),  # a Monday
        ("2026-09-08 03:00", True),
        ("2026-09-07 12:00", False),
        ("2026-09-07 17:59", False),
        ("2026-09-05 12:00", False),  # a Saturday: people may be there, nobody asked
        ("2026-09-05 23:00", True),
    ],
)
def test_quiet_is_at_night_only(box, the_clock, settings, moment, quiet):
    at(the_clock, settings, moment)

    assert updates.quiet(settings) is quiet


def at(the_clock, settings, moment):
    wanted = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(settings.timezone))
    the_clock.pass_time(seconds=(int(wanted.timestamp() * 1000) - clock.now_ms()) / 1000)


def test_an_evening_school_has_its_evening(box, the_clock, settings):
    evening = config.replace(settings, attendance_start="18:30", attendance_end="21:00")
    at(the_clock, settings, "2026-09-07 18:00")
    assert not updates.quiet(evening)
    at(the_clock, settings, "2026-09-07 21:30")
    assert updates.quiet(evening)


def test_the_command_line_says_whether_it_is_quiet_and_what_is_grave(settings):
    db.close()
    place = ["--data", str(settings.data)]
    told = CliRunner().invoke(main, ["quiet", *place])
    grave = CliRunner().invoke(main, ["doctor", "--grave", *place])

    # Nobody vouches for the time of a box that has just been made, or it is day, or night: one of the two it says.
    assert told.output.startswith(("The box may be away now.", "Not now:")[told.exit_code])
    assert grave.exit_code == 0
    assert "All is well." in grave.output
    assert "Clock" not in grave.output
