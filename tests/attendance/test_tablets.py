"""The kiosk hands out tablets: a fixed list, the next free one, and never two children to one tablet."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attendance.conftest import Kiosk
from cast import settle
from conftest import make_settings
from homeroom import app, clock, config, db, journal, store
from homeroom.attendance.tablets import rules, tables
from homeroom.attendance.tablets.events import TabletGiven
from homeroom.people import devices


@pytest.fixture
def cart(cast):
    """Three tablets of 3B: their browsers, by name."""
    return {name: cast.tablet(cast.class_3b, name) for name in ("Tablet 2", "Tablet 10", "Tablet 7")}


class Teacher:
    """Mr Okoro at the page of the tablets of 3B."""

    def __init__(self, cast):
        self.browser = cast.signed_in(cast.mr_okoro)
        self.address = f"/attendance/{cast.class_3b.id}/tablets"

    def page(self):
        return self.browser.get(self.address).text

    def post(self, path, **form):
        return self.browser.post(f"{self.address}/{path}", data=form)

    def keep_list(self, pairs):
        self.post("way", way="own")
        wanted = {f"for-{child.id}": tablet.device if tablet else "" for child, tablet in pairs.items()}
        return self.post("list", **wanted)


@pytest.fixture
def teacher(cast):
    return Teacher(cast)


@pytest.fixture
def told(kiosk):
    """What the kiosk says of a child's tablet: its name, or None."""

    def tell(child):
        students = kiosk.browser.get("/api/kiosk").json["students"]
        found = next(one["tablet"] for one in students if one["id"] == child.id)
        return found and found["name"]

    return tell


def waits_for(tablet):
    return tablet.get("/api/tablet/waits").json["student"]


# --- signs ---------------------------------------------------------------------------------------------


def test_every_tablet_gets_a_sign_that_no_other_has(cast):
    made = [devices.make_code(kind="tablet", staff="x") for _code in range(48)]

    assert len({(one.sign, one.mark) for one in made}) == 48
    assert len({one.sign for one in made[:8]}) == 8


def test_a_sign_or_name_that_another_tablet_has_is_refused(cast, cart):
    office = cast.signed_in(cast.mrs_park)
    first, other = (devices.device(cart[name].device) for name in ("Tablet 2", "Tablet 7"))
    same_sign = {"name": "Tablet 7", "sign": f"{first.sign}/{first.mark}", "school_class": cast.class_3b.id}
    same_name = {"name": "Tablet 2", "sign": f"{other.sign}/{other.mark}", "school_class": cast.class_3b.id}

    assert "has this sign already" in office.post(f"/devices/{other.id}", data=same_sign).text
    assert "“Tablet 2” already" in office.post(f"/devices/{other.id}", data=same_name).text
    assert office.post(f"/devices/{other.id}", data=same_name | {"name": "Tablet 8"}).status_code == 303


def test_the_page_of_devices_shows_name_and_sign(cast, cart):
    page = cast.signed_in(cast.mrs_park).get("/devices").text

    assert "Fox, blue circle" in page
    assert "mark-blue" in page


# --- a fixed list --------------------------------------------------------------------------------------


def test_no_class_hands_out_tablets_until_its_teacher_says_so(cast, cart, kiosk, told):
    kiosk.send("arrive", student=cast.ada.id)

    assert told(cast.ada) is None
    assert waits_for(cart["Tablet 7"]) == ""


def test_on_a_fixed_list_each_child_takes_her_own_tablet(cast, cart, teacher, kiosk, told):
    assert teacher.keep_list({cast.ada: cart["Tablet 7"], cast.ben: cart["Tablet 2"]}).status_code == 303
    assert (told(cast.ada), told(cast.ben), told(cast.chidi)) == ("Tablet 7", "Tablet 2", None)
    assert waits_for(cart["Tablet 7"]) == ""

    kiosk.send("arrive", student=cast.ada.id)
    assert waits_for(cart["Tablet 7"]) == cast.ada.id
    assert waits_for(cart["Tablet 2"]) == ""

    kiosk.send("leave", student=cast.ada.id)
    assert waits_for(cart["Tablet 7"]) == ""


