"""What teachers do with drafts and published weeks. With choices.py the only writers of playlists' entries."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from homeroom import clock, db, journal
from homeroom.errors import Refused
from homeroom.evidence import tables as evidence
from homeroom.i18n import _
from homeroom.people import tables as people
from homeroom.playlists import catalog, drafting, preparing, reasons, rules, steps, tables
from homeroom.playlists import events as ev
from homeroom.playlists.tables import Draft, Plan

MOST_CARDS = 60
MOST_MINUTES = 1800


@db.writes
def save_plan(class_id: str, week: str, **told: Any) -> Plan:
    """Remember what a teacher asks for: title, skills, count, offscreen and together (percent), pins."""
    rules.monday_of(week)
    plan = tables.plan(class_id, week)
    for name, value in told.items():
        setattr(plan, name, value)
    if not 1 <= plan.count <= MOST_CARDS:
        raise Refused(_("Choose between 1 and %(most)s cards for each child.", most=MOST_CARDS))
    for least, most in ((plan.offscreen, plan.offscreen_most), (plan.together, plan.together_most)):
        if not 0 <= least <= most <= 100:
            raise Refused(_("A share lies between 0 and 100 %%, and the most is not below the least.") % {})
    if not 0 < plan.chance_least < plan.chance_most < 100:
        raise Refused(_("The chance of success lies between 1 and 99 %%, the upper bound above the lower.") % {})
    if not 0 <= plan.minutes <= MOST_MINUTES:
        raise Refused(_("Choose at most %(most)s minutes a week, or 0 for no limit.", most=MOST_MINUTES))
    Plan.replace(**plan.__data__).execute()
    return plan


def draft_class(class_id: str, week: str, students: Iterable[str] | None = None) -> int:
    """Draft the week for the children of a class who have none yet, or for the ones named; returns how many."""
    plan, everybody = tables.plan(class_id, week), people.students_of(class_id)
    if not plan.skills and not plan.pins and not plan.projects:
        raise Refused(_("Choose at least one skill first."))
    if students is None:
        given = tables.published([one.id for one in everybody], week)
        chosen = [one for one in everybody if one.id not in given]
    else:
        wanted = set(students)
        chosen = [one for one in everybody if one.id in wanted]
    known, wish = catalog.shelf().drafting, preparing.wish(plan)
    picks = {one.id: drafting.draft(one, wish, known) for one in preparing.students(chosen, week)}
    _keep_drafts(class_id, week, picks)
    return len(picks)


@db.writes
def _keep_drafts(class_id: str, week: str, picks: dict[str, list[drafting.Pick]]) -> None:
    for student, chosen in picks.items():
        slots = [_picked(one) for one in chosen]
        Draft.replace(student=student, week=week, school_class=class_id, slots=slots, made=clock.now_ms()).execute()


def _picked(one: drafting.Pick) -> dict[str, Any]:
    made = _slot(one.card, one.must, one.reason, one.slot or (journal.new_id(preparing.QUICK) if one.quick else ""))
    return {**made, "quick": one.quick} if one.quick else made


def _slot(card: str, must: bool, reason: dict[str, Any], slot: str = "") -> dict[str, Any]:
    return {"slot": slot or journal.new_id("s"), "card": card, "must": must, "reason": reason}


@db.writes
def publish(class_id: str, week: str, students: Iterable[str]) -> int:
    """Give these children the weeks drafted for them; returns how many got one."""
    plan, count = tables.plan(class_id, week), 0
    for student, draft in tables.drafts(students, week).items():
        if not draft.slots:
            continue
        _give(student, week, class_id, {"title": plan.title, "skills": plan.skills, "slots": draft.slots})
        draft.delete_instance()
        count += 1
    return count


def _give(student: str, week: str, class_id: str, told: dict[str, Any]) -> None:
    given = ev.PlaylistPublished(student=student, week=week, school_class=class_id, when=clock.now_ms(), **told)
    journal.write(given, replaces=_so_far(student, week))


@db.writes
def discard(week: str, students: Iterable[str]) -> None:
    """Throw drafts away; what was published stays."""
    Draft.delete().where(Draft.student.in_(list(students)) & (Draft.week == week)).execute()


# --- one step back ----------------------------------------------------------------------------------------


def in_one_step(class_id: str, week: str, what: str, students: Iterable[str], job: Callable[[], Any]) -> Any:
    """Do something to the weeks of these children, so that it can be taken back as one step."""
    before = steps.states(list(students), week)
    result = job()
    steps.remember(class_id, week, what, before)
    return result


@db.writes
def undo(class_id: str, week: str) -> list[str]:
    """Take the last step back; returns the children who had gone on by themselves meanwhile and keep what they have."""
    step = steps.last(class_id, week)
    if step is None:
        raise Refused(_("There is nothing to take back in this week."))
    kept = [student for student, was in step.before.items() if not _put_back(student, week, class_id, was, step.made)]
    step.delete_instance()
    return kept


def _put_back(student: str, week: str, class_id: str, was: dict[str, Any], since: int) -> bool:
    now = steps.states([student], week)[student]
    if was["week"] != now["week"]:
        if _has_gone_on(student, week, now["week"], since):
            return False
        if was["week"] is None:
            journal.write(
                ev.WeekTakenBack(student=student, week=week, when=clock.now_ms()), replaces=_so_far(student, week)
            )
        else:
            _give(student, week, class_id, was["week"])
    Draft.delete().where((Draft.student == student) & (Draft.week == week)).execute()
    if was["draft"] is not None:
        Draft.insert(
            student=student, week=week, school_class=class_id, slots=was["draft"], made=clock.now_ms()
        ).execute()
    return True


def _has_gone_on(student: str, week: str, now: dict[str, Any] | None, since: int) -> bool:
    """Whether she chose or began something in the week that would be taken from her."""
    chosen = any(fact.role == "student" and fact.event.when >= since for fact in _so_far(student, week))
    works = evidence.works_of(student, [slot["slot"] for slot in now["slots"]] if now else [])
    return chosen or any((work.last or 0) >= since for work in works)


# --- changing one week: the draft while there is one, else what was published ------------------------------


@db.writes
def add(student: str, week: str, card: str, *, must: bool = False, reason: dict[str, Any] | None = None) -> None:
    """Put one more card into a child's week; a card that is there already stays as it is."""
    catalog.shelf().card(card)
    slots = current_slots(student, week)
    if any(one["card"] == card for one in slots):
        return
    new = _slot(card, must, reason or reasons.chosen())
    if _drafted(student, week):
        _redraft(student, week, [*slots, new])
    else:
        _check_published(student, week)
        journal.write(ev.SlotAdded(student=student, week=week, when=clock.now_ms(), **new))


