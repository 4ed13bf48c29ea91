"""Texts travel compressed to whoever can read it so; everything else goes as it is."""

import gzip

import pytest

ACCEPTS = {"Accept-Encoding": "gzip, deflate"}


@pytest.fixture
def ask(client):
    """Gets an address and closes the file it came from, as a server does."""
    return lambda path, **headers: client.get(path, headers=headers, buffered=True)


@pytest.mark.parametrize("path", ["/static/base.css", "/static/student/day.js", "/kiosk", "/", "/api/openapi.json"])
def test_a_text_is_the_same_and_smaller(ask, path):
    plain, packed = ask(path), ask(path, **ACCEPTS)

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert len(packed.data) == packed.content_length < len(plain.data)
    assert gzip.decompress(packed.data) == plain.data
    assert ask(path, **ACCEPTS).data == packed.data


@pytest.mark.parametrize(
    "path", ["/healthz", "/static/fonts/letters-regular.woff2", "/static/art/apple-touch-icon.png"]
)
def test_small_answers_and_what_is_compressed_already_go_as_they_are(ask, path):
    assert "Content-Encoding" not in ask(path, **ACCEPTS).headers


def test_a_part_of_a_file_goes_as_it_is(ask):
    answer = ask("/static/base.css", **ACCEPTS, **{"Range": "bytes=0-1999"})

    assert answer.status_code == 206
    assert "Content-Encoding" not in answer.headers
    assert len(answer.data) == 2000


def test_who_has_the_file_is_not_sent_it_again(ask):
    first = ask("/static/base.css", **ACCEPTS)
    again = ask("/static/base.css", **ACCEPTS, **{"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_a_changed_file_is_compressed_anew(box, ask, tmp_path, monkeypatch):
    file = tmp_path / "words.txt"
    monkeypatch.setattr(box, "static_folder", str(tmp_path))
    for words in ("first " * 500, "second words " * 500):
        file.write_text(words, "utf-8")
        assert gzip.decompress(ask("/static/words.txt", **ACCEPTS).data).decode() == words


def test_what_a_hub_signs_for_a_box_is_never_touched(client):
    answer = client.post("/sync/v1/hello", data=b"{}", headers=ACCEPTS)

    assert "Content-Encoding" not in answer.headers
