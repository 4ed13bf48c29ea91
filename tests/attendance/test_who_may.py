import pytest

DAY = "2026-11-23"


@pytest.fixture
def silva(cast):
    return cast.signed_in(cast.ms_silva)


@pytest.mark.parametrize("page", ["", "/live", ".csv", "/{ada}"])
def test_a_teacher_sees_nothing_of_another_class(silva, cast, page):
    answer = silva.get(f"/attendance/{cast.class_3b.id}/{DAY}{page.format(ada=cast.ada.id)}")

    assert answer.status_code == 403
    assert "Ada" not in answer.text


@pytest.mark.parametrize("verb", ["mark", "rest", "confirm", "reopen", "take-back"])
def test_a_teacher_changes_nothing_of_another_class(silva, cast, verb):
    form = {"student": cast.ada.id, "status": "absent", "refs": f"{cast.ada.id}/x-1"}

    assert silva.post(f"/attendance/{cast.class_3b.id}/{DAY}/{verb}", data=form).status_code == 403


def test_a_child_of_another_class_can_not_be_marked_through_ones_own(silva, cast):
    form = {"student": cast.ada.id, "status": "absent"}

    assert silva.post(f"/attendance/{cast.class_1a.id}/{DAY}/mark", data=form).status_code == 404


def test_absences_and_exports_stay_with_ones_own_children(silva, cast):
    form = {"student": cast.ada.id, "from": DAY, "to": DAY}

    assert silva.post("/attendance/absences", data=form).status_code == 403
    assert silva.get(f"/attendance/export.csv?class={cast.class_3b.id}").status_code == 403
    assert "Ada" not in silva.get("/attendance/absences").text


def test_only_the_office_sets_school_hours(silva, cast):
    assert silva.get("/attendance/hours").status_code == 403
    assert cast.signed_in(cast.mrs_park).get("/attendance/hours").status_code == 200


@pytest.mark.parametrize("who", ["kiosk", "tablet"])
def test_devices_see_no_register(cast, who):
    device = getattr(cast, who)()

    assert device.get("/roll-call").status_code in (302, 401, 403)
    assert device.get(f"/attendance/{cast.class_3b.id}/{DAY}").status_code in (302, 401, 403)


def test_only_a_kiosk_sees_where_all_children_are(cast, client, silva):
    assert client.get("/api/kiosk").status_code == 401
    assert cast.tablet().get("/api/kiosk").status_code in (401, 403)
    assert silva.get("/api/kiosk").status_code == 403
    assert cast.kiosk().get("/api/kiosk").status_code == 200
