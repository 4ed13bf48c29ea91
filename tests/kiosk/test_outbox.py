"""Nothing that a device was told is lost, and nothing happens twice."""

import pytest

from waiting import until

pytestmark = pytest.mark.browser

OPEN = """async (name) => {
    const {openOutbox} = await import("/static/outbox.js");
    window.outbox = await openOutbox({name: name || "test"});
    window.states = [];
    window.outbox.subscribe((state) => { window.state = state; window.states.push(state); });
}"""


def open_outbox(device, before=None):
    page = device.new_page()
    if before:
        page.add_init_script(before)
    page.goto("/blank")
    page.evaluate(OPEN)
    return page


def add(page, kind="test.done", body="{}"):
    return page.evaluate(f"outbox.add('{kind}', {body})")


def wait(page, expression):
    until(lambda: page.evaluate(expression))


def all_sent(page):
    page.evaluate("outbox.flush()")
    wait(page, "outbox.waiting() === 0")


def test_an_act_reaches_the_box_with_its_student_and_time(box, device):
    page = open_outbox(device)
    n = page.evaluate("outbox.add('work.answer', {response: 'b'}, {student: 'ada', session: 's1', when: 1234})")
    all_sent(page)

    outbox = page.evaluate("outbox.id")
    assert box.acts == {
        (outbox, n): {
            "n": n,
            "kind": "work.answer",
            "when": 1234,
            "student": "ada",
            "session": "s1",
            "body": {"response": "b"},
        }
    }


def test_acts_wait_while_the_box_is_down_and_are_sent_in_order_when_it_is_back(box, device):
    page = open_outbox(device)
    box.stop()
    page.evaluate("(async () => { for (let i = 0; i < 120; i++) await outbox.add('test.done', {i}); })()")
    assert page.evaluate("outbox.waiting()") == 120
    wait(page, "state.trouble === 'offline'")

    box.start()
    all_sent(page)
    assert [act["body"]["i"] for send in box.sends for act in send["acts"]] == list(range(120))
    assert [len(send["acts"]) for send in box.sends] == [50, 50, 20]
    assert box.sends[-1]["waiting"] == 0
    assert page.evaluate("[state.trouble, state.sending, state.lastSaved > 0]") == ["", False, True]


def test_waiting_acts_survive_the_page_and_keep_their_number(box, device):
    page = open_outbox(device)
    box.stop()
    add(page)
    first = page.evaluate("outbox.id")
    page.close()

    box.start()
    page = open_outbox(device)
    all_sent(page)
    assert list(box.acts) == [(first, 1)]
    assert page.evaluate("outbox.id") != first


def test_an_answer_that_got_lost_makes_no_second_act(box, device):
    page = open_outbox(device)
    faults = ["commit-then-500", "commit-then-die", "none"]
    box.faults = lambda: faults.pop(0) if faults else "none"
    add(page)
    all_sent(page)

    assert len(box.sends) >= 3
    assert len(box.acts) == 1


def test_every_write_to_the_disk_is_strict(box, device):
    spy = """const open = IDBDatabase.prototype.transaction; window.modes = [];
    IDBDatabase.prototype.transaction = function (stores, mode, options) {
        const tx = open.call(this, stores, mode, options);
        if (mode === 'readwrite') modes.push(tx.durability);
        return tx;
    };"""
    page = open_outbox(device, spy)
    add(page)
    all_sent(page)

    assert set(page.evaluate("modes")) == {"strict"}


def test_what_the_box_refuses_is_kept_for_a_teacher(box, device):
    page = open_outbox(device)
    add(page, "test.refuse")
    add(page)
    all_sent(page)

    (kept,) = page.evaluate("outbox.refused()")
    assert (kept["kind"], kept["message"]) == ("test.refuse", "Nobody may do that.")
    assert page.evaluate("state.refused") == 1
    page.evaluate("key => outbox.settle(key)", kept["key"])
    assert page.evaluate("outbox.refused()") == []


def test_one_act_that_the_box_cannot_read_does_not_hold_up_the_others(box, device):
    page = open_outbox(device)
    box.stop()
    for i in range(9):
        add(page, body="{poison: 'poison'}" if i == 4 else "{}")
    box.faults = lambda: "422"
    box.start()
    all_sent(page)

    assert len(box.acts) == 8
    (kept,) = page.evaluate("outbox.refused()")
    assert kept["message"] == "An act must be an object."


def test_too_large_a_batch_is_sent_in_smaller_ones(box, device):
    page = open_outbox(device)
    box.stop()
    for _ in range(12):
        add(page, body="{text: 'x'.repeat(100)}")
    box.faults = lambda: "413"
    box.start()
    all_sent(page)

    assert len(box.acts) == 12


