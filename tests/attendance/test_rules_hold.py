from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.attendance.rules import day_of

MINUTES = st.integers(0, 700)
STATUSES = st.sampled_from(("here", "late", "absent", "excused", "left", ""))
DEVICES = st.sampled_from(("door", "gate"))


def clock_face(minute):
    return f"{7 + minute // 60:02}:{minute % 60:02}"


@st.composite
def histories(draw, new_journal):
    journal = new_journal()
    for _ in range(draw(st.integers(0, 12))):
        when, known = sorted((draw(MINUTES), draw(MINUTES)))
        what = draw(st.sampled_from(("arrive", "leave", "mark", "excuse", "undo", "take back")))
        earlier = [e for e in journal.entries if draw(st.booleans())]
        if what in ("arrive", "leave"):
            getattr(journal, what)(clock_face(when), known=clock_face(known), by=draw(DEVICES))
        elif what == "mark":
            journal.mark(
                draw(STATUSES),
                clock_face(known),
                replaces=earlier,
                by=draw(st.sampled_from(("teacher:okoro", "teacher:silva", "office:park"))),
            )
        elif what == "excuse":
            journal.excuse(clock_face(known))
        elif earlier:
            back = journal.undo if what == "undo" and earlier[-1].device else journal.take_back
            back(earlier[-1], clock_face(known))
    return journal.entries


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_every_day_makes_sense(new_journal, data):
    entries = data.draw(histories(new_journal))

    told = day_of(sorted(entries, key=lambda entry: entry.order))

    inside = bool(told.spans) and told.spans[-1][1] is None
    assert inside == (told.status in ("here", "late"))
    assert (told.status == "left") == (bool(told.spans) and not inside)
    assert (told.said_by is None) == (told.status == "expected")
    assert told.attended == told.status or told.status == "left"
    assert all(out is not None for _, out in told.spans[:-1])
    assert (told.attended == "late") == (told.minutes_late is None or told.minutes_late > 0) or told.attended == "late"


@settings(deadline=None, max_examples=300)
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
