"""Packs over HTTP: what staff see and do, and the files that tablets get."""

import http.client
import io
import json
import re
import threading
from contextlib import suppress

import pytest
import waitress

from homeroom import blobs
from homeroom.packs import actions, minisign, tables
from homeroom.packs.ranges import NotThere, wanted
from homeroom.people import devices


@pytest.fixture
def park(cast):
    return cast.signed_in(cast.mrs_park)


@pytest.fixture
def okoro(cast):
    return cast.signed_in(cast.mr_okoro)


def upload(client, data, name="garden.pack"):
    return client.post("/packs", data={"pack": (io.BytesIO(data), name)})


def text_of(answer):
    return answer.get_data(as_text=True)


def test_the_office_installs_a_pack_and_teachers_see_it(garden, park, okoro):
    assert "No lesson packs yet" in text_of(okoro.get("/packs"))

    answer = upload(park, garden.build().read_bytes())

    assert answer.status_code == 303
    assert "The pack is installed." in text_of(park.get(answer.location))
    shelf = text_of(okoro.get("/packs"))
    for word in ("Garden", "Riverside", "2 cards", "CC-BY-4.0", "العربية"):
        assert word in shelf
    listed = text_of(okoro.get("/packs/org.example.garden"))
    assert "A seed wakes up" in listed
    assert "Mrs Park" in listed


def test_a_pack_that_is_refused_says_why_on_the_same_page(garden, park):
    answer = upload(park, garden.build(key=minisign.new_key()).read_bytes())

    assert answer.status_code == 422
    assert "which this box does not trust" in text_of(answer)
    assert "homeroom packs trust KEYFILE" in text_of(answer)


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04" + bytes(100)])
def test_something_else_than_a_pack_is_refused_kindly(park, data):
    answer = upload(park, data)

    assert answer.status_code == 422
    assert "not a lesson pack" in text_of(answer)


def test_no_file_at_all_is_refused_kindly(park):
    answer = park.post("/packs", data={})

    assert answer.status_code == 422
    assert "Choose a file" in text_of(answer)


def test_a_publisher_can_be_trusted_without_the_command_line(garden, park):
    key = minisign.new_key()
    data = {"name": "Ministry", "key": (io.BytesIO(key.public.text().encode()), "m.pub")}

    assert park.post("/packs/keys", data=data).status_code == 303
    assert key.public.fingerprint in text_of(park.get("/packs"))
    assert upload(park, garden.build(key=key).read_bytes()).status_code == 303


def test_a_key_that_is_none_is_refused(park):
    answer = park.post("/packs/keys", data={"name": "x", "key": (io.BytesIO(b"nonsense"), "m.pub")})

    assert answer.status_code == 422
    assert "not a minisign key file" in text_of(answer)


def test_the_office_goes_back_and_removes(garden, park):
    upload(park, garden.build().read_bytes())
    upload(park, garden.version("1.1.0").build().read_bytes())

    assert "Use version 1.0.0" in text_of(park.get("/packs/org.example.garden"))
    assert park.post("/packs/org.example.garden/rollback").status_code == 303
    assert tables.pack("org.example.garden").version == "1.0.0"
    assert park.post("/packs/org.example.garden/remove").status_code == 303
    assert "No lesson packs yet" in text_of(park.get("/packs"))


def test_teachers_may_look_but_not_change(installed, okoro, garden):
    assert upload(okoro, garden.build().read_bytes()).status_code == 403
    assert okoro.post("/packs/org.example.garden/remove").status_code == 403
    assert okoro.post("/packs/org.example.garden/rollback").status_code == 403
    assert "Install a pack" not in text_of(okoro.get("/packs"))


def test_strangers_see_nothing(installed, client):
    card = tables.card("seed-1")
    for address in ("/packs", "/packs/org.example.garden", "/packs/cards/seed-1"):
        assert client.get(address).status_code == 302
    assert client.get(card.url).status_code == 401
    assert client.get(card.image_url, headers={"Accept": "application/json"}).status_code == 401


def test_a_card_is_previewed_with_its_origin_and_languages(installed, okoro):
    page = text_of(okoro.get("/packs/cards/seed-1"))

    assert "The Book of Seeds" in page
    assert "Wanjiru" in page
    assert 'href="/packs/cards/seed-1?lang=ar"' in page
    assert "What seeds need" in page
    assert 'id="card"' in page
    assert "بذرة" in text_of(okoro.get("/packs/cards/seed-1?lang=ar"))


def test_an_unknown_card_or_pack_is_not_found(installed, okoro):
    for address in ("/packs/cards/nothing", "/packs/nothing", "/b/" + "0" * 64, "/b/x"):
        assert okoro.get(address).status_code == 404
    assert okoro.get("/api/cards/" + "0" * 64 + ".json").status_code == 404


