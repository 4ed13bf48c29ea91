"""Files of people, as schools really have them."""

import io
import zipfile
from pathlib import Path

import pytest

from homeroom.people.rosters import read

SAMPLES = Path(__file__).resolve().parents[3] / "shared" / "samples" / "oneroster"
KOLIBRI = (
    "Database ID (UUID),Username (USERNAME),Password (PASSWORD),Full name (FULL_NAME),User type (USER_TYPE),"
    "Identifier (IDENTIFIER),Birth year (BIRTH_YEAR),Gender (GENDER),Learner enrollment (ENROLLED_IN),"
    "Coach assignment (ASSIGNED_TO)\r\n"
)


def ours(text, **more):
    return read(text.encode(), **more)


def names(people):
    return [one.full_name for one in people]


def stops(roster):
    return [(one.row, one.column) for one in roster.problems if one.stops]


def zipped(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"{name}.csv", text)
    return out.getvalue()


ONEROSTER = {
    "manifest": (
        "propertyName,value\noneroster.version,1.1\nfile.users,bulk\nfile.classes,bulk\nfile.enrollments,bulk\n"
    ),
    "orgs": "sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId\ns1,,,Riverside Primary,school,,\n",
    "classes": "sourcedId,title,classCode,schoolSourcedId\nc1,3B,3b,s1\nc2,Choir,ch,s1\n",
    "users": (
        "sourcedId,enabledUser,orgSourcedIds,role,username,givenName,familyName,identifier\n"
        "u1,TRUE,s1,student,ada.obi,Ada,Obi,77\n"
        "u2,TRUE,s1,teacher,okoro,James,Okoro,\n"
        "u3,TRUE,s1,parent,obi,Ife,Obi,\n"
    ),
    "enrollments": (
        "sourcedId,classSourcedId,userSourcedId,role\ne1,c1,u1,student\ne2,c2,u1,student\ne3,c1,u2,teacher\n"
    ),
}


def test_columns_come_in_any_order_and_under_everyday_names():
    roster = ours("Class,Last name,First name,Born\n3B,Obi,Ada,2017\n")

    assert names(roster.students) == ["Ada Obi"]
    assert roster.students[0].birth_year == 2017
    assert [one.name for one in roster.classes] == ["3B"]
    assert not roster.problems


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace(",", ";").encode("cp1252"),
        lambda text: text.replace(",", "\t").encode("utf-16"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: b"sep=;\r\n" + text.replace(",", ";").encode(),
    ],
)
def test_what_excel_writes_is_read(encode):
    roster = read(encode("given_name,family_name,classes\nZoë,Müller,5C\n"))

    assert names(roster.students) == ["Zoë Müller"]
    assert not roster.problems


def test_a_formula_guard_is_taken_off():
    roster = ours("given_name,family_name,identifier\nAda,Obi,'=12\n")

    assert roster.students[0].identifier == "=12"


def test_a_cell_that_is_wrong_is_named_by_row_and_column():
    roster = ours("given_name,Born,gender\nAda,2017,f\nBen,last year,f\nChidi,,alien\n")

    assert stops(roster) == [(3, "Born"), (4, "gender")]


def test_a_row_without_a_name_is_named():
    assert stops(ours("given_name,family_name,classes\nAda,Obi,3B\n,,3B\n")) == [(3, "given_name")]


def test_a_column_nobody_knows_is_noted_with_a_guess_and_stops_nothing():
    roster = ours("given_name,birth_yaer\nAda,2017\n")

    assert "birth_year" in roster.problems[0].message
    assert not stops(roster)


def test_two_columns_that_mean_the_same_stop_the_file():
    assert stops(ours("given_name,First name\nAda,Ada\n")) == [(1, "First name")]


def test_a_file_without_a_header_says_so():
    assert stops(ours("Ada,Obi\nBen,Cruz\n")) == [(1, "")]


@pytest.mark.parametrize(
    "data", [b"", b"   \n", b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"PK\x03\x04nonsense", b"\xff\xd8\xff\x00\x01"]
)
def test_what_is_no_list_is_refused_in_a_sentence(data):
    roster = read(data)

    assert len(roster.problems) == 1
    assert roster.problems[0].message.endswith(".")


def test_teachers_stand_in_the_same_file():
    roster = ours("name,role,classes\nMr Okoro,teacher,3B\nMrs Park,office,\nAda Obi,,3B\n")

    assert [(one.name, one.role) for one in roster.staff] == [("Mr Okoro", "teacher"), ("Mrs Park", "office")]
    assert len(roster.teachings) == len(roster.enrolments) == 1


