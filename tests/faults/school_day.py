"""The journal of a large school on one day, as its box wrote it: who came and left, answers, hints, cards, texts."""

import random

from homeroom import clock, db, entries, journal, store
from homeroom.attendance.events import Arrived, Left
from homeroom.evidence.events import AnswerGiven, CardFinished, CardOpened, HintTaken, TextWritten

MORNING = 1_795_420_800_000  # ms: a Monday in November 2026
WORDS = "I think the seed grows because it drinks water and the sun is warm so roots go down and leaves go up"


def events(count, *, students=400, seed=3):
    """`count` events of one day, in the order in which they happened."""
    chance = random.Random(seed)
    children = [f"{chance.getrandbits(100):020x}" for _child in range(students)]
    cards = [f"{chance.getrandbits(64):016x}" for _card in range(125)]
    versions = {card: f"{chance.getrandbits(256):064x}" for card in cards}
    day = "2026-11-23"
    for number, child in enumerate(children):
        yield Arrived(student=child, day=day, when=MORNING + number * 3000, method="tap", starts=MORNING)
    for number in range(count - 2 * students):
        child, card = chance.choice(children), chance.choice(cards)
        on = {"student": child, "slot": f"w48-{chance.randrange(25)}", "card": card, "auth": "session"}
        on["when"] = MORNING + 1_200_000 + number * 330 + chance.randrange(300)
        yield chance.choices([_answer, _opened, _hint, _finished, _text], (80, 8, 5, 5, 2))[0](chance, on, versions)
    for number, child in enumerate(children):
        yield Left(student=child, day=day, when=MORNING + 23_400_000 + number * 3000, method="tap")


def _answer(chance, on, versions):
    correct = chance.random() < 0.7
    return AnswerGiven(
        **on,
        card_version=versions[on["card"]],
        question=f"q{chance.randrange(1, 5)}",
        response=chance.choice("abcd"),
        claimed=correct,
        correct=correct,
        checked=True,
        score=float(correct),
        tries=1 + chance.randrange(3),
        hints=chance.randrange(2),
        ms=chance.randrange(1500, 40_000),
        skills=[f"math.fractions.{chance.randrange(30)}"],
    )


def _opened(_chance, on, versions):
    return CardOpened(**on, card_version=versions[on["card"]])


def _hint(chance, on, _versions):
    return HintTaken(**on, question=f"q{chance.randrange(1, 5)}")


def _finished(_chance, on, _versions):
    return CardFinished(**on)


def _text(chance, on, _versions):
    return TextWritten(**on, block="b1", text=" ".join(chance.choices(WORDS.split(), k=chance.randrange(5, 40))))


def write(found):
    """Put events into the journal of the store that is open, a thousand a transaction; nothing is folded."""
    some = []
    for number, event in enumerate(found, 1):
        some.append((number, event))
        if len(some) == 1000:
            db.write(_write, some)
            some = []
    db.write(_write, some)


def _write(some):
    for number, event in some:
        lane_no, lane, seq, school = store.next_seq(entries.urgency(event.kind))[:4]
        tablet = number % 60
        entry = journal.Entry(
            lane_no=lane_no,
            lane=lane,
            seq=seq,
            at=clock.clock.tick(),
            clock=2,
            kind=event.kind,
            version=event.version,
            actor=f"tablet:{tablet:020x}",
            device=f"{tablet:020x}/o{tablet}",
            n=number // 60 + 1,
            subject=event.subject,
            register=event.register,
            replaces=[],
            body=dict(vars(event)),
            school=school,
        )
        journal._insert(entry)
