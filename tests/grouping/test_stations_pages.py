"""Tomorrow's stations as a teacher plans them, and where children see their places."""

import re

from homeroom import journal
from homeroom.grouping import actions, standard, tables

DAY = "2026-11-24"


def place_of(client, url, name):
    """At which station a child stands on the board."""
    board = client.get(url).get_data(as_text=True)
    for station, inside in re.findall(r'data-station="([^"]*)"(.*?)</section>', board, re.S):
        if f"<bdi>{name}</bdi>" in inside:
            return station
    return None


def test_the_box_proposes_stations_and_every_child_has_a_place(okoro, cast):
    url = f"/stations/{cast.class_3b.id}/{DAY}"
    empty = okoro.get(url).get_data(as_text=True)

    answer = okoro.post(url, data={"do": "draft"})

    assert "Propose the stations" in empty
    assert answer.status_code == 303
    for name in ("Ada", "Ben", "Chidi", "Dora"):
        assert place_of(okoro, url, name)


def test_a_move_is_done_at_once_and_says_what_it_costs(okoro, cast, stations):
    to = next(key for key in ("s2", "s3", "s4") if key != place_of(okoro, stations, "Ada"))

    answer = okoro.post(
        f"{stations}/move",
        data={"student": cast.ada.id, "period": "p0", "station": to},
        headers={"Accept": "application/json"},
    )

    assert answer.status_code == 200
    assert answer.json["said"].startswith("Ada → ")
    assert "osts" in answer.json["said"] or "etter" in answer.json["said"]
    assert place_of(okoro, stations, "Ada") == to


def test_undo_takes_the_last_step_back(okoro, cast, stations):
    before = place_of(okoro, stations, "Ada")
    to = next(key for key in ("s2", "s3", "s4") if key != before)
    okoro.post(f"{stations}/move", data={"student": cast.ada.id, "period": "p0", "station": to})

    okoro.post(stations, data={"do": "undo"})

    assert place_of(okoro, stations, "Ada") == before


def test_a_locked_child_can_not_be_moved_and_stays_when_all_is_proposed_anew(okoro, cast, stations):
    okoro.post(f"{stations}/move", data={"student": cast.ada.id, "period": "p0", "station": "s4"})
    okoro.post(f"{stations}/lock", data={"student": cast.ada.id, "period": "p0", "on": "1"})

    refused = okoro.post(f"{stations}/move", data={"student": cast.ada.id, "period": "p0", "station": "s2"})
    okoro.post(stations, data={"do": "draft"})

    assert refused.status_code == 422
    assert "locked" in refused.get_data(as_text=True)
    assert place_of(okoro, stations, "Ada") == "s4"


def test_the_panel_of_a_child_says_why_and_offers_every_other_station(okoro, cast, stations):
    panel = okoro.get(f"{stations}/p0/{cast.ada.id}").get_data(as_text=True)

    here = place_of(okoro, stations, "Ada")
    assert 'class="g-why"' in panel
    assert set(re.findall(r'name="station" value="(\w+)"', panel)) == {"s0", "s1", "s2", "s3", "s4"} - {here}


