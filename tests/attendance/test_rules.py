from homeroom.attendance.rules import day_of, hurried, moment, times


def day(journal):
    return day_of(journal.entries)


def test_nobody_has_seen_her_yet(door):
    assert day(door).status == "expected"


def test_a_child_who_comes_in_time_is_here(door):
    door.arrive("08:10")

    assert (day(door).status, day(door).minutes_late) == ("here", 0)


def test_the_whole_minute_that_the_wall_shows_is_in_time(door):
    door.arrive("08:10:59")

    assert (day(door).status, day(door).minutes_late) == ("here", 0)


def test_a_child_who_comes_after_the_grace_is_late_counted_from_the_start(door):
    door.arrive("08:11", reason="bus")

    assert (day(door).status, day(door).minutes_late, day(door).reason) == ("late", 11, "bus")


def test_the_reason_may_come_after_the_arrival(door):
    door.arrive("08:20")
    door.arrive("08:21", reason="doctor")

    assert (day(door).reason, day(door).minutes_late) == ("doctor", 20)


def test_leaving_early_keeps_that_she_was_late(door):
    door.arrive("08:30")
    door.leave("12:30", reason="sick")

    told = day(door)

    assert (told.status, told.attended, told.minutes_late, told.minutes_early) == ("left", "late", 30, 120)
    assert told.reason == "sick"


def test_she_may_go_out_and_come_back(door, clock_time):
    for act, when in ((door.arrive, "08:00"), (door.leave, "12:00"), (door.arrive, "13:00"), (door.leave, "14:30")):
        act(when)

    told = day(door)

    assert told.spans == (
        (clock_time("08:00"), clock_time("12:00")),
        (clock_time("13:00"), clock_time("14:30")),
    )
    assert (told.status, told.minutes_early, told.flags) == ("left", 0, ())


def test_undo_takes_back_exactly_one_act(door):
    door.arrive("08:00")
    door.undo(door.leave("08:01"), "08:02")

    assert day(door).status == "here"


def test_an_undo_can_be_taken_back(door):
    door.arrive("08:00")
    undo = door.undo(door.leave("12:00"), "12:01")
    door.undo(undo, "12:02")

    assert day(door).status == "left"


def test_a_teachers_word_beats_the_door_before_it(door):
    door.arrive("08:00")
    door.mark("absent", "08:20")

    told = day(door)

    assert (told.status, told.flags) == ("absent", ())


def test_the_door_goes_on_counting_after_a_teachers_word(door, clock_time):
    door.mark("here", "08:20")
    door.leave("12:00")

    told = day(door)

    assert (told.status, told.attended, told.spans) == ("left", "here", ((None, clock_time("12:00")),))


def test_who_comes_after_being_marked_absent_is_late_and_the_teacher_is_told(door):
    door.mark("absent", "08:20")
    door.arrive("09:15")

    told = day(door)

    assert (told.status, told.minutes_late, told.flags) == ("late", 75, ("after_absent",))
    assert told.said_by.role == "kiosk"


def test_a_kiosk_that_was_out_of_reach_does_not_overrule_but_shows(door):
    door.mark("absent", "08:30")
    door.arrive("08:05", known="11:00")

    told = day(door)

    assert (told.status, told.flags) == ("absent", ("door_differs",))


def test_a_corrected_arrival_time_counts(door):
    door.arrive("08:40")
    door.mark("here", "10:00", arrived="08:05")

    told = day(door)

    assert (told.status, told.minutes_late) == ("here", 0)


def test_late_by_hand_without_a_time_says_that_nobody_knows_how_much(door):
    door.mark("late", "10:00")

    assert (day(door).status, day(door).minutes_late) == ("late", None)


def test_a_second_word_of_the_teacher_replaces_the_first(door):
    first = door.mark("absent", "08:20")
    door.mark("excused", "09:00", replaces=[first], reason="sick")

    told = day(door)

    assert (told.status, told.reason, told.flags) == ("excused", "sick", ())


def test_taking_the_second_word_back_brings_the_first_again(door):
    first = door.mark("absent", "08:20")
    second = door.mark("excused", "09:00", replaces=[first])
    door.take_back(second, "09:01")

    assert day(door).status == "absent"


def test_an_empty_word_gives_the_day_back_to_the_door(door):
    door.arrive("08:00")
    first = door.mark("absent", "08:20")
    door.mark("", "08:30", replaces=[first])

    assert day(door).status == "here"


def test_two_teachers_who_did_not_know_of_each_other_disagree_visibly(door):
    door.mark("absent", "08:20")
    door.mark("here", "08:21", by="teacher:silva")

    told = day(door)

    assert (told.status, told.flags, len(told.marks)) == ("here", ("conflict",), 2)


def test_two_teachers_who_say_the_same_do_not_disagree(door):
    door.mark("absent", "08:20")
    door.mark("absent", "08:21", by="teacher:silva")

    assert day(door).flags == ()


def test_the_office_outweighs_a_teacher_who_did_not_know(door):
    door.mark("excused", "08:20", by="office:park")
    door.mark("absent", "08:21")

    assert day(door).status == "excused"


def test_a_kiosk_can_not_take_back_a_teachers_word(door):
    door.take_back(door.mark("absent", "08:20"), "08:21", by="kiosk:door")

    assert day(door).status == "absent"


def test_an_announced_absence_is_excused_until_she_comes(door):
    door.excuse("07:00")

    assert (day(door).status, day(door).reason) == ("excused", "sick")

    door.arrive("08:05")

    assert (day(door).status, day(door).flags) == ("here", ("announced",))


def test_left_by_hand_without_a_time_is_when_it_was_said(door, clock_time):
    door.arrive("08:00")
    door.mark("left", "12:00", reason="appointment")

    told = day(door)

    assert (told.status, told.spans[-1][1], told.reason) == ("left", clock_time("12:00"), "appointment")


def test_leaving_without_ever_arriving_is_kept_as_a_fact(door, clock_time):
    door.leave("12:00")

    assert (day(door).status, day(door).spans) == ("left", ((None, clock_time("12:00")),))


def test_playing_with_the_portrait_is_shown_to_the_teacher(door):
    for minute in range(4):
        (door.arrive if minute % 2 == 0 else door.leave)(f"08:0{minute}")

    assert day(door).flags == ("toggled",)


def test_correcting_a_mistaken_drag_once_is_no_game(door):
    door.undo(door.arrive("08:00"), "08:01")
    door.arrive("08:02")

    assert day(door).flags == ()


def test_four_check_ins_in_five_seconds_at_one_kiosk_are_hurried():
    assert hurried([("door", name, 1000 * i) for i, name in enumerate("abcd")]) == set("abcd")
    assert hurried([("door", name, 2000 * i) for i, name in enumerate("abcd")]) == set()
    assert hurried([(f"door{i}", name, 0) for i, name in enumerate("abcd")]) == set()


def test_the_day_starts_at_eight_also_when_the_clocks_have_changed():
    winter = moment("2026-03-27", "08:00", "Europe/Berlin")
    summer = moment("2026-03-30", "08:00", "Europe/Berlin")

    assert (summer - winter) == (3 * 24 - 1) * 3_600_000
    assert times("2026-03-29", start="08:00", grace=10, end="14:30", timezone="Europe/Berlin").starts == (
        moment("2026-03-29", "08:00", "Europe/Berlin")
    )
