"""What the happenings on one card add up to."""

from types import SimpleNamespace

import pytest

from homeroom.evidence import events as ev
from homeroom.evidence import rules

MINUTE = 60_000


class Story:
    """Tells what happened, one entry after the other, a minute apart."""

    def __init__(self):
        self.facts = []

    def then(self, event, actor="student:ada", minutes=1, **fields):
        when = (self.facts[-1].event.when if self.facts else 0) + minutes * MINUTE
        made = event(student="ada", slot="s1", card="halves", when=when, **fields)
        fact = SimpleNamespace(kind=made.kind, event=made, actor=actor, ref=f"lane-{len(self.facts) + 1}")
        self.facts.append(fact)
        return self

    def teacher(self, event, **fields):
        return self.then(event, actor="teacher:okoro", **fields)

    def answers(self, *verdicts, question="q1"):
        for correct in verdicts:
            self.then(ev.AnswerGiven, question=question, correct=correct)
        return self

    @property
    def now(self):
        return rules.progress(self.facts)


@pytest.fixture
def story():
    return Story()


def test_nothing_happened_yet(story):
    assert story.now.status == "new"
    assert story.now.opened is None


def test_an_opened_card_is_started(story):
    assert story.then(ev.CardOpened, card_version="abc").now.status == "started"
    assert story.now.card_version == "abc"


def test_a_finished_card_of_questions_is_done(story):
    story.then(ev.CardOpened).answers(True).then(ev.CardFinished)

    assert story.now.status == "done"
    assert story.now.waiting is None


def test_a_finished_card_with_a_photo_waits_for_the_teacher(story):
    story.then(ev.PhotoAdded, upload="p1").then(ev.CardFinished)

    assert story.now.status == "waiting"
    assert story.now.waiting == story.now.last


def test_a_photo_that_comes_after_the_finish_waits_too(story):
    assert story.then(ev.CardFinished).then(ev.PhotoAdded, upload="p1").now.status == "waiting"


def test_returned_work_waits_again_after_the_second_try(story):
    story.then(ev.TextWritten, text="It is 2").then(ev.CardFinished).teacher(ev.CardReturned, text="Say why.")
    assert (story.now.status, story.now.note) == ("returned", "Say why.")

    story.then(ev.TextWritten, text="Because")
    assert story.now.status == "returned"

    story.then(ev.CardFinished)
    assert story.now.status == "waiting"

    story.teacher(ev.EvidenceAccepted, mark=3)
    assert (story.now.status, story.now.mark, story.now.note) == ("accepted", 3, None)


def test_new_work_after_acceptance_waits_again(story):
    story.then(ev.PhotoAdded, upload="p1").then(ev.CardFinished).teacher(ev.EvidenceAccepted, mark=4)
    assert story.answers(True).now.status == "accepted"

    assert story.then(ev.PhotoAdded, upload="p2").now.status == "waiting"


def test_wrong_answers_in_a_row_are_counted_until_one_is_right(story):
    assert story.answers(False, False, False).now.wrong_run == 3
    assert story.answers(None).now.wrong_run == 3
    assert story.answers(True).now.wrong_run == 0


def test_a_question_answered_right_at_the_second_try_counts_as_right(story):
    story.answers(False, True).answers(False, question="q2").answers(None, question="q3")

    assert (len(story.now.tally), story.now.right) == (3, 1)


def test_a_raised_hand_stays_up_until_somebody_answers_or_it_is_taken_down(story):
    assert story.then(ev.HelpAsked).now.hand == MINUTE
    assert story.then(ev.HelpWithdrawn).now.hand is None
    assert story.then(ev.HelpAsked, text="Why?").now.asked == story.now.hand
    assert story.teacher(ev.HelpAnswered).now.hand is None
    assert story.now.asked is None


def test_a_question_waits_until_the_teacher_writes_back(story):
    assert story.then(ev.MessageWritten, text="Is this right?").now.asked == MINUTE
    assert story.teacher(ev.ReplyWritten, text="Look again").now.asked is None


def test_time_on_a_card_leaves_out_long_silences(story):
    story.then(ev.CardOpened).answers(True).then(ev.CardFinished, minutes=90)

    assert story.now.spent == MINUTE + rules.PAUSE


def test_stuck_is_three_wrong_in_a_row_or_a_long_silence_on_an_open_card():
    known = {"now": 10 * MINUTE, "most_wrong": 3, "silence": 4 * MINUTE}

    assert rules.stuck(status="started", wrong_run=3, last=10 * MINUTE, **known) == "wrong"
    assert rules.stuck(status="started", wrong_run=2, last=6 * MINUTE, **known) == "quiet"
    assert rules.stuck(status="started", wrong_run=2, last=7 * MINUTE, **known) == ""
    assert rules.stuck(status="done", wrong_run=5, last=0, **known) == ""