def test_a_tablet_gets_a_card_once_and_for_ever(installed, cast):
    tablet = cast.tablet(cast.class_3b)
    row = tables.card("seed-1")
    answer = tablet.get(row.url)

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.content_type == "application/json"
    card = answer.json
    assert "media" not in card
    assert card["image"] == row.image_url
    assert card["blocks"][1]["src"] == row.image_url
    assert f'<img src="{row.image_url}"' in card["blocks"][2]["options"][1]["feedback"]
    assert card["source"]["title"] == "The Book of Seeds"
    again = tablet.get(row.url, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_drawing_is_served_so_that_it_can_only_draw(installed, cast):
    answer = cast.tablet(cast.class_3b).get(tables.card("seed-1").image_url)

    assert answer.content_type == "image/svg+xml"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"<svg")
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-", 206, 0, 101),
        ("bytes=0-0", 206, 0, 0),
        ("bytes=5-9", 206, 5, 9),
        ("bytes=90-5000", 206, 90, 101),
        ("bytes=-10", 206, 92, 101),
        ("bytes=-5000", 206, 0, 101),
        ("bytes=102-", 416, None, None),
        ("bytes=-0", 416, None, None),
        ("bytes=9-5", 200, 0, 101),
        ("bytes=1-2,4-5", 200, 0, 101),
        ("lines=1-2", 200, 0, 101),
        ("bytes=", 200, 0, 101),
        ("nonsense", 200, 0, 101),
    ],
)
def test_a_range_is_answered_exactly(garden, cast, asked, status, start, end):
    film = b"WEBVTT\n" + bytes(range(33, 128))
    garden.write("video/b.mp4", b"\0\0\0\x18ftypmp42")
    garden.write("video/b.en.vtt", film)
    garden.card("seed-3", "![A boat](video/b.mp4)")
    actions.install(garden.build())
    address = tables.card_json(tables.card("seed-3").sha256)["media"]["video/b.en.vtt"]
    answer = cast.tablet(cast.class_3b).get(f"/b/{address}", headers={"Range": asked})

    assert answer.status_code == status
    if status == 416:
        assert answer.headers["Content-Range"] == "bytes */102"
        return
    assert answer.data == film[start : end + 1]
    assert int(answer.headers["Content-Length"]) == end + 1 - start
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {start}-{end}/102"


def test_a_range_of_an_older_file_gives_the_whole(installed, cast):
    address = tables.card("seed-1").image_url
    headers = {"Range": "bytes=0-3", "If-Range": '"something else"'}

    assert cast.tablet(cast.class_3b).get(address, headers=headers).status_code == 200


def test_the_head_of_a_file_tells_its_size(installed, cast):
    answer = cast.tablet(cast.class_3b).head(tables.card("seed-1").image_url)

    assert answer.data == b""
    assert int(answer.headers["Content-Length"]) > 50
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.fixture
def address(box):
    """The box behind the real web server."""
    server = waitress.create_server(box, host="127.0.0.1", port=0)

    def run():
        with suppress(OSError):  # closed under its hands at the end
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(60)


def ask(address, method, path, body=None, **headers):
    line = http.client.HTTPConnection(address, timeout=60)
    line.request(method, path, body, {"Content-Type": "application/json", **headers})
    answer = line.getresponse()
    answer.body = answer.read()
    line.close()
    return answer


def test_the_real_server_sends_ranges_from_the_file(installed, cast, address):
    code = devices.make_code(kind="tablet", staff=cast.mrs_park.id, name="Tablet 1", school_class="")
    told = json.dumps({"code": code.code, "kind": "tablet", "name": "Tablet 1"})
    cookie = ask(address, "POST", "/api/enrol", told).headers["Set-Cookie"].split(";")[0]
    row = tables.card("seed-1")
    whole = blobs.path(row.image).read_bytes()

    assert ask(address, "GET", row.image_url, Cookie=cookie).body == whole
    for asked, expected in (("bytes=7-19", whole[7:20]), ("bytes=-4", whole[-4:]), ("bytes=90-", whole[90:])):
        answer = ask(address, "GET", row.image_url, Cookie=cookie, Range=asked)
        assert (answer.status, answer.body) == (206, expected)


def test_an_empty_file_has_no_range():
    assert wanted(None, 0) is None
    with pytest.raises(NotThere):
        wanted("bytes=0-", 0)


def test_the_pages_run_no_inline_code(installed, park):
    for address in ("/packs", "/packs/org.example.garden", "/packs/cards/seed-1"):
        html = text_of(park.get(address))
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:", html)
        assert all("src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", html))


def test_a_card_tells_whose_single_pictures_are(box, garden, okoro):
    more = '\n[[sources]]\nid = "photo"\ntitle = "Seed, close"\nillustrators = ["Amina"]\nlicence = "CC-BY-3.0"\n'
    garden.write("pack.toml", (garden.path / "pack.toml").read_text("utf-8") + more + 'files = ["images/se*.svg"]\n')
    actions.install(garden.build())

    page = text_of(okoro.get("/packs/cards/seed-1"))

    assert all(words in page for words in ("Seed, close", "Amina", "(CC-BY-3.0)", "images/seed.svg"))
    assert "Seed, close" not in text_of(okoro.get("/packs/cards/seed-2"))
    shown = json.loads(okoro.get(f"/api/cards/{tables.card('seed-1').sha256}.json").data)
    assert [one["authors"] for one in shown["credits"]] == [["Amina"]]
