"""A school comes back on the page of the first start: with the stick, the paper and the code, without a shell."""

import json
import shutil
import socket
import threading
import urllib.error
import urllib.parse
import urllib.request

import pytest
from tests.served import Served

from cast import PASSWORD, settle
from conftest import make_settings
from homeroom import app, clock, config, db, starting_again
from homeroom.backups import actions, bringing_back, restoring, vault
from homeroom.people import first_start, passwords, tables
from waiting import until

BROWSER = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())


@pytest.fixture
def paper(tmp_path, the_clock):
    """A stick with the backup of Riverside in its slot; what its paper says."""
    clock.clock.reset()
    settings = make_settings(tmp_path / "old")
    cast = settle(app.create_box(settings))
    passwords.set_password(cast.mrs_park.id, PASSWORD)
    config.keep(school_name="Riverside on the hill")
    (tmp_path / "media" / "blue").mkdir(parents=True)
    actions.prepare(tmp_path / "media" / "blue")
    actions.back_up(tmp_path / "media" / "blue")
    key = vault.own(settings.data).printed()
    db.close()
    shutil.rmtree(settings.data)
    config.use(config.Config())
    return key


@pytest.fixture
def new(paper, tmp_path, monkeypatch):
    """A new box without an owner, in this process."""
    monkeypatch.setattr(bringing_back, "_progress", bringing_back.Progress())
    monkeypatch.setattr(bringing_back, "PATIENCE", 0.0)
    clock.clock.reset()
    yield app.create_box(make_settings(tmp_path / "new", stick_folders=str(tmp_path / "media"), school_name="New"))
    db.close()
    config.use(config.Config())


@pytest.fixture
def form(paper, tmp_path):
    def typed(code, **changed):
        return {"where": str(tmp_path / "media" / "blue"), "key": paper, "code": code, "address": "", **changed}

    return typed


def served_new(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]  # a fixed one: after it started again it is under the same address
    return Served(tmp_path / "served", settings={"stick_folders": tmp_path / "media"}, port=port)


