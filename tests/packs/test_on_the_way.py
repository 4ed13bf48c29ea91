"""Packs on the way from box to box: whole, as an update, and from a web server."""

import hashlib
import random

import pytest
from tests.packs.web_server import WebServer

from homeroom import blobs, disk
from homeroom.errors import NotFound, Refused, Unavailable
from homeroom.packs import actions, exporting, fetching, minisign, on_the_way, piecewise, tables
from homeroom.packs import format as packfile

BIG = 400_000


def film(garden, seed):
    """Something large that can't be compressed."""
    noise = random.Random(seed).randbytes(BIG)
    garden.write("video/seed.mp4", b"\x00\x00\x00\x18ftypmp42" + noise)
    garden.card("seed-3", "![A seed grows](video/seed.mp4)", title="A film")


@pytest.fixture
def server():
    """A web server."""
    running = WebServer()
    yield running
    running.stop()


@pytest.fixture
def with_film(garden):
    """Garden with a film."""
    film(garden, 1)
    return garden


def next_version(garden):
    """The same with one more card and a new drawing, as a file."""
    garden.version("1.1.0").card("seed-4", "Light, then **more** light.", title="Light")
    return garden.build("next.pack")


class LongList:
    """A giver whose list of files is as long as a list may be that comes in a file."""

    data = random.Random(1).randbytes(5 << 20)
    manifest = hashlib.sha256(data).hexdigest()

    def head(self, _manifest):
        return {"pack.json": (self.manifest, len(self.data))}

    def piece(self, _manifest, _sha, offset):
        return self.data[offset : offset + (1 << 20)]


def test_a_long_list_of_files_comes_whole_piece_by_piece_too(box):
    with pytest.raises(Refused, match="not signed"):  # so it was read, and not called damaged
        piecewise.install(LongList(), LongList.manifest)


# --- out of the box ----------------------------------------------------------------------------------


def test_a_pack_leaves_the_box_as_it_came(with_film, tmp_path):
    came = with_film.build()
    actions.install(came)

    left = exporting.export("org.example.garden", tmp_path / "left.pack")

    assert left.read_bytes() == came.read_bytes()
    with packfile.opened(left) as pack:
        assert pack.manifest["version"] == "1.0.0"


def test_what_is_not_on_the_box_can_not_leave_it(box, tmp_path):
    with pytest.raises(NotFound, match="no pack"):
        exporting.export("org.example.nothing", tmp_path / "x.pack")
    assert list(tmp_path.glob("*.pack")) == []


def test_an_update_holds_only_what_is_new_and_is_installed_like_any_pack(with_film, tmp_path):
    first, second = with_film.build(), next_version(with_film)
    update = tmp_path / "update.pack"

    size, whole = exporting.thin(second, first, update)

    assert size < 10_000 < BIG < whole
    actions.install(first)
    assert actions.install(update).version == "1.1.0"
    assert tables.card("seed-4").title == "Light"


def test_a_box_without_the_old_version_is_told_what_is_missing(with_film, tmp_path):
    first, second = with_film.build(), next_version(with_film)
    update = tmp_path / "update.pack"
    exporting.thin(second, first, update)

    with pytest.raises(Refused, match="take the whole pack in place of an update"):
        actions.install(update)
    assert tables.packs() == []


def test_an_update_is_checked_against_what_is_really_on_the_disk(with_film, tmp_path):
    first, second = with_film.build(), next_version(with_film)
    update = tmp_path / "update.pack"
    exporting.thin(second, first, update)
    actions.install(first)
    large = max(map(blobs.path, blobs.everything()), key=lambda path: path.stat().st_size)
    large.chmod(0o640)
    large.write_bytes(b"rotten" + large.read_bytes()[6:])

    with pytest.raises(Refused, match="damaged"):
        actions.install(update)
    assert tables.pack("org.example.garden").version == "1.0.0"


# --- from the web ------------------------------------------------------------------------------------


def test_a_pack_is_installed_from_an_address(with_film, server):
    server.files["garden.pack"] = with_film.build().read_bytes()
    told = []

    fetched = fetching.install(server.url("garden.pack"), lambda done, whole: told.append((done, whole)))

    assert fetched.pack.version == "1.0.0"
    assert told[-1][0] == told[-1][1] > BIG
    assert list(on_the_way.folder().iterdir()) == []


def test_a_new_version_fetches_little_more_than_what_changed(with_film, server):
    server.files["garden.pack"] = with_film.build().read_bytes()
    fetching.install(server.url("garden.pack"))
    server.files["garden.pack"] = next_version(with_film).read_bytes()

    fetched = fetching.install(server.url("garden.pack"))

    assert fetched.pack.version == "1.1.0"
    assert fetched.received < BIG / 3 < fetched.whole


def test_what_was_cut_off_goes_on_where_it_stopped(garden, server):
    for number in range(4):
        noise = random.Random(number).randbytes(BIG)
        garden.write(f"video/seed-{number}.mp4", b"\x00\x00\x00\x18ftypmp42" + noise)
        garden.card(f"film-{number}", f"![A seed grows](video/seed-{number}.mp4)", title="A film")
    server.files["garden.pack"] = garden.build().read_bytes()
    server.breaks_after = 2 * BIG + 200_000

    with pytest.raises(Unavailable, match="What came so far is kept"):
        fetching.install(server.url("garden.pack"))
    assert tables.packs() == []
    before, server.breaks_after = server.sent, None

    assert fetching.install(server.url("garden.pack")).pack.version == "1.0.0"
    assert server.sent - before < 3 * BIG


def test_a_stranger_s_pack_is_refused_before_its_files_are_fetched(with_film, server):
    server.files["garden.pack"] = with_film.build(key=minisign.new_key()).read_bytes()

    with pytest.raises(Refused, match="does not trust"):
        fetching.install(server.url("garden.pack"))
    assert server.sent < BIG / 3


def test_a_server_that_changes_the_file_meanwhile_is_noticed(with_film, server):
    first, second = with_film.build().read_bytes(), next_version(with_film).read_bytes()
    server.files["garden.pack"] = first
    remote = fetching.RemoteFile(server.url("garden.pack"))
    server.files["garden.pack"] = second + b"more"
    remote.seek(200_000)

    with pytest.raises(Unavailable, match="changed while"):
        remote.read(10)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("ftp://127.0.0.1/garden.pack", "http:// or https://"),
        ("file:///etc/passwd", "http:// or https://"),
        ("http://127.0.0.1:9/garden.pack", "can't be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(box, address, why):
    with pytest.raises((Refused, Unavailable), match=why):
        fetching.install(address)


def test_a_page_that_is_no_pack_is_refused(box, server):
    server.files["page"] = b"<html>Welcome to the hotel's Wi-Fi</html>"

    with pytest.raises(Refused, match="not a lesson pack"):
        fetching.install(server.url("page"))
    with pytest.raises(Refused, match="no pack at this address"):
        fetching.install(server.url("nothing"))


def test_a_server_without_ranges_is_told_apart(with_film, server):
    server.files["garden.pack"] = with_film.build().read_bytes()
    server.ranges = False

    with pytest.raises(Refused, match="can't give parts"):
        fetching.install(server.url("garden.pack"))


def test_a_full_disk_is_noticed_before_fetching(with_film, server, monkeypatch):
    server.files["garden.pack"] = with_film.build().read_bytes()
    monkeypatch.setattr(disk, "reserve", lambda _settings: 1 << 60)

    with pytest.raises(Unavailable, match="nearly full"):
        fetching.install(server.url("garden.pack"))
    assert server.sent < BIG / 3
