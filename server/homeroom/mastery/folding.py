"""From entries to tables: shows of skills, the model's traces, and what was said about skills."""

import dataclasses
import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from homeroom import journal
from homeroom.db import database
from homeroom.evidence.events import AnswerGiven, CardReturned, EvidenceAccepted, VerdictTakenBack
from homeroom.journal import Entry
from homeroom.mastery import events as ev
from homeroom.mastery import rules
from homeroom.mastery.rows import LearnedWeights, LearnerRow, SkillSaid, SkillShow, SkillTrace

Row = tuple[int, str, str, str, str, str, float, float, str, int]
COLUMNS = ("when", "ref", "skill", "card", "question", "way", "outcome", "says", "level", "mark")
SHOWN = (AnswerGiven, EvidenceAccepted, CardReturned, VerdictTakenBack)
SEEN = (ev.SkillObserved, ev.ObservationTakenBack)
SAID = (*SEEN, ev.SkillJudged, ev.StateContested, ev.ContestAnswered, ev.RecheckBegun)
TRACE = tuple(one.name for one in dataclasses.fields(rules.Trace))
LEARNER = tuple(one.name for one in dataclasses.fields(rules.Learner))
A_DAY = rules.DAY


def _put(table: str, *columns: str) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT OR REPLACE INTO {table} ({names}) VALUES ({', '.join('?' * len(columns))})"


# Made once: these run at every answer of every child.
PUT_SHOW = _put("skill_show", "student", "slot", *COLUMNS)
PUT_LEARNER = _put("learner", "student", *LEARNER, "days")
PUT_TRACE = _put("skill_trace", "student", "skill", *TRACE)
# Named, as SQLite would rather walk through all that the student ever showed.
SHOWS_OF_SLOT = (
    'SELECT "' + '", "'.join(COLUMNS) + '" FROM skill_show INDEXED BY skill_show_slot WHERE student = ? AND slot = ?'
)
COUNT = (
    'INSERT INTO question_tally (card, question, tried, "right") VALUES (?, ?, ?, ?)'
    ' ON CONFLICT (card, question) DO UPDATE SET tried = tried + excluded.tried, "right" = "right" + excluded."right"'
)


@journal.fold(*SHOWN, bears_none=True)
def fold_work(register: str, entries: Sequence[Entry]) -> None:
    """Keep what the work on one slot shows; after an erasure it counts in no tally any more."""
    _kind, student, slot = register.split("/", 2)
    _keep_shows(student, slot, set(_shows(journal.standing(entries))))


@journal.fold(*SAID)
def fold_said(register: str, entries: Sequence[Entry]) -> None:
    """Keep what was said about one skill of one student, and what of it shows the skill."""
    first, facts = entries[0].event, journal.standing(entries)
    where = {"student": first.student, "skill": first.skill}
    SkillSaid.drop(**where)
    judged = journal.winner(one for one in facts if isinstance(one.event, ev.SkillJudged))
    # Whoever judges anew has answered: the reason of the judgement is what the child reads.
    answered = [one for one in facts if isinstance(one.event, (ev.ContestAnswered, ev.SkillJudged))]
    for fact in facts:
        waits = isinstance(fact.event, ev.StateContested) and not any(one.at > fact.at for one in answered)
        counts = waits or (fact is judged and bool(fact.event.state))
        SkillSaid.put(**where, **_said(fact), counts=counts)
    seen = {_observed(one) for one in facts if isinstance(one.event, ev.SkillObserved)}
    _keep_shows(first.student, f"skill:{first.skill}", seen)


@journal.fold(*SHOWN, *SEEN, key=lambda entry: [f"learner/{entry.event.student}"], read=lambda key: [])
def fold_learner(key: str, entries: Sequence[Entry]) -> None:
    """Go on through the new shows of a student, or through all of them again when one came late."""
    student = key.partition("/")[2]
    found = LearnerRow.rows(*LEARNER, "days", student=student)
    if not found:
        SkillTrace.drop(student=student)
    you = rules.Learner(*found[0][:-1]) if found else rules.Learner()
    fresh = _rows_after(student, you)
    if not fresh:
        return
    traces = _traces_of(student, {one[2] for one in fresh}) if found else {}
    touched = rules.walk(you, traces, map(_show, _together(fresh)))
    days = _days(found[0][-1] if found else "", fresh)
    database.run(PUT_LEARNER, (student, *_values(you, LEARNER), days))
    for skill in sorted(touched):
        database.run(PUT_TRACE, (student, skill, *_values(traces[skill], TRACE)))


@journal.fold(ev.WeightsLearned)
def fold_weights(register: str, entries: Sequence[Entry]) -> None:
    """The weights of the latest day that was learned from."""
    latest = max(entries, key=lambda one: (one.event.day, one.at, one.lane, one.seq))
    event = latest.event
    version, weights = f"{event.base}+{event.day}", json.dumps(event.weights, sort_keys=True)
    LearnedWeights.put(base=event.base, version=version, day=event.day, weights=weights)


# --- shows -------------------------------------------------------------------------------------------


