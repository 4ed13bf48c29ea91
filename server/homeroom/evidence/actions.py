"""What students do with cards on a tablet, and what teachers say to it. The only writers of evidence."""

import json
from collections.abc import Callable
from typing import IO, Any

from homeroom import acts, clock, db, journal, taking_back
from homeroom.acts import Act
from homeroom.errors import Refused
from homeroom.evidence import checking, media_files, tables
from homeroom.evidence import events as ev
from homeroom.evidence.rows import Upload
from homeroom.i18n import _
from homeroom.packs import actions as packs
from homeroom.people.known import student_id

LONGEST_TEXT = 4000
LARGEST_PLACE = 16_000
LARGEST_RESPONSE = 4000
MARKS = (1, 2, 3, 4)


@packs.needed_by
def is_work(sha: str) -> bool:
    """Whether a file is somebody's work, though a pack that goes has the same one."""
    return Upload.get_or_none(Upload.sha256 == sha) is not None


# --- students on tablets -----------------------------------------------------------------------------


@acts.act("work.open", by=("tablet",))
def open_card(act: Act) -> None:
    """A card was opened."""
    journal.write(ev.CardOpened(**_on_card(act), card_version=acts.ident(act.body, "card_version", optional=True)))


@acts.act("work.answer", by=("tablet",))
def answer(act: Act) -> None:
    """A question was answered; the box checks the answer itself where it knows the card."""
    body, version = act.body, acts.ident(act.body, "card_version", optional=True)
    question, response = acts.ident(body, "question"), _small(body, "response", LARGEST_RESPONSE)
    claimed = _verdict(body)
    asked = checking.question(version, question)
    found = asked.check(response) if asked else None
    journal.write(
        ev.AnswerGiven(
            **_on_card(act),
            card_version=version,
            question=question,
            response=response,
            claimed=claimed,
            correct=found.correct if found else claimed,
            checked=found is not None,
            score=found.score if found else _share(body),
            tries=acts.number({"tries": 1, **body}, "tries", most=1000),
            hints=acts.number({"hints": 0, **body}, "hints", most=1000),
            ms=acts.number({"ms": 0, **body}, "ms"),
            misconception=found.misconception if found else acts.ident(body, "misconception", optional=True),
            trial=asked.trial if asked else False,
            skills=asked.skills if asked else [],
            level=asked.level if asked else "core",
        )
    )


@acts.act("work.hint", by=("tablet",))
def take_hint(act: Act) -> None:
    """A hint was looked at."""
    index = acts.number({"index": 0, **act.body}, "index", most=100)
    journal.write(ev.HintTaken(**_on_card(act), question=acts.ident(act.body, "question"), index=index))


@acts.act("work.place", by=("tablet",))
def keep_place(act: Act) -> None:
    """The place in the card, so that another tablet can go on there."""
    place = _small(act.body, "place", LARGEST_PLACE)
    if not isinstance(place, dict):
        raise Refused(_("“%(name)s” must be an object.", name="place"))
    journal.write(ev.PlaceKept(**_on_card(act), place=place))


@acts.act("work.write", by=("tablet",))
def write_text(act: Act) -> None:
    """A text for the teacher to read."""
    block = acts.ident(act.body, "block", optional=True)
    journal.write(ev.TextWritten(**_on_card(act), block=block, text=_text(act)))


@acts.act("work.photo", by=("tablet",))
def add_photo(act: Act) -> None:
    """A photo, which may still be on its way."""
    _add(act, ev.PhotoAdded, "photo")


@acts.act("work.drawing", by=("tablet",))
def add_drawing(act: Act) -> None:
    """A drawing, which may still be on its way."""
    _add(act, ev.DrawingAdded, "photo")


@acts.act("work.recording", by=("tablet",))
def add_recording(act: Act) -> None:
    """A recording, which may still be on its way."""
    _add(act, ev.RecordingAdded, "recording")


@acts.act("work.finish", by=("tablet",))
def finish(act: Act) -> None:
    """The student is done with the card."""
    journal.write(ev.CardFinished(**_on_card(act)))


@acts.act("work.ask", by=("tablet",))
def ask(act: Act) -> None:
    """A hand goes up, perhaps with a question."""
    text = acts.text(act.body, "text", most=LONGEST_TEXT, optional=True)
    journal.write(ev.HelpAsked(**_on_card(act), text=text or None))


@acts.act("work.unask", by=("tablet",))
def withdraw(act: Act) -> None:
    """The hand goes down again."""
    journal.write(ev.HelpWithdrawn(**_on_card(act)))


@acts.act("work.say", by=("tablet",))
def say(act: Act) -> None:
    """A message to the teacher about a card."""
    journal.write(ev.MessageWritten(**_on_card(act), text=_text(act)))


def _on_card(act: Act) -> dict[str, Any]:
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    slot, card = acts.ident(act.body, "slot"), acts.ident(act.body, "card", optional=True)
    if not card:
        work = tables.find_work(act.student, slot)
        card = work.card if work else ""
    student = student_id(act.student)
    return {"student": student, "slot": slot, "card": card, "when": act.when, "auth": act.auth}


