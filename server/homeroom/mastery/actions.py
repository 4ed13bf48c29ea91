"""What people say about skills: observe, judge, contest, answer; and the nightly learning of weights."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from homeroom import acts, clock, config, db, journal
from homeroom.acts import Act
from homeroom.db import database
from homeroom.errors import Refused
from homeroom.i18n import _
from homeroom.mastery import bars, folding, learning, rules, tables, why
from homeroom.mastery import events as ev
from homeroom.mastery.rows import LearnedWeights
from homeroom.mastery.weights import NAMES, SHIPPED
from homeroom.people import tables as people

LONGEST = 2000
SEEN = ("observation", "conversation", "evidence")


# --- teachers ----------------------------------------------------------------------------------------


@db.writes
def observe(student: str, skill: str, way: str, mark: int, text: str = "", *, source: str = "") -> None:
    """Note that a student showed a skill in front of somebody, at a mark from 1 to 4.

    A later note from the same `source` (such as a line of a project's rubric) counts in place of the earlier one.
    """
    if way not in SEEN:
        raise Refused(_("Say how it was shown: observed, in a conversation, or by a piece of work."))
    if mark not in rules.MARKS:
        raise Refused(_("A mark is 1, 2, 3 or 4."))
    said = ev.SkillObserved(**_said(student, skill, text), way=way, mark=mark, source=source)
    journal.write(said, replaces=_observed_by(student, skill, source))


@db.writes
def take_back_observation(student: str, skill: str, source: str) -> None:
    """What was noted from this source counts no more; nothing when nothing was."""
    before = _observed_by(student, skill, source)
    if before:
        journal.write(ev.ObservationTakenBack(**_said(student, skill, "")), replaces=before)


def mark_from(student: str, skill: str, source: str) -> int | None:
    """The mark that was noted from a source and stands, or None."""
    before = _observed_by(student, skill, source)
    return before[-1].event.mark if before else None


def _observed_by(student: str, skill: str, source: str) -> list[journal.Entry]:
    standing = journal.standing(journal.of_register(f"skill/{student}/{skill}")) if source else []
    return [one for one in standing if isinstance(one.event, ev.SkillObserved) and one.event.source == source]


@db.writes
def judge(student: str, skill: str, state: str, text: str, standard: int | None = None) -> None:
    """Say what a skill is, whatever the answers say. The reason stays visible to everybody who sees the state."""
    if state not in rules.STATES:
        raise Refused(_("Choose what this skill is for the child."))
    if standard is not None and standard not in rules.MARKS:
        raise Refused(_("A mark is 1, 2, 3 or 4, or none."))
    if not text.strip():
        raise Refused(_("Say why, so that the child and others can understand it."))
    said = ev.SkillJudged(**_said(student, skill, text), state=state, standard=standard)
    journal.write(said, replaces=_judgements(student, skill))


@db.writes
def lift(student: str, skill: str, text: str = "") -> None:
    """Take a judgement back: from now on what was shown counts again."""
    before = _judgements(student, skill)
    if not tables.state_of(student, skill).judged:
        raise Refused(_("Nobody has judged this skill, so there is nothing to take back."))
    journal.write(ev.SkillJudged(**_said(student, skill, text), state=""), replaces=before)


@db.writes
def answer_contest(student: str, skill: str, text: str) -> None:
    """Answer a student who did not agree."""
    if not any(one.skill == skill for one in tables.contests([student])):
        raise Refused(_("This was answered already, or nobody asked."))
    if not text.strip():
        raise Refused(_("Write something first."))
    journal.write(ev.ContestAnswered(**_said(student, skill, text)))


def _judgements(student: str, skill: str) -> list[journal.Entry]:
    standing = journal.standing(journal.of_register(f"skill/{student}/{skill}"))
    return [one for one in standing if isinstance(one.event, ev.SkillJudged)]


def _said(student: str, skill: str, text: str) -> dict[str, Any]:
    told = text.strip()
    if len(told) > LONGEST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=LONGEST))
    return {"student": people.student(student).id, "skill": skill, "when": clock.now_ms(), "text": told or None}


@db.writes
def set_bar(school_class: str, skill: str, bar: int, text: str) -> None:
    """Set what counts as mastered for a class ("" = all). The reason stays visible to everybody, children too."""
    if bar not in bars.CHOICES:
        raise Refused(_("Choose from which share on it counts."))
    told = text.strip()
    if bar != bars.USUAL and not told:
        raise Refused(_("Say why, so that the child and others can understand it."))
    if len(told) > bars.LONGEST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=bars.LONGEST))
    said = ev.BarSet(school_class=school_class, skill=skill, bar=bar, text=told, when=clock.now_ms())
    journal.write(said, replaces=journal.standing(journal.of_register(said.register)))


# --- students on tablets -----------------------------------------------------------------------------


@acts.act("skill.contest", by=("tablet",))
def contest(act: Act) -> None:
    """ "I don't agree": goes to the teacher, with the explanation that the student was shown."""
    told, now = _told(act), tables.state_of(_student(act), _skill(act))
    row = why.explain(now, clock.now_ms())
    text = acts.text(act.body, "text", most=LONGEST, optional=True).strip() or None
    journal.write(ev.StateContested(**told, text=text, state=now.state, why=row, auth=act.auth))


@acts.act("skill.recheck", by=("tablet",))
def begin_recheck(act: Act) -> None:
    """The quick question that was offered is begun; why it was offered is kept."""
    told, now = _told(act), tables.state_of(_student(act), _skill(act))
    row = why.explain(now, clock.now_ms())
    slot, card = acts.ident(act.body, "slot"), acts.ident(act.body, "card")
    journal.write(ev.RecheckBegun(**told, slot=slot, card=card, why=row, auth=act.auth))


def _told(act: Act) -> dict[str, Any]:
    return {"student": people.student(_student(act)).id, "skill": _skill(act), "when": act.when}


def _student(act: Act) -> str:
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    return act.student


def _skill(act: Act) -> str:
    return acts.ident(act.body, "skill")


# --- at night ----------------------------------------------------------------------------------------


def learn_if_due() -> bool:
    """Once a day, where the school has switched it on, move the weights by yesterday's answers; whether it did."""
    yesterday = _yesterday()
    if not config.current().learn_weights or _learned_until() >= yesterday:
        return False
    since = _start_of(yesterday)
    until = _start_of(clock.today())
    worked = database.execute_sql(
        'SELECT DISTINCT student FROM skill_show WHERE "when" >= ? AND "when" < ?', (since, until)
    ).fetchall()
    shows = (folding.shows_of(row[0]) for row in worked)
    moved, count = learning.learn(tables.weights().values, shows, since, until)
    if count:
        _keep_weights(yesterday, moved, count)
    return count > 0


def _learned_until() -> str:
    row = LearnedWeights.one(base=SHIPPED.version)
    return row.day if row else ""


def _yesterday() -> str:
    return clock.day_of(clock.now_ms() - rules.DAY)


def _start_of(day: str) -> int:
    begins = datetime.fromisoformat(day).replace(hour=clock.DAY_STARTS, tzinfo=ZoneInfo(config.current().timezone))
    return int(begins.timestamp() * 1000)


@db.writes
def _keep_weights(day: str, moved: tuple[float, ...], count: int) -> None:
    named = dict(zip(NAMES, (round(one, 6) for one in moved), strict=True))
    told = ev.WeightsLearned(base=SHIPPED.version, day=day, weights=named, answers=count, when=clock.now_ms())
    journal.write(told)