def _shows(facts: Iterable[Entry]) -> Iterable[Row]:
    tried: set[str] = set()
    verdict: Entry | None = None
    for fact in facts:
        event = fact.event
        if isinstance(event, AnswerGiven):
            if event.correct is not None and not event.trial:
                yield from _answered(fact.ref, event, helped=event.question in tried)
                tried.add(event.question)
        else:
            verdict = fact
    if verdict and isinstance(verdict.event, EvidenceAccepted) and verdict.event.mark in rules.MARKS:
        event, mark, says = verdict.event, verdict.event.mark or 0, float(rules.SAYS["mark"])
        for skill in dict.fromkeys(event.skills):
            yield event.when, verdict.ref, skill, event.card, "", "evidence", rules.MARKS[mark], says, event.level, mark


def _answered(ref: str, event: AnswerGiven, *, helped: bool) -> Iterable[Row]:
    helped = helped or event.hints > 0 or event.tries > 1
    outcome, says = float(bool(event.correct)), rules.worth(bool(event.correct), helped, event.ms)
    for skill in dict.fromkeys(event.skills):
        yield event.when, ref, skill, event.card, event.question, "answers", outcome, says, event.level, 0


def _observed(fact: Entry) -> Row:
    event = fact.event
    mark = event.mark if event.mark in rules.MARKS else 3
    outcome, says = rules.MARKS[mark], float(rules.SAYS["mark"])
    return event.when, fact.ref, event.skill, "", "", event.way, outcome, says, "core", mark


def _keep_shows(student: str, slot: str, wanted: set[Row]) -> None:
    there = set(database.run(SHOWS_OF_SLOT, (student, slot)))
    gone, fresh = there - wanted, sorted(wanted - there)
    if not gone and not fresh:
        return
    for one in gone:
        SkillShow.drop(student=student, **dict(zip(COLUMNS[:3], one[:3], strict=True)))
        _count(one, -1)
    for one in fresh:
        database.run(PUT_SHOW, (student, slot, *one))
        _count(one, 1)
    _note_late(student, bool(gone), fresh)


def _note_late(student: str, gone: bool, fresh: Sequence[Row]) -> None:
    # The learner's row says up to where the model has walked. Without it, all is walked again.
    reached = LearnerRow.rows("last", "ref", student=student)
    if reached and (gone or fresh[0][:2] <= reached[0]):
        LearnerRow.drop(student=student)


def _count(one: Row, by: int) -> None:
    card, question, says = one[3], one[4], one[7]
    if not question or says != 1.0:
        return
    database.run(COUNT, (card, question, by, by * (one[6] >= 0.5)))
    if by < 0:
        database.run("DELETE FROM question_tally WHERE card = ? AND question = ? AND tried = 0", (card, question))


# --- the model's walk --------------------------------------------------------------------------------


def learner(row: LearnerRow) -> rules.Learner:
    """What a row keeps, for the model."""
    return rules.Learner(**{name: getattr(row, name) for name in LEARNER})


def _rows_after(student: str, you: rules.Learner) -> list[Any]:
    sql = (
        'SELECT "when", ref, skill, outcome, says, level, mark FROM skill_show'
        ' WHERE student = ? AND ("when", ref) > (?, ?) ORDER BY "when", ref, skill'
    )
    found: list[Any] = database.run(sql, (student, you.last, you.ref)).fetchall()
    return found


def _together(rows: Sequence[Any]) -> Iterable[list[Any]]:
    # One answer may be about several skills: it is one step of the student, not several.
    for _key, found in groupby(rows, key=lambda row: row[:2]):
        yield list(found)


def _show(rows: list[Any]) -> rules.Show:
    when, ref, _skill, outcome, says, level, mark = rows[0]
    return rules.Show(when, ref, tuple(row[2] for row in rows), outcome, says, level, mark)


def shows_of(student: str) -> list[rules.Show]:
    """All that ever showed what a student can do, oldest first."""
    return [_show(rows) for rows in _together(_rows_after(student, rules.Learner()))]


def _values(of: rules.Learner | rules.Trace, names: Sequence[str]) -> list[Any]:
    return [getattr(of, name) for name in names]


def _traces_of(student: str, skills: Iterable[str]) -> dict[str, rules.Trace]:
    found = {}
    for skill in skills:
        for row in SkillTrace.rows(*TRACE, student=student, skill=skill):
            found[skill] = on = rules.Trace(*row)  # in the order of its fields
            on.shaken = bool(on.shaken)
    return found


def _days(before: str, fresh: Sequence[Any]) -> str:
    known = before.split(",") if before else []
    for row in fresh:
        day = str(row[0] // A_DAY)
        if not known or known[-1] != day:
            known.append(day)
    return ",".join(known[-rules.DAYS_KEPT :])


def _said(fact: Entry) -> dict[str, Any]:
    event = fact.event
    return {
        "ref": fact.ref,
        "kind": event.kind.removeprefix("mastery."),
        "way": getattr(event, "way", ""),
        "mark": getattr(event, "mark", None) or getattr(event, "standard", None),
        "state": getattr(event, "state", ""),
        "text": event.text,
        "why": json.dumps(getattr(event, "why", None) or {}, sort_keys=True, ensure_ascii=False),
        "slot": getattr(event, "slot", ""),
        "card": getattr(event, "card", ""),
        "author": fact.actor.partition(":")[2],
        "when": event.when,
    }