def test_the_list_is_filled_fairly_and_says_who_goes_without(cast, cart, teacher, told):
    teacher.keep_list({cast.chidi: cart["Tablet 10"]})
    assert "3 children have no tablet" in teacher.page()
    teacher.post("fill")

    names = [told(child) for child in cast.children]
    assert told(cast.chidi) == "Tablet 10"
    assert sorted(name for name in names if name) == ["Tablet 10", "Tablet 2", "Tablet 7"]
    assert "1 child has no tablet: there are 3 for 4." in teacher.page()


def test_one_tablet_can_not_be_two_childrens(cast, cart, teacher, told):
    answer = teacher.keep_list({cast.ada: cart["Tablet 7"], cast.ben: cart["Tablet 7"]})

    assert answer.status_code == 422
    assert "Tablet 7 can only be one child" in answer.text
    assert told(cast.ada) is None


def test_a_tablet_of_the_whole_school_is_kept_for_one_child_of_one_class(cast, teacher):
    shared = cast.tablet(name="Tablet 1")
    teacher.keep_list({cast.ada: shared})
    silva = cast.signed_in(cast.ms_silva)
    address = f"/attendance/{cast.class_1a.id}/tablets"
    silva.post(f"{address}/way", data={"way": "own"})
    answer = silva.post(f"{address}/list", data={f"for-{cast.noor.id}": shared.device})

    assert "Tablet 1 is Ada Obi&#39;s already" in answer.text


def test_a_tablet_out_of_use_is_handed_out_no_more(cast, cart, teacher, kiosk, told):
    teacher.keep_list({cast.ada: cart["Tablet 7"]})
    assert told(cast.ada) == "Tablet 7"
    cast.signed_in(cast.mrs_park).post(f"/devices/{cart['Tablet 7'].device}/revoke")

    assert told(cast.ada) is None
    kiosk.send("arrive", student=cast.ada.id)
    assert told(cast.ada) is None


def test_a_tablet_that_nobody_heard_of_for_a_day_warns_and_after_a_month_is_not_handed_out(
    cast, cart, teacher, told, the_clock
):
    teacher.keep_list({cast.ada: cart["Tablet 7"]})
    the_clock.pass_time(days=3)
    page = Teacher(cast).page()
    assert "not seen since 2026-11-23" in page
    assert "not handed out" not in page
    assert told(cast.ada) == "Tablet 7"

    the_clock.pass_time(days=30)
    assert "not handed out" in Teacher(cast).page()
    assert told(cast.ada) is None


# --- the next free one ---------------------------------------------------------------------------------


def test_whoever_comes_gets_the_next_free_tablet_and_the_rest_get_none(cast, cart, teacher, kiosk, told):
    teacher.post("way", way="next")
    assert told(cast.ada) is None
    for child in (cast.ada, cast.ben, cast.chidi, cast.dora):
        kiosk.send("arrive", student=child.id)

    found = [told(child) for child in (cast.ada, cast.ben, cast.chidi, cast.dora)]
    assert found == ["Tablet 2", "Tablet 7", "Tablet 10", None]


def test_who_goes_home_leaves_her_tablet_to_the_next_one(cast, cart, teacher, kiosk, told):
    teacher.post("way", way="next")
    for child in (cast.ada, cast.ben, cast.chidi):
        kiosk.send("arrive", student=child.id)
    kiosk.send("leave", student=cast.ben.id)
    kiosk.send("arrive", student=cast.dora.id)
    kiosk.send("arrive", student=cast.ben.id)

    assert (told(cast.dora), told(cast.ben)) == ("Tablet 7", None)
    assert waits_for(cart["Tablet 7"]) == cast.dora.id


def test_who_comes_back_finds_the_same_tablet_while_nobody_took_it(cast, cart, teacher, kiosk, told):
    teacher.post("way", way="next")
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("arrive", student=cast.ben.id)
    kiosk.send("leave", student=cast.ben.id)
    kiosk.send("arrive", student=cast.ben.id)

    assert told(cast.ben) == "Tablet 7"


