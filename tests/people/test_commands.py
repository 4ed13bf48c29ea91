"""The commands for people, as an administrator types them."""

from click.testing import CliRunner

from homeroom import db
from homeroom.cli import main


def run(folder, *words):
    command, *rest = words
    db.close()
    answer = CliRunner().invoke(main, ["people", command, "--data", str(folder), *rest])
    assert answer.exception is None or isinstance(answer.exception, SystemExit), answer.exception
    return answer.exit_code, answer.output


def test_a_list_goes_in_and_comes_out_again(tmp_path):
    file, box, out = tmp_path / "list.csv", tmp_path / "box", tmp_path / "out.csv"
    file.write_text("given_name,family_name,classes\nAda,Obi,3B\nBen,Cruz,3B\n")

    looked = run(box, "import", str(file), "--dry-run")[1]
    assert "Ada Obi" in looked
    assert looked.endswith("This was a dry run: nothing was changed. Without --dry-run it is done.\n")
    assert "2 to do" not in run(box, "list")[1]
    assert run(box, "import", str(file))[1].endswith("Done.\n")
    assert "Ben Cruz" in run(box, "list", "--class", "3B")[1]
    assert run(box, "export", "--to", str(out))[0] == 0
    assert "0 to do" in run(box, "import", str(out), "--complete")[1]


def test_a_bad_list_is_refused_with_the_place(tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("given_name,birth_year\nAda,soon\n")
    code, output = run(tmp_path / "box", "import", str(file))

    assert code == 2
    assert "row 2" in output
    assert "birth_year" in output


def test_staff_get_first_passwords_from_the_command_line(tmp_path):
    box = tmp_path / "box"
    assert "Code for the page" in run(box, "first-start")[1]
    assert "username park" in run(box, "add-staff", "Mrs Park", "--office")[1]
    assert "first password" in run(box, "reset-password", "park")[1]
    assert "has an office" in run(box, "first-start")[1]
    assert run(box, "reset-password", "nobody")[0] == 2
