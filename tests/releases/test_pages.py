"""What the office reads and presses about a release, and an administrator at a hub; the same by command."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.releases.conftest import updater_of
from tests.update.conftest import Keys, make_kit

from cast import settle
from conftest import make_settings
from homeroom import __version__, app, clock, config, db, i18n
from homeroom.cli import main
from homeroom.releases import actions, places, shelf, state
from homeroom.releases.rules import Offer
from homeroom.updater.refusal import Why

DIGEST = "d" * 64


@pytest.fixture
def settings(box, release_keys):
    """The box has an updater that says nothing waits."""
    before = config.current()
    folder = updater_of(before.data, release_keys)
    (folder / "status.json").write_text(json.dumps({"waiting": [], "refused": [], "counter": 7, "last": {}}))
    config.use(config.replace(before, updater=str(folder)))
    yield config.current()
    config.use(before)


def offered_by_the_hub(**more):
    machine = actions.platform.machine()
    actions.hear("hub", Offer(DIGEST, "2.0", 12, {machine: 41_000_000}).as_dict())
    with state.changing(config.current()) as now:
        now.coming["hub"] = replace(now.coming["hub"], **more)


def press(office, when, release=DIGEST):
    return office.post("/updates/coming", data={"release": release, "when": when})


def test_the_page_says_what_runs_what_is_offered_how_much_is_here_and_when_it_is_put_in(cast, settings):
    office = cast.signed_in(cast.mrs_park)
    page = office.get("/updates").text
    assert f"Version {__version__} runs here" in page
    assert "Its number is 7" in page
    assert "No newer version waits" in page

    offered_by_the_hub(done=12_300_000)
    page = office.get("/updates").text
    assert "Version 2.0 is offered by the hub" in page
    assert "12.3 of 41.0 MB are here" in page
    assert "fetched after everything of the school has gone" in page
    assert "put in at night, when there is no school" in page


def test_who_looks_after_it_says_now_or_not_this_one_or_after_all(cast, settings):
    office = cast.signed_in(cast.mrs_park)
    offered_by_the_hub()
    assert press(office, "now").status_code == 303
    assert "put in as soon as it is here" in office.get("/updates").text
    part = places.arriving(settings, "hub", DIGEST)
    part.mkdir(parents=True)
    assert press(office, "no").status_code == 303
    assert not part.exists()
    assert "not this version. It is not fetched" in office.get("/updates").text
    assert press(office, "again").status_code == 303
    assert "fetched after everything" in office.get("/updates").text

    assert press(office, "never").status_code == 422
    assert press(office, "now", "e" * 64).status_code == 404
    assert press(cast.signed_in(cast.mr_okoro), "now").status_code == 403


@pytest.mark.parametrize(("at", "told"), [(1, "asked for again tomorrow"), (0, "goes on by itself when there is room")])
def test_what_stands_against_it_is_a_sentence(cast, settings, at, told):
    offered_by_the_hub(trouble=Why("It is <b>odd</b>."), at=at * clock.now_ms())
    page = cast.signed_in(cast.mrs_park).get("/updates").text
    assert "It is &lt;b&gt;odd&lt;/b&gt;." in page
    assert told in page


def test_what_stands_against_it_is_told_in_the_readers_language_also_after_a_newer_version_wrote_it_down(
    cast, settings
):
    offered_by_the_hub(trouble=Why("%(name)s is not what was signed.", {"name": "a_%(x)s.whl"}), at=clock.now_ms())
    path = places.folder(settings) / "releases.json"
    told = json.loads(path.read_text())
    told["coming"]["hub"]["news"] = 1
    path.write_text(json.dumps(told))
    office = cast.signed_in(cast.mrs_park)
    assert "It is not taken: a_%(x)s.whl is not what was signed. It is asked" in office.get("/updates").text

    office.set_cookie("homeroom-language", "ar")
    with i18n.use("ar"):
        words = i18n.gettext("%(name)s is not what was signed.", name="\u2068a_%(x)s.whl\u2069")
    assert words in office.get("/updates").text


def test_what_has_come_and_waits_is_told_once(cast, settings):
    offered_by_the_hub()
    (places.inbox(settings) / f"hub-{DIGEST[:16]}").mkdir(parents=True)
    office = cast.signed_in(cast.mrs_park)
    assert "All of it is here" in office.get("/updates").text

    waiting = {"kit": DIGEST, "version": "2.0", "counter": 12, "place": f"hub-{DIGEST[:16]}", "failed": ""}
    (settings.data.with_name("box-updater") / "status.json").write_text(json.dumps({"waiting": [waiting]}))
    page = office.get("/updates").text
    assert "Version 2.0 has come from the hub and waits" in page
    assert "is offered by" not in page


def test_what_runs_by_now_is_no_offer_any_more(cast, settings, release_keys):
    offered_by_the_hub()
    updater_of(settings.data, release_keys, counter=12)

    assert "is offered by" not in cast.signed_in(cast.mrs_park).get("/updates").text


@pytest.mark.parametrize("text", ["", "[]", '{"coming": 5}', '{"coming": {"hub": {"digest": 1}}}', "\0"])
def test_whatever_the_file_holds_the_page_opens(cast, settings, text):
    places.folder(settings).mkdir(exist_ok=True)
    (places.folder(settings) / "releases.json").write_text(text)
    assert cast.signed_in(cast.mrs_park).get("/updates").status_code == 200
    offered_by_the_hub()
    assert "is offered by the hub" in cast.signed_in(cast.mrs_park).get("/updates").text


def test_the_command_line_says_and_does_the_same(box, settings):
    offered_by_the_hub(done=12_300_000)
    db.close()

    def run(*words, **more):
        environ = {"HOMEROOM_UPDATER": settings.updater}
        return CliRunner().invoke(main, ["updates", *words, "--data", str(settings.data)], env=environ, **more)

    told = run("status").output
    assert f"Running:   {__version__} (number 7)" in told
    assert "Version 2.0 is offered by the hub (number 12): 12.3 of 41.0 MB are here." in told
    assert "as soon as it is here" in run("now").output
    refused = run("no", input="n\n")
    assert (refused.exit_code, state.read(settings).declined) == (2, [])
    assert run("no", input="y\n").exit_code == 0
    assert state.read(settings).declined == [DIGEST]
    assert "fetched, and put in at night" in run("tonight").output
    assert state.read(settings).declined == []
    (places.folder(settings) / "releases.json").unlink()
    nothing = run("now")
    assert (nothing.exit_code, "No newer version waits" in nothing.output) == (2, True)


# --- at a hub --------------------------------------------------------------------------------------------


@pytest.fixture
def hub(tmp_path, the_clock, release_keys):
    """A hub with an administrator and a stick with two kits, one of which nobody may offer."""
    made = make_settings(tmp_path / "hub", stick_folders=str(tmp_path / "media"))
    yield settle(app.create_hub(made))
    db.close()
    config.use(config.Config())


def test_an_administrator_offers_a_kit_from_a_stick_after_vouching_for_its_keys(hub, tmp_path, release_keys):
    kit = make_kit(tmp_path / "media" / "blue", release_keys)
    bad = make_kit(tmp_path / "media" / "red", release_keys, counter=9, signers="a")
    administrator = hub.signed_in(hub.mrs_park)
    assert str(kit) in administrator.get("/updates").text

    looked = administrator.post("/updates/look", data={"source": str(kit)}).text
    assert "Version 2.0, number 2" in looked
    assert all(f"<bdi>{key}</bdi>" in looked.replace("&#43;", "+") for key in words_of(release_keys))
    assert administrator.post("/updates/offer", data={"source": str(kit)}).status_code == 422
    assert shelf.best() is None
    assert administrator.post("/updates/offer", data={"source": str(kit), "believe": "yes"}).status_code == 303
    assert "Version 2.0 is offered" in administrator.get("/updates").text

    for where in ("look", "offer"):
        refused = administrator.post(f"/updates/{where}", data={"source": str(bad), "believe": "yes"})
        assert (refused.status_code, "needs 2 signatures" in refused.text) == (422, True)
    administrator.set_cookie("homeroom-language", "ar")
    with i18n.use("ar"):
        words = i18n.gettext(
            "The kit needs %(wanted)s signatures of release keys known here; %(good)s hold.", wanted=2, good=1
        )
    assert words in administrator.post("/updates/look", data={"source": str(bad)}).text
    administrator.delete_cookie("homeroom-language")
    assert administrator.post("/updates/withdraw").status_code == 422
    assert administrator.post("/updates/withdraw", data={"sure": "yes"}).status_code == 303
    assert shelf.best() is None


def words_of(keys):
    return json.loads((keys.lists / "1.json").read_text())["keys"]


def test_a_kit_that_a_browser_sends_in_pieces_is_offered_and_its_pieces_go(hub, tmp_path, release_keys):
    kit = make_kit(tmp_path / "stick", release_keys)
    data = Path(shutil.make_archive(str(tmp_path / "kit"), "zip", kit.parent, "homeroom-kit")).read_bytes()
    administrator = hub.signed_in(hub.mrs_park)
    source = f"upload:{'7' * 32}"
    assert administrator.post("/updates/look", data={"source": source}).status_code == 404
    for start in range(0, len(data), 2000):
        administrator.put(f"/api/packs/uploads/{'7' * 32}/{start}", data=data[start : start + 2000])

    assert "Version 2.0, number 2" in administrator.post("/updates/look", data={"source": source}).text
    assert administrator.post("/updates/offer", data={"source": source, "believe": "yes"}).status_code == 303
    assert shelf.best().version == "2.0"
    assert administrator.post("/updates/look", data={"source": source}).status_code == 404


@pytest.mark.parametrize("source", ["", "/etc/passwd", "upload:../../x", "upload:" + "8" * 32])
def test_a_page_does_not_read_the_hubs_own_files(hub, source):
    administrator = hub.signed_in(hub.mrs_park)
    for where in ("look", "offer"):
        assert administrator.post(f"/updates/{where}", data={"source": source}).status_code == 404


def test_the_hubs_command_line_does_the_same(hub, tmp_path, release_keys):
    kit = make_kit(tmp_path / "stick", release_keys)
    other = Keys(tmp_path / "other")
    strange = make_kit(tmp_path / "strange", other, counter=5)
    place = ["--data", str(config.current().data)]
    db.close()

    def run(*words):
        return CliRunner().invoke(main, ["hub", *words, *place])

    first = run("offer", str(kit))
    assert first.exit_code == 2
    assert all(key in first.output for key in words_of(release_keys))
    assert "Offered: 2.0 (number 2)" in run("offer", str(kit), "--believe").output
    assert run("offer", str(strange), "--believe").exit_code == 2
    assert "Offered: 2.0 (number 2)" in run("updates").output
    assert run("withdraw").exit_code == 0
    assert "No version is offered." in run("updates").output