def test_a_move_that_was_taken_back_hands_nothing_out(cast, cart, teacher, kiosk, told):
    teacher.post("way", way="next")
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("undo", of=1)
    kiosk.send("arrive", student=cast.ben.id)

    assert (told(cast.ada), told(cast.ben)) == (None, "Tablet 2")


def test_a_child_whom_the_teacher_marks_as_here_gets_one_too(cast, cart, teacher, register, told):
    teacher.post("way", way="next")
    register.say("here", cast.ada)

    assert told(cast.ada) == "Tablet 2"


def test_moves_of_yesterday_that_come_today_hand_nothing_out(cast, cart, teacher, kiosk, told, the_clock):
    teacher.post("way", way="next")
    when = clock.now_ms()
    the_clock.pass_time(days=1)
    kiosk.send("arrive", student=cast.ada.id, when=when)

    assert told(cast.ada) is None
    assert tables.GivenTablet.select().count() == 0


# --- the teacher ---------------------------------------------------------------------------------------


def test_the_register_tells_who_has_which_tablet(cast, cart, teacher, kiosk, register):
    teacher.post("way", way="next")
    before = register.page("/live")
    kiosk.send("arrive", student=cast.ada.id)

    assert "Tablet 2 · Fox, blue circle" in register.page()
    assert "Tablet 2" not in before


def test_a_tablet_that_is_back_is_free_though_the_child_is_still_here(cast, cart, teacher, kiosk, told):
    teacher.post("way", way="next")
    kiosk.send("arrive", student=cast.ada.id)
    teacher.post("back", tablet=cart["Tablet 2"].device)

    assert told(cast.ada) is None
    assert "Here without a tablet" in teacher.page()
    teacher.post("give", student=cast.ada.id)
    assert told(cast.ada) == "Tablet 2"


def test_after_school_the_register_names_the_tablets_that_are_still_out(
    cast, cart, teacher, kiosk, register, the_clock
):
    teacher.post("way", way="next")
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("arrive", student=cast.ben.id)
    assert "still out" not in register.page()
    the_clock.set("2026-11-23 14:31")
    kiosk.send("leave", student=cast.ben.id)

    assert "1 tablet is still out" in register.page()
    Teacher(cast).post("back", tablet=cart["Tablet 2"].device)
    assert "still out" not in register.page()


def test_only_the_teachers_of_a_class_and_the_office_choose(cast, cart):
    silva = cast.signed_in(cast.ms_silva)
    address = f"/attendance/{cast.class_3b.id}/tablets"

    assert silva.get(address).status_code == 403
    assert silva.post(f"{address}/way", data={"way": "next"}).status_code == 403
    assert cast.signed_in(cast.mrs_park).post(f"{address}/way", data={"way": "next"}).status_code == 303


def test_names_are_told_to_enrolled_tablets_only(cast, client):
    assert client.get("/api/tablet/waits").status_code == 401
    assert cast.kiosk().get("/api/tablet/waits").status_code in (401, 403)


# --- two kiosks, two boxes, any order ------------------------------------------------------------------

TABLETS, CHILDREN = ["t1", "t2", "t3"], ["ada", "ben", "chidi", "dora"]
SAID = st.builds(
    rules.Said,
    st.tuples(st.integers(1, 6), st.sampled_from(["lane-a-1", "lane-b-1", "lane-a-2"])),
    st.sampled_from(TABLETS),
    st.sampled_from(CHILDREN),
)


@given(st.lists(SAID, max_size=12, unique_by=lambda one: one.order), st.sets(st.sampled_from(CHILDREN)), st.data())
def test_in_any_order_no_tablet_is_two_childrens_and_no_child_has_two(given_, present, data):
    found = rules.holders(given_, present)
    shuffled = data.draw(st.permutations(given_ + given_[:3]))

    assert rules.holders(shuffled, present) == found
    assert len(set(found.values())) == len(found)
    assert set(found.values()) <= present
    # Nobody who was given a tablet is without one while it is free.
    having = set(found.values())
    assert not [one for one in given_ if one.student in present - having and one.tablet not in found]

    owned = rules.owners(given_)
    assert rules.owners(shuffled) == owned
    assert len(set(owned.values())) == len(owned)


