import pytest


def test_the_kiosk_learns_who_there_is_and_where_they_are(kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    told = kiosk.browser.get("/api/kiosk").json

    assert told["day"] == "2026-11-23"
    assert told["time"] == the_clock.ms
    assert told["late_after"] == "08:10"
    assert told["school"] == {"name": "Riverside Primary", "language": "en", "dir": "ltr"}
    assert [one["name"] for one in told["classes"]] == ["1A", "3B"]
    ada = next(one for one in told["students"] if one["short"] == "Ada")
    assert ada == {
        "id": cast.ada.id,
        "name": "Ada Obi",
        "short": "Ada",
        "class": [cast.class_3b.id],
        "portrait": ada["portrait"],
        "state": "here",
        "since": the_clock.ms,
        "tablet": None,
    }
    assert kiosk.browser.get(ada["portrait"]).status_code == 200


def test_since_is_the_time_of_the_last_move(kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    the_clock.pass_time(hours=4)
    kiosk.send("leave", student=cast.ada.id)

    ada = next(one for one in kiosk.browser.get("/api/kiosk").json["students"] if one["id"] == cast.ada.id)

    assert (ada["state"], ada["since"]) == ("left", the_clock.ms)


def test_no_news_is_304_also_when_time_passes_and_others_write(kiosk, cast, the_clock):
    first = kiosk.browser.get("/api/kiosk")
    tag = {"If-None-Match": first.headers["ETag"]}
    the_clock.pass_time(minutes=1)
    kiosk.send("undo", of=99)  # kept aside: an entry, but none about a child's place

    assert kiosk.browser.get("/api/kiosk", headers=tag).status_code == 304

    kiosk.send("arrive", student=cast.ada.id)

    assert kiosk.browser.get("/api/kiosk", headers=tag).status_code == 200


def test_a_new_day_is_news(kiosk, cast, the_clock):
    kiosk.send("arrive", student=cast.ada.id)
    tag = {"If-None-Match": kiosk.browser.get("/api/kiosk").headers["ETag"]}
    the_clock.set("2026-11-24 03:00")

    answer = kiosk.browser.get("/api/kiosk", headers=tag)

    assert answer.status_code == 200
    assert {one["state"] for one in answer.json["students"]} == {"expected"}


@pytest.mark.parametrize("path", ["/kiosk", "/kiosk/kiosk.js", "/kiosk/kiosk.css"])
def test_everybody_may_load_the_app_and_keep_it_for_a_week(client, path):
    with client.get(path) as answer:
        assert answer.status_code == 200
        assert "max-age=604800" in answer.headers["Cache-Control"]
    with client.get(path, headers={"If-None-Match": answer.headers["ETag"]}) as again:
        assert again.status_code == 304


@pytest.mark.parametrize(
    "path", ["/kiosk/../server/homeroom/web.py", "/kiosk/%2e%2e/pyproject.toml", "/kiosk/nothing.js"]
)
def test_nothing_else_is_served_beside_the_app(client, path):
    assert client.get(path).status_code == 404