def test_what_is_published_is_seen_by_child_and_kiosk_and_by_nobody_before(okoro, cast, stations, the_clock):
    kiosk = cast.kiosk()
    the_clock.set("2026-11-24 08:00")
    drafted = kiosk.get("/api/stations").json["places"]
    the_clock.set("2026-11-23 08:00")
    okoro.post(stations, data={"do": "publish"})
    the_clock.set("2026-11-24 08:05")

    shown = kiosk.get("/api/stations")
    mine = cast.child(cast.ada).get("/api/week").json["stations"]

    assert drafted == {}
    assert [one["station"] for one in mine] == [one["station"] for one in shown.json["places"][cast.ada.id]]
    assert [one["from"] for one in mine] == [one.start for one in standard.layout_of(cast.class_3b.id).periods]
    assert all(one["reason"] for one in mine)
    again = kiosk.get("/api/stations", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304


def test_published_again_only_what_is_new_is_written(okoro, cast, stations):
    okoro.post(stations, data={"do": "publish"})
    before = journal.version()
    to = next(key for key in ("s2", "s3", "s4") if key != place_of(okoro, stations, "Ada"))
    okoro.post(f"{stations}/move", data={"student": cast.ada.id, "period": "p0", "station": to})

    okoro.post(stations, data={"do": "publish"})

    assert journal.version() - before <= 3  # the plan, Ada, and at most her partner
    assert tables.places(DAY, [cast.ada.id])[0].station == to


def test_who_is_announced_as_away_has_no_place(okoro, cast):
    form = {"student": cast.ben.id, "from": DAY, "to": DAY, "reason": "family"}
    assert okoro.post("/attendance/absences", data=form).status_code == 303
    url = f"/stations/{cast.class_3b.id}/{DAY}"
    okoro.post(url, data={"do": "draft"})

    board = okoro.get(url).get_data(as_text=True)

    assert "Ben is announced as away" in board
    assert place_of(okoro, url, "Ben") is None


def test_too_many_at_a_table_is_a_warning_and_can_be_put_right(okoro, cast, stations):
    page = setup_form(okoro, cast)
    page["station_seats"][4] = "1"
    assert okoro.post(f"/stations/{cast.class_3b.id}/setup", data=page).status_code == 303
    for student in (cast.ada, cast.ben):
        okoro.post(f"{stations}/move", data={"student": student.id, "period": "p0", "station": "s4"})
    warned = okoro.get(stations).get_data(as_text=True)

    okoro.post(stations, data={"do": "mend"})

    assert re.search(r"08:30: [2-4] children at “Carpet” \(seats: 1\)", warned)
    assert "(seats: 1)" not in okoro.get(stations).get_data(as_text=True)


def setup_form(client, cast):
    """The fields of the page Rooms and stations as a browser would send them back."""
    layout = standard.layout_of(cast.class_3b.id)
    return {
        "room_id": [one.id for one in layout.rooms],
        "room_name": [one.name for one in layout.rooms],
        "room_seats": [str(one.seats) for one in layout.rooms],
        "station_id": [one.id for one in layout.stations],
        "station_name": [one.name for one in layout.stations],
        "station_mode": [one.mode for one in layout.stations],
        "station_seats": [str(one.seats) for one in layout.stations],
        "station_adult": [one.adult for one in layout.stations],
        "station_sign": [one.sign for one in layout.stations],
        "station_room": [one.room for one in layout.stations],
        "period_id": [one.id for one in layout.periods],
        "period_start": [one.start for one in layout.periods],
        "period_end": [one.end for one in layout.periods],
        "tablets": str(layout.tablets),
    }


def test_rooms_and_stations_are_remembered(okoro, cast):
    form = setup_form(okoro, cast)
    for name, value in {"id": "", "name": "Turtle table", "mode": "pair", "seats": "4", "adult": cast.mr_okoro.id,
                        "sign": "turtle", "room": "r1"}.items():  # fmt: skip
        form[f"station_{name}"].append(value)

    okoro.post(f"/stations/{cast.class_3b.id}/setup", data=form)

    kept = tables.layout(cast.class_3b.id).stations[-1]
    assert (kept.name, kept.mode, kept.seats, kept.sign) == ("Turtle table", "pair", 4, "turtle")
    assert "Turtle table" in okoro.get(f"/stations/{cast.class_3b.id}/setup").get_data(as_text=True)


def test_a_setup_that_can_not_be_is_refused_with_a_sentence(okoro, cast):
    form = setup_form(okoro, cast) | {
        "period_start": ["09:00", "09:30", "11:00"],
        "period_end": ["09:40", "10:00", "12:00"],
    }

    answer = okoro.post(f"/stations/{cast.class_3b.id}/setup", data=form)

    assert answer.status_code == 422
    assert "begins before the one above it ends" in answer.get_data(as_text=True)
    assert tables.layout(cast.class_3b.id) is None


def test_two_classes_share_one_plan_when_somebody_may_see_both(cast, okoro):
    office, form = cast.signed_in(cast.mrs_park), setup_form(okoro, cast) | {"class": cast.class_1a.id}

    refused = okoro.post(f"/stations/{cast.class_3b.id}/setup", data=form)
    office.post(f"/stations/{cast.class_3b.id}/setup", data=form)
    office.post(f"/stations/{cast.class_3b.id}/{DAY}", data={"do": "draft"})

    assert refused.status_code == 403
    url = f"/stations/{cast.class_3b.id}/{DAY}"
    assert place_of(office, url, "Noor")
    assert place_of(office, url, "Ada")


def test_somebody_elses_class_stays_closed(silva, cast, stations):
    for path in ("", "/paper", f"/p0/{cast.ada.id}"):
        assert silva.get(stations + path).status_code == 403
    assert silva.post(stations, data={"do": "publish"}).status_code == 403
    assert silva.post(f"{stations}/move", data={"student": cast.ada.id}).status_code == 403
    for page in ("setup", "together", "apart"):
        assert silva.get(f"/stations/{cast.class_3b.id}/{page}").status_code == 403


def test_children_who_are_kept_apart_never_sit_together_and_nothing_tells(okoro, cast, stations, the_clock):
    data = {"student": cast.ada.id, "other": cast.ben.id, "note": "quarrel on the bus", "do": "apart"}
    assert okoro.post(f"/stations/{cast.class_3b.id}/apart", data=data).status_code == 303

    okoro.post(stations, data={"do": "draft"})
    okoro.post(stations, data={"do": "publish"})

    places = {(row.student, row.period): row.station for row in tables.places(DAY)}
    assert all(places[cast.ada.id, period] != places[cast.ben.id, period] for period in ("p0", "p1", "p2"))
    the_clock.set("2026-11-24 08:05")
    okoro = cast.signed_in(cast.mr_okoro)
    told = [
        cast.kiosk().get("/api/stations").get_data(as_text=True),
        cast.child(cast.ada).get("/api/week").get_data(as_text=True),
        okoro.get(f"{stations}/paper").get_data(as_text=True),
    ]
    assert not any(word in text.casefold() for text in told for word in ("quarrel", "kept apart", "wanted them apart"))
    okoro.post(f"{stations}/move", data={"student": cast.ada.id, "period": "p0", "station": places[cast.ben.id, "p0"]})
    assert "You wanted them apart" in okoro.get(stations).get_data(as_text=True)


def test_two_may_work_together_again(okoro, cast):
    url = f"/stations/{cast.class_3b.id}/apart"
    okoro.post(url, data={"student": cast.ben.id, "other": cast.ada.id, "do": "apart"})

    okoro.post(url, data={"student": cast.ada.id, "other": cast.ben.id, "do": "together"})

    assert tables.apart([cast.ada.id, cast.ben.id]) == []


def test_recent_partners_are_read_from_what_was_published(cast):
    place = {"period": "p0", "station": "s1", "mode": "pair", "role": "both", "adult": "", "reason": {}}
    with journal.acting(actor=f"teacher:{cast.mr_okoro.id}"):
        for one, other in ((cast.ada, cast.ben), (cast.ben, cast.ada)):
            give(one, [{**place, "partners": [other.id]}])

    met = tables.meetings([cast.ada.id, cast.ben.id, cast.dora.id], "2026-11-16", "2026-11-30")

    assert met == {tuple(sorted((cast.ada.id, cast.ben.id))): 1}


def give(student, places, day=DAY):
    """Publish places of one child, as actions.publish does for all."""
    from homeroom import db
    from homeroom.grouping import events as ev

    event = ev.PlacesGiven(student=student.id, layout="3b", day=day, places=places)
    db.write(actions._told, event)