@given(st.data())
def test_a_proposal_gives_each_child_one_and_takes_none_away(data):
    children = data.draw(st.permutations(CHILDREN))
    tablets = data.draw(st.lists(st.sampled_from([f"t{n}" for n in range(6)]), unique=True))
    known = dict(zip(children, data.draw(st.permutations(tablets))[:2], strict=False))
    found = rules.proposal(children, tablets, known, "seed")

    assert len(set(found.values())) == len(found) == min(len(children), len(tablets))
    assert all(found[child] == tablet for child, tablet in known.items())


MOVES = st.tuples(st.sampled_from([0, 1]), st.sampled_from(["arrive", "leave", "undo"]), st.integers(0, 3))


@settings(max_examples=15)
@given(st.lists(MOVES, max_size=14), st.data())
def test_two_kiosks_late_and_repeating_never_give_one_tablet_to_two(the_clock, tmp_path_factory, moves, data):
    clock.clock.reset()
    box = app.create_box(make_settings(tmp_path_factory.mktemp("box")))
    try:
        cast = settle(box)
        for name in ("Tablet 1", "Tablet 2"):
            cast.tablet(cast.class_3b, name)
        Teacher(cast).post("way", way="next")
        kiosks = [Kiosk(cast.kiosk("Front"), "front"), Kiosk(cast.kiosk("Back"), "back")]
        children = [cast.ada, cast.ben, cast.chidi, cast.dora]
        for door, kind, child in moves:
            kiosk = kiosks[door]
            body = {"of": max(kiosk.n, 1)} if kind == "undo" else {}
            late = data.draw(st.integers(0, 20)) * 60_000
            kiosk.send(kind, student=children[child].id, when=clock.now_ms() - late, **body)
            if data.draw(st.booleans()):
                kiosk.n -= 1
                kiosk.send(kind, student=children[child].id, when=clock.now_ms() - late, **body)
            held = tables.held_today()
            assert len({one.id for one in held.values()}) == len(held)
            assert set(held) <= tables.present({one.id for one in children}, clock.today())
    finally:
        db.close()
        config.use(config.Config())


def test_when_two_boxes_gave_one_tablet_the_first_holds_in_whatever_order_they_hear_of_it(
    cast, cart, teacher, kiosk, told
):
    teacher.post("way", way="next")
    kiosk.send("arrive", student=cast.ben.id)
    kiosk.send("arrive", student=cast.ada.id)
    entry = journal.of_register(f"tablet/{cart['Tablet 2'].device}/2026-11-23")[0]
    db.write(store.open_lane, "lane-of-another-box", "other", entry.school)
    earlier = journal.Entry(
        lane="lane-of-another-box",
        seq=1,
        at=entry.at - (60_000 << 16),
        clock=0,
        kind=TabletGiven.kind,
        version=1,
        actor="kiosk:other",
        device=None,
        n=None,
        subject=cast.ada.id,
        register=entry.register,
        replaces=[],
        body={**entry.body, "student": cast.ada.id},
        school=entry.school,
    )
    journal.receive([earlier])
    journal.receive([earlier])

    assert told(cast.ada) == "Tablet 2"
    assert told(cast.ben) is None
    journal.rebuild()
    assert (told(cast.ada), told(cast.ben)) == ("Tablet 2", None)


def test_who_comes_back_after_the_list_was_changed_takes_the_new_one(cast, cart, teacher, kiosk, told):
    teacher.keep_list({cast.ada: cart["Tablet 7"]})
    kiosk.send("arrive", student=cast.ada.id)
    kiosk.send("leave", student=cast.ada.id)
    teacher.keep_list({cast.ada: cart["Tablet 2"]})
    kiosk.send("arrive", student=cast.ada.id)

    assert told(cast.ada) == "Tablet 2"
    assert waits_for(cart["Tablet 7"]) == ""