@db.writes
def replace(student: str, week: str, slot: str, card: str) -> None:
    """Put another card in the place of one; work that was begun stays, under the old slot."""
    catalog.shelf().card(card)
    slots = current_slots(student, week)
    old = _one(slots, slot)
    begun = evidence.find_work(student, slot) is not None
    new = _slot(card, old["must"], reasons.chosen(), "" if begun else slot)
    if _drafted(student, week):
        _redraft(student, week, [new if one["slot"] == slot else one for one in slots])
    elif begun:
        when = clock.now_ms()
        journal.write(ev.SlotAdded(student=student, week=week, when=when, before=slot, **new))
        journal.write(ev.SlotRemoved(student=student, week=week, when=when, slot=slot))
    else:
        swap = ev.SlotSwapped(
            student=student, week=week, slot=slot, card=card, reason=new["reason"], when=clock.now_ms()
        )
        journal.write(swap, replaces=changes(student, week, slot, ev.SlotSwapped))


@db.writes
def remove(student: str, week: str, slot: str) -> None:
    """Take a card out of a child's week; work that was begun is kept."""
    slots = current_slots(student, week)
    _one(slots, slot)
    if _drafted(student, week):
        _redraft(student, week, [one for one in slots if one["slot"] != slot])
    else:
        journal.write(ev.SlotRemoved(student=student, week=week, slot=slot, when=clock.now_ms()))


