"""The work of students: one row a card in somebody's week, with its attempts, pieces and conversation."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from homeroom import journal
from homeroom.db import Projection, database
from homeroom.errors import NotFound
from homeroom.evidence import events as ev
from homeroom.evidence import rules
from homeroom.evidence.rows import Attempt, Message, Piece, Upload, Work
from homeroom.i18n import _
from homeroom.journal import Entry

Slot = dict[str, str]  # student and slot
REFS = " UNION ALL ".join(
    f"SELECT '{name}', ref FROM {name} WHERE student = ? AND slot = ?" for name in ("attempt", "piece", "message")
)

MESSAGES = {
    ev.HelpAsked.kind: "question",
    ev.MessageWritten.kind: "question",
    ev.ReplyWritten.kind: "reply",
    ev.HelpAnswered.kind: "reply",
    ev.CardReturned.kind: "returned",
    ev.EvidenceAccepted.kind: "reply",
}


@journal.fold(
    ev.CardOpened,
    ev.AnswerGiven,
    ev.HintTaken,
    ev.PlaceKept,
    ev.TextWritten,
    ev.PhotoAdded,
    ev.DrawingAdded,
    ev.RecordingAdded,
    ev.CardFinished,
    ev.HelpAsked,
    ev.HelpWithdrawn,
    ev.MessageWritten,
    ev.ReplyWritten,
    ev.CardReturned,
    ev.EvidenceAccepted,
    ev.VerdictTakenBack,
    ev.HelpAnswered,
    ev.WordsTakenBack,
)
def fold_work(register: str, entries: Sequence[Entry]) -> None:
    """Bring the rows of one slot up to date."""
    facts = journal.standing(entries)
    where = {"student": entries[0].event.student, "slot": entries[0].event.slot}
    _keep_work(where, rules.progress(facts))
    there = _refs(where)
    _keep(Attempt, where, there, {fact.ref: fact for fact in facts if fact.kind == ev.AnswerGiven.kind}, _attempt)
    _keep(Piece, where, there, {fact.ref: fact for fact in facts if fact.kind in rules.PIECES}, _piece)
    _keep(Message, where, there, {fact.ref: fact for fact in facts if _spoken(fact)}, _message)


@journal.fold(ev.UploadKept)
def fold_upload(register: str, entries: Sequence[Entry]) -> None:
    """The first arrival of an upload counts; a picture that stayed in the school is not here."""
    kept = entries[0].event
    Upload.delete().where(Upload.upload == kept.upload).execute()
    if kept.sha256:
        Upload.insert(
            upload=kept.upload, student=kept.student, sha256=kept.sha256, media=kept.media, size=kept.size
        ).execute()


def _keep_work(where: Slot, state: rules.Progress) -> None:
    row = {
        **where,
        "card": state.card,
        "card_version": state.card_version,
        "status": state.status,
        "opened": state.opened,
        "last": state.last,
        "spent": state.spent,
        "answered": len(state.tally),
        "correct": state.right,
        "wrong_run": state.wrong_run,
        "hints": state.hints,
        "hand": state.hand,
        "asked": state.asked,
        "helped": state.helped,
        "waiting": state.waiting,
        "finished": state.finished,
        "mark": state.mark,
        "note": state.note,
        "verdict": state.verdict,
        "verdict_ref": state.verdict_ref,
        "place": None if state.place is None else _json(state.place),
    }
    Work.put(**row)


def _refs(where: Slot) -> dict[str, set[str]]:
    """The rows that are there: table name → refs. One question for all three tables: folds run at every act."""
    found: dict[str, set[str]] = {}
    for table, ref in database.run(REFS, tuple(where.values()) * 3):
        found.setdefault(table, set()).add(ref)
    return found


def _keep(
    table: type[Projection],
    where: Slot,
    there: dict[str, set[str]],
    wanted: dict[str, Entry],
    row: Callable[[Entry], dict[str, Any]],
) -> None:
    # A row says only what its own entry says, so rows that are there already need no second look.
    refs = there.get(table._meta.table_name, set())
    if refs == wanted.keys():
        return
    for ref in refs - wanted.keys():
        table.drop(**where, ref=ref)
    for ref in sorted(wanted.keys() - refs):
        table.put(**where, ref=ref, **row(wanted[ref]))


def _attempt(fact: Entry) -> dict[str, Any]:
    event = fact.event
    names = ("card", "question", "claimed", "correct", "checked", "score", "tries", "hints", "ms")
    row = {name: getattr(event, name) for name in (*names, "misconception", "when")}
    return {**row, "response": None if event.response is None else _json(event.response)}


def _piece(fact: Entry) -> dict[str, Any]:
    event = fact.event
    return {
        "kind": rules.PIECES[fact.kind],
        "block": event.block,
        "text": getattr(event, "text", None),
        "upload": getattr(event, "upload", None),
        "when": event.when,
    }


def _spoken(fact: Entry) -> bool:
    return fact.kind in MESSAGES and bool(fact.event.text)


def _message(fact: Entry) -> dict[str, Any]:
    return {
        "kind": MESSAGES[fact.kind],
        "author": rules.author(fact),
        "role": fact.role,
        "text": fact.event.text,
        "when": fact.event.when,
    }


_json = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode  # made once


# --- queries -----------------------------------------------------------------------------------------


def work(student: str, slot: str) -> Work:
    """One student's work on one slot. Raises NotFound."""
    found = find_work(student, slot)
    if found is None:
        raise NotFound(_("There is no work here yet. The child may not have opened this card."))
    return found