def ask(url, data=None):
    """(status, text) of a page; redirects are followed."""
    body = urllib.parse.urlencode(data).encode() if data else None
    try:
        with BROWSER.open(url, body, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def wait_until_back(box):
    def is_back():
        try:
            told = json.loads(ask(f"{box.url}/api/first-start/restore")[1])
        except OSError:
            return False
        assert told["state"] != "failed", ask(f"{box.url}/first-start/restore")[1]
        return told["state"] == "done"

    until(is_back, 120, why=lambda: "the school never came back:\n" + "".join(box.printed))


def test_a_new_box_becomes_the_school_that_was_and_answers_under_the_same_address(form, tmp_path):
    with served_new(tmp_path) as box:
        code = next(line for line in box.printed if "type the code" in line).split()[-1].strip(".")
        assert "There is a backup of this school" in ask(f"{box.url}/first-start")[1]
        assert str(tmp_path / "media" / "blue") in ask(f"{box.url}/first-start/restore")[1]
        status, page = ask(f"{box.url}/first-start/restore", form(code))
        assert status == 200, page
        wait_until_back(box)

        status, page = ask(f"{box.url}/sign-in", {"username": "park", "password": PASSWORD})
        assert status == 200
        assert "Riverside on the hill" in page
        assert "Mrs Park" in page
        assert box.process.poll() is None, "it is the same process, for whoever watches over it"
        assert (tmp_path / "served" / "set-aside").is_dir()
        status, page = ask(f"{box.url}/first-start/restore")
        assert "recovery key" not in page, "and nobody can bring back anything now"


@pytest.mark.parametrize(
    ("changed", "status", "told"),
    [
        ({"code": "AAAA-BBBB"}, 422, "not the code"),
        ({"key": "AGE-SECRET-KEY-1NOTONE"}, 422, "typing error"),
        ({"key": vault._new_secret()}, 422, "another recovery key"),
        ({"where": "/etc"}, 422, "not plugged in"),
        ({"where": "", "address": "ftp://hub"}, 422, "not plugged in"),
    ],
)
def test_whoever_has_not_stick_paper_and_code_changes_nothing(new, form, changed, status, told):
    client = new.test_client()
    answer = client.post("/first-start/restore", data=form(first_start.code()) | changed)

    assert answer.status_code == status
    assert told in answer.text
    assert form("")["key"] not in answer.text, "the key is never shown again"
    assert not bringing_back.progress().running
    assert not (config.current().data / restoring.PLAN).exists()


def test_guessing_the_code_gets_slow(new, form):
    client = new.test_client()
    answers = [client.post("/first-start/restore", data=form("AAAABBBB")).status_code for _try in range(8)]

    assert answers[-1] == 429


def test_a_box_with_an_owner_gives_this_page_to_nobody(new, form):
    cast = settle(new)
    passwords.set_password(cast.mrs_park.id, PASSWORD)
    client = new.test_client()

    assert client.get("/first-start/restore").location == "/sign-in"
    assert client.post("/first-start/restore", data=form("AAAABBBB")).status_code == 422
    assert client.get("/api/first-start/restore").json["state"] == "done"


def begun(new, form):
    """Begin, and wait for what works beside it."""
    answer = new.test_client().post("/first-start/restore", data=form(first_start.code()))
    for one in threading.enumerate():
        if one.name == "bring back":
            one.join(60)
    return answer


def test_a_damaged_backup_is_told_and_the_new_box_stays_as_it_is(new, form, tmp_path):
    piece = max((tmp_path / "media").rglob("pieces/*/*.age"), key=lambda path: path.stat().st_size)
    piece.chmod(0o600)
    piece.write_bytes(piece.read_bytes()[:-1] + b"x")
    assert begun(new, form).status_code == 303

    assert bringing_back.progress().state == "failed"
    assert "can&#39;t be read" in new.test_client().get("/first-start/restore").text
    assert not (config.current().data / restoring.PLAN).exists()
    assert first_start.is_due()


def test_a_plug_that_is_pulled_before_the_exchange_only_makes_the_next_start_go_on(new, form, tmp_path):
    assert begun(new, form).status_code == 303
    assert first_start.is_due(), "nothing has changed places yet"
    settings = config.current()
    db.close()
    clock.clock.reset()
    app.create_box(settings)

    assert not first_start.is_due()
    assert sorted(one.given_name for one in tables.Student.select()) == ["Ada", "Ben", "Chidi", "Dora", "Noor", "Tomas"]


def test_the_server_ends_only_when_the_page_that_follows_it_is_there(new, form, monkeypatch):
    ended = threading.Event()
    monkeypatch.setattr(bringing_back, "PATIENCE", 300.0)
    monkeypatch.setattr(starting_again, "begin", lambda _between: ended.set())
    client = new.test_client()
    client.post("/first-start/restore", data=form(first_start.code()))
    until(lambda: bringing_back.progress().state == "starting")
    client.get("/first-start/restore")
    assert not ended.wait(0.2)

    assert client.get("/api/first-start/restore").json["state"] == "starting"
    assert ended.wait(60)


def test_only_a_server_starts_again():
    assert starting_again.begin(lambda: None) is False


def test_the_poster_names_the_page(new):
    cast = settle(new)
    park = cast.signed_in(cast.mrs_park)
    (address,) = [
        part.split("</code>")[0] for part in park.get("/backups").text.split('<code dir="ltr">') if "/restore" in part
    ]

    assert address.startswith("http://homeroom.local")
    path = urllib.parse.urlsplit(address).path
    assert ("GET", path) in {(method, rule.rule) for rule in new.url_map.iter_rules() for method in rule.methods}
    assert address in park.post("/backups/key", data={"password": PASSWORD}).text