@db.writes
def mark(student: str, week: str, slot: str, must: bool) -> None:
    """Say whether a card must be done or may be."""
    slots = current_slots(student, week)
    _one(slots, slot)
    if _drafted(student, week):
        _redraft(student, week, [{**one, "must": must} if one["slot"] == slot else one for one in slots])
    else:
        said = ev.SlotMarked(student=student, week=week, slot=slot, must=must, when=clock.now_ms())
        journal.write(said, replaces=changes(student, week, slot, ev.SlotMarked))


@db.writes
def pin(class_id: str, week: str, card: str, *, must: bool = True) -> None:
    """Put a card into the week of every child of the class, and into every later draft of it."""
    plan = tables.plan(class_id, week)
    save_plan(class_id, week, pins=[*(one for one in plan.pins if one[0] != card), [card, must]])
    everybody = [one.id for one in people.students_of(class_id)]
    planned = {*tables.drafts(everybody, week), *tables.published(everybody, week)}
    for student in everybody:
        if student in planned:
            add(student, week, card, must=must, reason=reasons.pinned())


@db.writes
def unpin(class_id: str, week: str, card: str) -> None:
    """Leave a card out of later drafts; who has it keeps it."""
    plan = tables.plan(class_id, week)
    save_plan(class_id, week, pins=[one for one in plan.pins if one[0] != card])


@db.writes
def change_many(week: str, students: Iterable[str], card: str, what: str) -> int:
    """Do one thing with one card in several weeks: add, remove, must or may; returns how many it changed."""
    catalog.shelf().card(card)
    count = 0
    for student in students:
        there = next((one for one in current_slots(student, week) if one["card"] == card), None)
        if what == "add" and there is None and _has_week(student, week):
            add(student, week, card)
        elif what == "remove" and there is not None:
            remove(student, week, there["slot"])
        elif what in ("must", "may") and there is not None and there["must"] != (what == "must"):
            mark(student, week, there["slot"], what == "must")
        else:
            continue
        count += 1
    return count


def _has_week(student: str, week: str) -> bool:
    return _drafted(student, week) or tables.week(student, week) is not None


def current_slots(student: str, week: str) -> list[dict[str, Any]]:
    """The slots of a child's week as her teacher sees them: the draft while there is one, else what was published."""
    draft = tables.drafts([student], week).get(student)
    if draft:
        return list(draft.slots)
    return [
        {name: getattr(row, name) for name in ("slot", "card", "must", "reason", "quick")}
        for row in tables.slots(student, week)
    ]


def changes(student: str, week: str, slot: str, kind: type[ev.OnWeek]) -> list[journal.Entry]:
    """The entries of one kind that say something about a slot until now; the next one replaces them."""
    return [
        fact
        for fact in _so_far(student, week)
        if isinstance(fact.event, kind) and getattr(fact.event, "slot", slot) == slot
    ]


def _so_far(student: str, week: str) -> list[journal.Entry]:
    return journal.standing(journal.of_register(f"week/{student}/{week}"))


def _drafted(student: str, week: str) -> bool:
    return bool(tables.drafts([student], week))


def _one(slots: Sequence[dict[str, Any]], slot: str) -> dict[str, Any]:
    found = next((one for one in slots if one["slot"] == slot), None)
    if found is None:
        raise Refused(_("This card is not in the week any more. Load the page again."))
    return found


def _redraft(student: str, week: str, slots: list[dict[str, Any]]) -> None:
    Draft.update(slots=slots).where((Draft.student == student) & (Draft.week == week)).execute()


def _check_published(student: str, week: str) -> None:
    if tables.week(student, week) is None:
        raise Refused(_("This child has no week yet. Draft one first."))