def test_kolibri_is_read_by_the_tokens_in_brackets_in_any_language():
    header = KOLIBRI.replace("Full name", "Nombre completo").replace("Username", "Usuario")
    rows = (
        ',neelar,*,Neela R.,CLASS_COACH,,,,Primera,"Primera, Segunda"\r\n'
        ',ada,*,Ada Obi,LEARNER,7,2017,FEMALE,"3B,Choir",\r\n'
    )
    roster = read(b"\xef\xbb\xbf" + (header + rows).encode())

    assert [(one.name, one.role) for one in roster.staff] == [("Neela R.", "teacher")]
    assert (roster.students[0].name, roster.students[0].gender) == ("Ada Obi", "female")
    assert {one.name for one in roster.classes} == {"Primera", "Segunda", "3B", "Choir"}
    assert not roster.problems


def test_passwords_in_a_kolibri_file_are_left_alone_and_that_is_said():
    roster = read((KOLIBRI + ",ada,hunter2,Ada Obi,LEARNER,,,,,\r\n").encode())

    assert "Password" in roster.problems[0].message
    assert "hunter2" not in str(roster)


def test_oneroster_bulk_lists_everybody_and_leaves_parents_out():
    roster = read(zipped(**ONEROSTER))

    assert names(roster.students) == ["Ada Obi"]
    assert names(roster.staff) == ["James Okoro"]
    assert roster.enrolments == {("u1", "c1"), ("u1", "c2")}
    assert roster.lists_everybody
    assert roster.lists_classes
    assert not stops(roster)


def test_oneroster_1_2_takes_roles_from_their_own_file_and_preferred_names():
    users = (
        "sourcedId,enabledUser,username,givenName,familyName,preferredGivenName\n"
        "u1,TRUE,ada,Adaeze,Obi,Ada\nu2,TRUE,ok,James,Okoro,\n"
    )
    roles = (
        "sourcedId,userSourcedId,roleType,role,orgSourcedId\n"
        "r1,u1,primary,student,s1\nr2,u2,secondary,aide,s1\nr3,u2,primary,teacher,s1\n"
    )
    manifest = ONEROSTER["manifest"].replace("1.1", "1.2.1")
    roster = read(zipped(**ONEROSTER | {"users": users, "roles": roles, "manifest": manifest}))

    assert names(roster.students) == ["Ada Obi"]
    assert roster.staff[0].role == "teacher"


def test_oneroster_changes_alone_archive_nobody():
    manifest = ONEROSTER["manifest"].replace("bulk", "delta")
    roster = read(zipped(**ONEROSTER | {"manifest": manifest}))

    assert not roster.lists_everybody
    assert not roster.placed


def test_of_several_schools_ours_is_taken():
    orgs = ONEROSTER["orgs"] + "s2,,,Hillside,school,,\n"
    users = ONEROSTER["users"] + "u9,TRUE,s2,student,zed,Zed,Far,\n"
    files = ONEROSTER | {"orgs": orgs, "users": users}

    assert names(read(zipped(**files), school="riverside primary").students) == ["Ada Obi"]
    assert "Hillside" in read(zipped(**files), school="Elsewhere").problems[0].message


def test_a_zip_bomb_is_not_unpacked():
    roster = read(zipped(**ONEROSTER | {"users": "a" * 30_000_000}))

    assert "unpacks" in roster.problems[0].message


def test_an_excel_workbook_is_recognized():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")

    assert "Excel" in read(out.getvalue()).problems[0].message


def test_one_file_of_a_oneroster_export_is_recognized():
    assert "whole zip" in read(b"sourcedId,status,dateLastModified,enabledUser\nu1,,,TRUE\n").problems[0].message


@pytest.mark.skipif(not SAMPLES.exists(), reason="the OneRoster samples are not on this machine")
def test_the_sample_exports_are_read():
    small = read((SAMPLES / "Test_minimal_data_set.zip").read_bytes())
    gotham = read((SAMPLES / "oneroster_test_data.zip").read_bytes())

    assert len(small.students) == 3
    assert len(small.staff) == 2
    assert not stops(small)
    assert (names(gotham.students), gotham.students[0].birth_year) == (["Bruce Wayne"], 2010)
    assert not gotham.lists_everybody
