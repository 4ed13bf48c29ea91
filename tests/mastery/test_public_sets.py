"""Public sets of answers come in many shapes; the benchmark reads them all the same and says what it did."""

import random

import pytest
from tests.bench.mastery import figures, sets
from tests.bench.mastery.__main__ import judge


@pytest.fixture
def read(tmp_path):
    """Write a set and read it: read(text, encoding)."""

    def load(text, encoding="utf-8", **told):
        path = tmp_path / "set.csv"
        path.write_bytes(text.encode(encoding))
        by, notes = sets.load(path, **told)
        return [row for mine in by.values() for row in mine], " ".join(notes)

    return load


def test_the_plain_form_is_read_as_it_stands(read):
    rows, notes = read("student,skill,item,timestamp,correct\na,s,i,10,1\na,s,j,,0\n")

    assert rows == [("a", "s", "i", None, 1), ("a", "s", "j", None, 0)]  # one without a time: the file's order counts
    assert notes == ""


def test_an_answer_that_stands_there_once_for_each_skill_is_one_answer(read):
    text = "order_id,user_id,problem_id,skill_name,correct\n1,a,7,Area,1\n1,a,7,Circles,1\n1,a,7,Area,1\n2,a,8,,0\n"
    rows, notes = read(text)

    assert rows == [("a", "Area~Circles", "7", None, 1)]
    assert "one more skill" in notes
    assert "twice" in notes
    assert "left out that have no skill" in notes


def test_where_no_line_has_a_skill_the_item_is_its_own(read):
    rows, notes = read("user_id,problem_id,skill_name,correct\na,7,,1\na,8,NA,0\n")

    assert [row[1] for row in rows] == ["item 7", "item 8"]
    assert "the item is its own" in notes


def test_the_columns_of_other_tutors_are_understood_and_steps_are_items(read):
    kdd = "Row\tAnon Student Id\tProblem Name\tStep Name\tStep Start Time\tCorrect First Attempt\tKC(Default)\n"
    rows, _notes = read(kdd + "1\tx\tP1\t3x=6\t2005-09-09 12:24:35.0\t1\tSolve\n2\tx\tP1\tx=2\t\t0\tSolve\n")
    assert [row[:3] for row in rows] == [("x", "Solve", "P1 / 3x=6"), ("x", "Solve", "P1 / x=2")]

    junyi = "user_id,exercise,time_done,correct\n5,adding,1126268675000000,true\n5,adding,1126268700000000,false\n"
    assert read(junyi)[0] == [
        ("5", "item adding", "adding", 1126268675.0, 1),
        ("5", "item adding", "adding", 1126268700.0, 0),
    ]
    assert read("user_id,log_id,sequence_id,correct\n5,1,7,1\n5,2,7,0.5\n")[0] == [("5", "7", "7", None, 1)] * 2
    assert read("timestamp,user_id,content_id,answered_correctly\n9,5,7,1\n")[0] == [("5", "item 7", "7", 9.0, 1)]


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("1126268675", 1126268675.0),
        ("1126268675000", 1126268675.0),
        ("2005-09-09T12:24:35Z", 1126268675.0),
        ("2005-09-09 12:24:35.0", 1126268675.0),
        ("2005-09-09 14:24:35+02:00", 1126268675.0),
        ("9/9/2005 12:24", 1126268640.0),
        ("yesterday", None),
    ],
)
def test_times_are_seconds_thousandths_or_written(read, told, seconds):
    rows, _notes = read(f"student,skill,item,timestamp,correct\na,s,i,{told},1\n")

    assert rows[0][3] == seconds


def test_answers_are_put_into_the_order_of_time_and_equal_times_keep_that_of_the_file(read):
    text = "student;skill;item;timestamp;correct\na;s;late;2005-09-09 12:00:01;1\na;s;x;2005-09-08 12:00:01;1\n"
    rows, _notes = read(text + "a;s;y;2005-09-08 12:00:01;0\n")

    assert [row[2] for row in rows] == ["x", "y", "late"]


def test_odd_words_for_right_and_wrong_are_understood_or_left_out(read):
    told = ["1.0", "TRUE", "correct", "0.25", "0", "hint", "", "maybe", "7", "nan"]
    lines = "".join(f"a,s,i{n},{value}\n" for n, value in enumerate(told))
    rows, notes = read("student,skill,item,correct\n" + lines)

    assert [row[4] for row in rows] == [1, 1, 1, 0, 0, 0]
    assert "neither right nor wrong" in notes


def test_latin_letters_tabs_and_a_byte_order_mark_are_no_trouble(read):
    text = "user_id\tskill\tproblem_id\tcorrect\na\tFläche\t7\t1\n"

    assert read(text, "latin-1")[0] == read("\ufeff" + text)[0] == [("a", "Fläche", "7", None, 1)]


def test_of_too_many_answers_whole_students_are_drawn(read):
    lines = "".join(f"s{n % 50},k,i,{n % 2}\n" for n in range(1000))
    rows, notes = read("student,skill,item,correct\n" + lines, most=200)

    assert len(rows) == 200
    assert len({row[0] for row in rows}) == 10
    assert "10 of 50 students" in notes


def test_a_file_without_answers_says_which_columns_it_has(read):
    with pytest.raises(SystemExit, match="correct"):
        read("student,skill,item\na,s,i\n")


def test_a_file_whose_times_are_all_the_same_has_no_times(read):
    rows, notes = read("user_id\titem_id\ttimestamp\tcorrect\tskill_id\n0\t7\t0\t1\t3\n0\t8\t0\t0\t3\n")

    assert [row[3] for row in rows] == [None, None]
    assert "all times are the same: taken as none" in notes


def test_a_new_school_is_drawn_by_lot_and_the_same_each_time():
    by = {f"s{n}": [] for n in range(20)}

    assert sets.some_of(by, 5, 7) == sets.some_of(by, 5, 7)
    assert len(sets.some_of(by, 5, 7)) == 5


def test_all_the_figures_can_be_made_of_a_small_odd_set(read, tmp_path, capsys):
    dice = random.Random(1)
    lines = "".join(
        f"{n},u{n % 9},{dice.choice(['A', 'B', ''])},{dice.randrange(12)},{dice.randrange(2)}\n" for n in range(400)
    )
    read("order_id,user_id,skill_name,problem_id,correct\n" + lines)
    by, _notes = sets.load(tmp_path / "set.csv")

    judge("odd", by, 7)
    told = capsys.readouterr().out
    verdicts = told.partition("what it must reach")[2].splitlines()[1:]
    assert len(verdicts) == 12
    assert any(
        line.split()[:3] == ["AUC", ">=", "0.785"] and "SHORT" in line for line in verdicts
    )  # dice foresee nothing
    assert any("re-checks" in line and " - " in line for line in verdicts)  # no times, so none is judged
    some = sum("A" in line or "B" in line for line in lines.splitlines())
    assert sum(map(len, by.values())) == len(figures.interleaved(by)) == some