def _add(act: Act, event: Callable[..., Any], name: str) -> None:
    block = acts.ident(act.body, "block", optional=True)
    journal.write(event(**_on_card(act), block=block, upload=acts.ident(act.body, name)))


def _text(act: Act) -> str:
    text = acts.text(act.body, "text", most=LONGEST_TEXT)
    if not text.strip():
        raise Refused(_("There is nothing written here yet."))
    return text


def _small(body: Any, name: str, most: int) -> Any:
    value = body.get(name)
    if isinstance(value, str) and len(value) * 6 + 2 <= most:  # most answers: not longer, however it is written
        return value
    if len(json.dumps(value, ensure_ascii=False)) > most:
        raise Refused(_("“%(name)s” is too long.", name=name))
    return value


def _verdict(body: Any) -> bool | None:
    value = body.get("correct")
    if value is not None and not isinstance(value, bool):
        raise Refused(_("“%(name)s” must be true, false or null.", name="correct"))
    return value


def _share(body: Any) -> float:
    value = body.get("score", 0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise Refused(_("“%(name)s” must be between 0 and 1.", name="score"))
    return float(value)


def keep_upload(upload: str, student: str, stream: IO[bytes], *, picture: bool) -> Upload:
    """Keep a picture or recording under the id its device gave it; the same id again changes nothing."""
    known = tables.upload(upload)
    if known is None:
        # Decoding and storing the file happens before the write, so that no other child waits for it.
        sha256, media, size = media_files.keep_picture(stream) if picture else media_files.keep_sound(stream)
        known = _note_upload(upload, student_id(student), sha256, media, size)
    return known


@db.writes
def _note_upload(upload: str, student: str, sha256: str, media: str, size: int) -> Upload:
    if tables.upload(upload) is None:
        journal.write(
            ev.UploadKept(upload=upload, student=student, sha256=sha256, media=media, size=size, when=clock.now_ms())
        )
    known = tables.upload(upload)
    assert known is not None
    return known


# --- teachers ----------------------------------------------------------------------------------------


@db.writes
def reply(student: str, slot: str, text: str) -> str:
    """Write to the student about a card. Returns the entry's ref, by which it can be taken back."""
    told = ev.ReplyWritten(**_said(student, slot), text=_needed(text, _("Write something first.")))
    return journal.write(told).ref


@db.writes
def send_back(student: str, slot: str, text: str) -> None:
    """Give work back for another try, with what to change."""
    needed = _needed(text, _("Say what to change, so that the child knows how to go on."))
    journal.write(ev.CardReturned(**_said(student, slot), text=needed))


@db.writes
def accept(student: str, slot: str, mark: int | None = None, text: str = "") -> None:
    """Accept work, with a mark from 1 to 4 or none, and perhaps a word."""
    if mark is not None and mark not in MARKS:
        raise Refused(_("A mark is 1, 2, 3 or 4, or none."))
    skills, level = checking.about(tables.work(student, slot).card_version)
    said = _said(student, slot)
    journal.write(ev.EvidenceAccepted(**said, mark=mark, text=_trimmed(text) or None, skills=skills, level=level))


@db.writes
def answer_hand(student: str, slot: str, text: str = "") -> str:
    """Take note that a raised hand was answered, in person or in writing. Returns the entry's ref."""
    return journal.write(ev.HelpAnswered(**_said(student, slot), text=_trimmed(text) or None)).ref


@db.writes
def take_back_words(student: str, slot: str, ref: str) -> None:
    """Undo an own reply or answered hand: the words go from the tablet, the hand is up again. Raises Refused."""
    meant = taking_back.own(f"work/{student}/{slot}", ref, ev.ReplyWritten, ev.HelpAnswered)
    journal.write(ev.WordsTakenBack(**_said(student, slot)), replaces=[meant])


@db.writes
def take_back(student: str, slot: str) -> None:
    """Undo the last acceptance or return, by a new entry."""
    verdict = tables.work(student, slot).verdict_ref
    said = [entry for entry in journal.of_register(f"work/{student}/{slot}") if entry.ref == verdict]
    if not said:
        raise Refused(_("There is nothing to take back here."))
    journal.write(ev.VerdictTakenBack(**_said(student, slot)), replaces=said)


def _said(student: str, slot: str) -> dict[str, Any]:
    return {"student": student, "slot": slot, "card": tables.work(student, slot).card, "when": clock.now_ms()}


def _needed(text: str, otherwise: str) -> str:
    found = _trimmed(text)
    if not found:
        raise Refused(otherwise)
    return found


def _trimmed(text: str) -> str:
    found = text.strip()
    if len(found) > LONGEST_TEXT:
        raise Refused(_("This is too long: at most %(most)s characters.", most=LONGEST_TEXT))
    return found
