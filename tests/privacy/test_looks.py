"""Who looked at whom: every page and file of staff that names a child is remembered, and nothing else."""

import pytest

from conftest import make_settings
from every_route import address, routes
from homeroom import app, db, jobs, timetable
from homeroom.people import actions
from homeroom.people import tables as people
from homeroom.privacy import looks
from homeroom.privacy.tables import LookedAt
from homeroom.record import actions as record


def kept():
    looks.keep()
    return {(one.staff, one.what, one.student or one.school_class): one.times for one in LookedAt.select()}


def test_a_page_a_record_and_a_file_are_remembered_with_who_and_how_often(cast):
    okoro, park = cast.signed_in(cast.mr_okoro), cast.signed_in(cast.mrs_park)
    okoro.get(f"/people/students/{cast.ada.id}")
    okoro.get(f"/people/students/{cast.ada.id}")
    park.get(f"/people/students/{cast.ada.id}/record.zip").close()
    okoro.get(f"/people/classes/{cast.class_3b.id}/secrets")
    okoro.get(f"/attendance/export.csv?class={cast.class_3b.id}").close()
    park.get("/people/export.csv").close()

    assert kept() == {
        (cast.mr_okoro.id, "child", cast.ada.id): 2,
        (cast.mrs_park.id, "record-file", cast.ada.id): 1,
        (cast.mr_okoro.id, "secrets", cast.class_3b.id): 1,
        (cast.mr_okoro.id, "list-attendance", cast.class_3b.id): 1,
        (cast.mrs_park.id, "list-people", ""): 1,
    }


def test_every_address_that_names_a_child_is_remembered(box, cast):
    okoro = cast.signed_in(cast.mr_okoro)
    seen = 0
    for method, rule in routes(box):
        if method != "GET" or not {"student", "student_id"} & set(rule.arguments) or rule.endpoint == "people.portrait":
            continue
        db.write(LookedAt.delete().execute)
        answer = okoro.get(address(rule, cast))
        answer.close()
        if answer.status_code == 200:
            seen += 1
            assert [student for _who, _what, student in kept()] == [cast.ada.id], rule.rule
    assert seen >= 10


def test_children_devices_refusals_and_pictures_leave_no_trace(cast):
    ada = cast.child(cast.ada)
    ada.get("/api/week")
    ada.get(f"/portraits/{cast.ada.id}")
    cast.kiosk().get("/api/kiosk")
    okoro = cast.signed_in(cast.mr_okoro)
    okoro.get(f"/portraits/{cast.ada.id}")
    assert okoro.get(f"/people/students/{cast.noor.id}").status_code == 403
    okoro.get("/today")

    assert kept() == {}


def test_reading_pages_costs_no_commit_until_the_timetable_writes_them_together(cast):
    okoro = cast.signed_in(cast.mr_okoro)
    okoro.get("/today")
    commits = []
    end = db.after_commit(lambda: commits.append(1))
    for _time in range(20):
        okoro.get(f"/people/students/{cast.ada.id}")
    assert commits == []
    looks.keep()
    looks.keep()
    end()

    assert len(commits) == 1


def test_what_waits_is_written_before_the_box_stops_and_is_there_after_a_restart(cast, tmp_path):
    cast.signed_in(cast.mr_okoro).get(f"/people/students/{cast.ada.id}")
    settings = make_settings(tmp_path / "box")
    jobs.finish(tuple(one for one in timetable.box(settings) if one.action is looks.keep))
    db.close()
    app.create_box(settings)

    assert kept() == {(cast.mr_okoro.id, "child", cast.ada.id): 1}


def test_when_the_disk_fails_nothing_is_forgotten(cast, monkeypatch):
    okoro = cast.signed_in(cast.mr_okoro)
    okoro.get(f"/people/students/{cast.ada.id}")

    def fails(*_rest):
        raise OSError("no")

    with monkeypatch.context() as broken:
        broken.setattr(db, "write", fails)
        with pytest.raises(OSError, match="no"):
            looks.keep()
    okoro.get(f"/people/students/{cast.ada.id}")

    assert kept() == {(cast.mr_okoro.id, "child", cast.ada.id): 2}


def test_the_office_reads_it_on_the_childs_page_and_nobody_else_does(cast, the_clock):
    okoro, park = cast.signed_in(cast.mr_okoro), cast.signed_in(cast.mrs_park)
    okoro.get(f"/people/students/{cast.ada.id}/record")  # refused
    okoro.get(f"/students/{cast.ada.id}/skills")
    okoro.get(f"/skills/{cast.class_3b.id}.csv").close()
    page = park.get(f"/people/students/{cast.ada.id}/looks").get_data(as_text=True)

    assert page.count("Mr Okoro") == 2
    assert "Skills of the class, as a file" in page
    assert f"/people/students/{cast.ada.id}/looks" in park.get(f"/people/students/{cast.ada.id}").get_data(as_text=True)
    assert okoro.get(f"/people/students/{cast.ada.id}/looks").status_code == 403
    assert "looks" not in okoro.get(f"/people/students/{cast.ada.id}").get_data(as_text=True)


def test_an_erased_child_is_erased_here_too(cast):
    park = cast.signed_in(cast.mrs_park)
    park.get(f"/people/students/{cast.ada.id}")
    looks.keep()
    park.get(f"/people/students/{cast.ada.id}/record")
    record.erase(cast.ada.id, name="Ada Obi")

    assert kept() == {}


def test_it_stays_on_this_box(cast):
    cast.signed_in(cast.mr_okoro).get(f"/people/students/{cast.ada.id}")
    before = db.database.execute_sql("SELECT count(*) FROM entry").fetchone()
    looks.keep()

    assert db.database.execute_sql("SELECT count(*) FROM entry").fetchone() == before
    assert issubclass(LookedAt, db.Local)
    actions.archive_student(cast.ada.id)
    assert people.student(cast.ada.id).archived
