"""What students do with their goals, and what teachers say to them. The only writers of goals' own entries."""

from collections.abc import Callable
from typing import Any

from homeroom import acts, clock, db, journal, taking_back
from homeroom.acts import Act
from homeroom.errors import Refused
from homeroom.goals import events as ev
from homeroom.goals import rules, tables
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.terms import tables as terms

LONGEST = 500
MOST_OPEN = 12


# --- students on tablets -----------------------------------------------------------------------------


@acts.act("goal.set", by=("tablet",))
def set_goal(act: Act) -> None:
    """A goal of her own: words, a recording or a picture; perhaps tied to cards, a skill or a project."""
    where, body = _on_goal(act), act.body
    if tables.find(where["student"], where["goal"]):
        raise Refused(_("This goal is set already."))
    about = acts.one_of(body, "about", rules.ABOUT, default="")
    text, upload = _line(act), acts.ident(body, "upload", optional=True)
    if not (text or upload or about):
        raise Refused(_("Say, write or show what your goal is."))
    _check_room(where["student"])
    journal.write(
        ev.GoalSet(
            **where,
            text=text,
            upload=upload,
            upload_kind=acts.one_of(body, "upload_kind", ("", "recording", "photo", "drawing"), default=""),
            picture=acts.one_of(body, "picture", ("", *rules.PICTURES), default=""),
            due=_due(act),
            about=about,
            ref=_ref(body) if about else "",
            count=acts.number({"count": 1, **body}, "count", least=1, most=rules.MOST_CARDS),
        )
    )


@acts.act("goal.reach", by=("tablet",))
def reach(act: Act) -> None:
    """She is there, and says how it was."""
    where = _mine(act, "open", otherwise=_("Only a goal that is open can be reached."))
    feeling = acts.one_of(act.body, "feeling", ("", *rules.FEELINGS), default="")
    upload = acts.ident(act.body, "upload", optional=True)
    talk = act.body.get("talk") is True
    journal.write(ev.GoalReached(**where, text=_line(act), upload=upload, feeling=feeling, talk=talk))


@acts.act("goal.move", by=("tablet",))
def move_on(act: Act) -> None:
    """Not yet: until another day."""
    where = _mine(act, "open", otherwise=_("Only a goal that is open can be moved on."))
    journal.write(ev.GoalMoved(**where, due=_due(act), text=_line(act)))


@acts.act("goal.reopen", by=("tablet",))
def reopen(act: Act) -> None:
    """It was not reached, or not let go, after all."""
    where = _mine(act, "reached", "let-go", otherwise=_("This goal is open."))
    _check_room(where["student"])
    journal.write(ev.GoalReopened(**where))


@acts.act("goal.drop", by=("tablet",))
def let_go(act: Act) -> None:
    """She does not want it (any more)."""
    where = _mine(act, "open", "suggested", otherwise=_("Only a goal that is open can be let go."))
    journal.write(ev.GoalLetGo(**where))


@acts.act("goal.take", by=("tablet",))
def take(act: Act) -> None:
    """She makes a suggestion her own."""
    where = _mine(act, "suggested", otherwise=_("This goal is yours already."))
    _check_room(where["student"])
    journal.write(ev.GoalTaken(**where))


def _on_goal(act: Act) -> dict[str, Any]:
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    student, goal = people.student(act.student).id, acts.ident(act.body, "goal")
    return {"student": student, "goal": goal, "when": act.when, "auth": act.auth}


def _mine(act: Act, *states: str, otherwise: str) -> dict[str, Any]:
    where = _on_goal(act)
    if tables.goal(where["student"], where["goal"]).state not in states:
        raise Refused(otherwise)
    return where


def _check_room(student: str) -> None:
    if sum(one.is_open for one in tables.goals_of([student])) >= MOST_OPEN:
        raise Refused(_("You have many goals. Reach one or let one go first."))


def _line(act: Act) -> str:
    return acts.text(act.body, "text", most=LONGEST, optional=True).strip()


def _due(act: Act) -> str:
    until = acts.one_of(act.body, "by", rules.WHENS, default="")
    return _school_day(clock.day_of(act.when), until, act.student or "")


def _school_day(today: str, until: str, student: str) -> str:
    groups = [one.id for one in people.classes_of(student)]
    return rules.day_for(today, until, terms.calendar(), groups)


def _ref(body: Any) -> str:
    """An id, or two of them (project/milestone)."""
    parts = acts.text(body, "ref", most=160, optional=True).split("/")
    if len(parts) > 2 or not all(acts.IDENT.fullmatch(one) for one in parts if one):
        raise Refused(_("“%(name)s” is not an id.", name="ref"))
    return "/".join(parts)


# --- teachers ----------------------------------------------------------------------------------------


@db.writes
def suggest(student: str, text: str, until: str, *, agreed: bool = False, **tied: Any) -> str:
    """Suggest a goal; `agreed`: she said yes in a talk, so it is hers at once. `tied`: about, ref, count.

    Returns its id. Raises Refused.
    """
    told, goal = _needed(text), journal.new_id("g")
    where: dict[str, Any] = {"student": people.student(student).id, "goal": goal, "when": clock.now_ms()}
    journal.write(ev.GoalSet(**where, text=told, due=_day(until, student), agreed=agreed, **tied))
    return goal


@db.writes
def answer(student: str, goal: str, text: str) -> str:
    """Write to a goal; the child reads it on her tablet. Returns the entry's ref, by which it can be taken back."""
    return journal.write(ev.GoalAnswered(**_said(student, goal), text=_needed(text))).ref


@db.writes
def change(student: str, goal: str, what: str, until: str = "") -> str:
    """On the child's word, when she has no tablet at hand: reached, open again, moved on, let go. Returns the ref."""
    state = tables.goal(student, goal).state
    does: dict[str, tuple[tuple[str, ...], Callable[[], journal.Event]]] = {
        "reach": (("open",), lambda: ev.GoalReached(**_said(student, goal))),
        "reopen": (("reached", "let-go"), lambda: ev.GoalReopened(**_said(student, goal))),
        "move": (("open",), lambda: ev.GoalMoved(**_said(student, goal), due=_day(until, student))),
        "drop": (("open", "suggested"), lambda: ev.GoalLetGo(**_said(student, goal))),
        "take": (("suggested",), lambda: ev.GoalTaken(**_said(student, goal))),
    }
    if what not in does or state not in does[what][0]:
        raise Refused(_("This goal has changed meanwhile. Load the page again."))
    return journal.write(does[what][1]()).ref


@db.writes
def take_back(student: str, goal: str, ref: str) -> None:
    """Undo an own step: words, another day, or that it was reached. What the child did stays. Raises Refused."""
    where = _said(student, goal)
    register = f"goal/{where['student']}/{where['goal']}"
    meant = taking_back.own(register, ref, ev.GoalAnswered, ev.GoalMoved, ev.GoalReached)
    journal.write(ev.GoalStepTakenBack(**where), replaces=[meant])


def _said(student: str, goal: str) -> dict[str, Any]:
    found = tables.goal(student, goal)
    return {"student": found.student, "goal": found.goal, "when": clock.now_ms()}


def _day(until: str, student: str) -> str:
    if until not in rules.WHENS:
        raise Refused(_("Choose a day for it, or none."))
    return _school_day(clock.today(), until, student)


def _needed(text: str) -> str:
    found = text.strip()
    if not found:
        raise Refused(_("Write something first."))
    if len(found) > LONGEST:
        raise Refused(_("This is too long: at most %(most)s characters.", most=LONGEST))
    return found
