"""`homeroom backup hub` and `homeroom restore ADDRESS`, with a hub that is a process of its own."""

from click.testing import CliRunner

from cast import settle
from conftest import make_settings
from homeroom import app, clock, db
from homeroom.backups import vault
from homeroom.cli import main
from homeroom.people import tables
from homeroom.sync import actions as sync


def run(*arguments, ask=""):
    db.close()
    done = CliRunner().invoke(main, [str(one) for one in arguments], input=ask)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def names():
    return sorted(one.name for one in tables.Student.select())


def test_a_school_comes_back_from_the_hub_with_an_address_and_the_paper(hub, tmp_path):
    clock.clock.reset()
    settings = make_settings(tmp_path / "box")
    cast = settle(app.create_box(settings))
    sync.enrol(hub.url, hub.codes[0])
    before, key = names(), vault.own(settings.data).printed()
    code, said = run("backup", "hub", "--data", settings.data)
    assert code == 0, said
    assert ".age  came whole" in said

    box = app.create_box(settings)
    cast.box = box
    page = " ".join(cast.signed_in(cast.mrs_park).get("/backups").get_data(as_text=True).split())
    assert "Backups at the hub" in page
    assert "keeps these:" in page
    new = make_settings(tmp_path / "new")
    wrong = vault._new_secret()
    code, said = run("restore", hub.url, "--data", new.data, "--key", wrong, "--yes")
    assert code == 2
    assert "no backup for this recovery key" in said

    code, said = run("restore", hub.url, "--data", new.data, "--yes", ask=f"{key}\n")
    assert code == 0, said
    assert not (new.data / "from-hub").exists()
    app.create_box(new)
    assert names() == before
