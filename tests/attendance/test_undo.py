from hypothesis import given
from hypothesis import strategies as st

from homeroom.attendance.rules import day_of


def clock_face(minute):
    return f"{7 + minute // 60:02}:{minute % 60:02}"


@given(steps=st.lists(st.one_of(st.sampled_from(("arrive", "leave")), st.integers(0, 11)), max_size=12))
def test_undo_and_redo_match_a_list_with_crossed_out_lines(new_journal, steps):
    journal = new_journal()
    lines = []  # [what, crossed out] in the order of happening
    for minute, step in enumerate(steps):
        if isinstance(step, str):
            lines.append([step, None])
            getattr(journal, step)(clock_face(minute * 20))
        elif lines:
            target = step % len(lines)
            lines.append(["undo", target])
            journal.undo(journal.entries[target], clock_face(minute * 20))

    assert day_of(journal.entries).status in crossed_out(lines)


def crossed_out(lines):
    out = [False] * len(lines)
    for number in range(len(lines) - 1, -1, -1):
        if lines[number][0] == "undo" and not out[number]:
            out[lines[number][1]] = True
    place = "expected"
    for (what, _), gone in zip(lines, out, strict=True):
        if gone or what == "undo":
            continue
        if what == "arrive":
            place = "in"
        elif place in ("in", "expected"):
            place = "left"
    return ("here", "late") if place == "in" else (place,)