def test_a_device_that_is_no_longer_enrolled_keeps_its_acts_and_says_so(box, device):
    page = open_outbox(device)
    box.enrolled = False
    add(page)
    wait(page, "state.trouble === 'enrol'")
    assert page.evaluate("outbox.waiting()") == 1

    box.enrolled = True
    all_sent(page)
    assert len(box.acts) == 1


def test_two_tabs_send_everything_once_and_take_turns(box, device):
    one, two = open_outbox(device), open_outbox(device)
    box.stop()
    for page in (one, two):
        page.evaluate("(async () => { for (let i = 0; i < 60; i++) await outbox.add('test.done', {i}); })()")
    box.start()
    for page in (one, two):
        all_sent(page)

    assert len(box.acts) == 120
    sent = [(send["outbox"], act["n"]) for send in box.sends for act in send["acts"]]
    assert len(sent) == len(set(sent))


def test_a_connection_to_the_disk_that_died_is_opened_again(box, device):
    broken = """const open = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...rest) {
        if (window.die) { window.die = false; throw new DOMException('dead', 'InvalidStateError'); }
        return open.apply(this, rest);
    };"""
    page = open_outbox(device, broken)
    page.evaluate("die = true")
    add(page)
    all_sent(page)

    assert len(box.acts) == 1
    assert page.evaluate("Object.keys(localStorage).length") == 0


@pytest.mark.parametrize(
    "broken",
    [
        "IDBFactory.prototype.open = () => { throw new Error('no'); };",
        "IDBDatabase.prototype.transaction = () => { throw new DOMException('dead', 'InvalidStateError'); };",
        "IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); };",
        "IDBFactory.prototype.open = () => ({});",  # never answers
    ],
)
def test_when_the_database_is_broken_acts_are_kept_in_the_other_store(box, device, broken):
    page = open_outbox(device, broken)
    box.stop()
    add(page)
    assert page.evaluate("Object.keys(localStorage).length") == 1
    page.close()

    box.start()
    page = open_outbox(device)
    add(page)
    all_sent(page)
    assert len(box.acts) == 2
    assert page.evaluate("Object.keys(localStorage).length") == 0


def test_refusals_are_kept_also_when_the_database_is_broken(box, device):
    page = open_outbox(device, "IDBFactory.prototype.open = () => { throw new Error('no'); };")
    add(page, "test.refuse")
    wait(page, "state.refused === 1")

    (kept,) = page.evaluate("outbox.refused()")
    page.evaluate("key => outbox.settle(key)", kept["key"])
    assert page.evaluate("[outbox.waiting(), state.refused]") == [0, 0]


def test_with_no_place_left_to_keep_it_the_act_is_rejected_and_said_to_be(box, device):
    page = open_outbox(
        device,
        "IDBFactory.prototype.open = () => { throw new Error('no'); };"
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };",
    )
    assert page.evaluate("outbox.add('test.done').catch(() => 'rejected')") == "rejected"
    assert page.evaluate("states.some((state) => state.trouble === 'storage')")


def test_a_photo_follows_its_act_and_waits_with_it(box, device):
    page = open_outbox(device)
    box.stop()
    page.evaluate(
        "outbox.attach('photos', 'photo-1', new Uint8Array([1, 2, 3]).buffer, {student: 'ada', type: 'image/png'})"
    )
    add(page, "work.photo", "{photo: 'photo-1'}")
    assert page.evaluate("outbox.waiting()") == 2

    box.start()
    all_sent(page)
    body, headers = box.files["photo-1"]
    assert (body, headers["X-Student"], headers["Content-Type"]) == (b"\x01\x02\x03", "ada", "image/png")


def test_a_file_that_the_box_refuses_does_not_hold_up_the_others(box, device):
    page = open_outbox(device)
    page.evaluate(
        """Promise.all(['poison', 'good'].map((text, i) =>
            outbox.attach('photos', 'p' + i, new TextEncoder().encode(text).buffer, {student: 'ada'})))"""
    )
    all_sent(page)

    assert list(box.files) == ["p1"]
    assert page.evaluate("outbox.refused().then((rows) => rows[0].message)") == "This is not a picture."


def test_pending_acts_can_be_asked_for_one_child(box, device):
    page = open_outbox(device)
    box.stop()
    page.evaluate("Promise.all(['ada', 'ben', 'ada'].map((student, i) => outbox.add('test.done', {i}, {student})))")

    assert page.evaluate("outbox.pendingFor('ada').then((acts) => acts.map((act) => act.body.i))") == [0, 2]
    assert page.evaluate("outbox.pendingFor().then((acts) => acts.length)") == 3
    box.start()