def find_work(student: str, slot: str) -> Work | None:
    """One student's work on one slot, or None when she has not touched it."""
    return Work.get_or_none((Work.student == student) & (Work.slot == slot))


def works_of(student: str, slots: Iterable[str] | None = None) -> list[Work]:
    """All work of a student, or that on certain slots; latest first."""
    chosen = Work.student == student
    if slots is not None:
        chosen &= Work.slot.in_(list(slots))
    return list(Work.select().where(chosen).order_by(Work.last.desc(), Work.slot))


def statuses(students: Iterable[str], since: int = 0) -> list[tuple[str, str, str, str]]:
    """(student, slot, card, status) of the work of several students, perhaps only of what was touched since."""
    wanted = list(students)
    sql = f"SELECT student, slot, card, status FROM work WHERE student IN ({','.join('?' * len(wanted))})"
    if since:
        sql += " AND last >= ?"
    values = (*wanted, since) if since else tuple(wanted)
    return [tuple(row) for row in database.execute_sql(sql, values).fetchall()]


def works_on(student: str, card: str) -> list[Work]:
    """A student's work on a card, in whichever weeks."""
    return list(Work.select().where((Work.student == student) & (Work.card == card)).order_by(Work.opened))


def works_since(students: Iterable[str], since: int) -> list[Work]:
    """The work that these students touched since an instant."""
    return list(Work.select().where(Work.student.in_(list(students)) & (Work.last >= since)))


def waiting(students: Iterable[str]) -> list[Work]:
    """What waits for an answer: hands first, then questions and pieces, the longest wait first."""
    # Exactly the condition of the index `work_inbox`, which holds only the few rows that wait.
    calls = Work.waiting.is_null(False) | Work.asked.is_null(False) | Work.hand.is_null(False)
    wanted = set(students)
    found = (row for row in Work.select().where(calls) if row.student in wanted)
    return sorted(found, key=lambda row: (row.hand is None, row.hand or row.asked or row.waiting, row.student))


def attempts(student: str, slot: str) -> list[Attempt]:
    """The answers on one slot, in the order they were given."""
    mine = (Attempt.student == student) & (Attempt.slot == slot)
    return list(Attempt.select().where(mine).order_by(Attempt.when, Attempt.ref))


def pieces(student: str, slot: str) -> list[Piece]:
    """The pieces of evidence on one slot, oldest first."""
    mine = (Piece.student == student) & (Piece.slot == slot)
    return list(Piece.select().where(mine).order_by(Piece.when, Piece.ref))


def latest_pieces(student: str, most: int) -> list[Piece]:
    """The newest pieces of a student, on whichever cards."""
    return list(Piece.select().where(Piece.student == student).order_by(Piece.when.desc(), Piece.ref).limit(most))


def finished_cards(student: str, cards: Iterable[str]) -> set[str]:
    """Which of these cards a student has done."""
    mine = (Work.student == student) & Work.card.in_(list(cards)) & Work.status.in_(rules.FINISHED)
    query: Any = Work.select(Work.card).where(mine).tuples()
    return {row[0] for row in query}


def messages(student: str, slots: Iterable[str], since: int | None = None) -> list[Message]:
    """The conversation with a student on certain slots, and whatever was said since an instant; oldest first."""
    wanted = Message.slot.in_(list(slots))
    if since is not None:
        wanted |= Message.when >= since
    mine = (Message.student == student) & wanted
    return list(Message.select().where(mine).order_by(Message.when, Message.ref))


def upload(name: str) -> Upload | None:
    """A picture or recording, or None while it is still on its way."""
    return Upload.get_or_none(Upload.upload == name)


def uploads(names: Iterable[str]) -> dict[str, Upload]:
    """Those of the uploads that have arrived."""
    return {row.upload: row for row in Upload.select().where(Upload.upload.in_(list(names)))}
