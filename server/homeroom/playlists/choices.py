"""What a student may choose in her own week, as her level of independence says; and showing what she knows."""

from collections.abc import Sequence

from homeroom import acts, clock, config, journal
from homeroom.acts import Act
from homeroom.errors import Refused
from homeroom.evidence import tables as evidence
from homeroom.i18n import _
from homeroom.playlists import catalog, independence, reasons, rules, tables, tested
from homeroom.playlists import events as ev
from homeroom.playlists.actions import changes
from homeroom.playlists.tables import Slot

MOST_SLOTS = 100


@acts.act("week.swap", by=("tablet",))
def swap(act: Act) -> None:
    """Take another variant of the same card, as long as nothing was answered."""
    row = _slot(act)
    _check_may(row.student, independence.PLACE)
    card, shelf = acts.ident(act.body, "card"), catalog.shelf()
    if shelf.card(card).group != shelf.card(row.card).group:
        raise Refused(_("This card can only be swapped for one of its own variants."))
    work = evidence.find_work(row.student, row.slot)
    if work and (work.answered or work.finished or work.status == "returned"):
        raise Refused(_("You have begun this card, so it stays. Finish it first."))
    told = ev.SlotSwapped(
        student=row.student, week=row.week, slot=row.slot, card=card, reason=reasons.own_choice(), when=act.when
    )
    journal.write(told, replaces=changes(row.student, row.week, row.slot, ev.SlotSwapped))


@acts.act("week.add", by=("tablet",))
def add(act: Act) -> None:
    """Take one more card from the shelf, of a skill in the plan; how many is a setting."""
    student, card, slot = _student(act), acts.ident(act.body, "card"), acts.ident(act.body, "slot")
    week = tables.current_week(student, catalog.this_week())
    found = catalog.shelf().card(card)
    own = found.kind == "project" and independence.may(student, independence.PROJECT)
    if not own:
        _check_may(student, independence.TOPIC)
    if week is None or not (own or set(found.skills) & set(week.skills)):
        raise Refused(_("This card is not on your shelf this week. Ask your teacher for it."))
    mine = tables.slots(student, week.week)
    if sum(row.origin == "student" for row in mine) >= config.current().shelf_adds:
        raise Refused(_("You have added enough cards for this week. Finish some first."))
    if any(row.slot == slot or row.card == card for row in mine):
        raise Refused(_("This card is in your week already."))
    told = ev.SlotAdded(
        student=student, week=week.week, slot=slot, card=card, reason=reasons.own_choice(), when=act.when
    )
    journal.write(told)


@acts.act("week.order", by=("tablet",))
def order(act: Act) -> None:
    """Put the cards into the student's own order."""
    student, slots = _student(act), act.body.get("slots")
    if not isinstance(slots, list) or len(slots) > MOST_SLOTS or not all(isinstance(one, str) for one in slots):
        raise Refused(_("“%(name)s” must be a list of cards.", name="slots"))
    week = tables.current_week(student, catalog.this_week())
    if week is None:
        raise Refused(_("You have no week yet."))
    known = {row.slot for row in tables.slots(student, week.week)}
    told = ev.SlotsOrdered(student=student, week=week.week, slots=[one for one in slots if one in known], when=act.when)
    journal.write(told, replaces=changes(student, week.week, "", ev.SlotsOrdered))


@acts.act("week.arrange", by=("tablet",))
def arrange(act: Act) -> None:
    """Say where and with whom she does a card; an empty word takes the choice back."""
    row, body = _slot(act), act.body
    place = acts.one_of(body, "place", ("", *independence.PLACES), default="")
    partner = acts.ident(body, "partner", optional=True) if body.get("partner") else ""
    if place:
        _check_may(row.student, independence.PLACE)
    if partner:
        _check_may(row.student, independence.PARTNER)
        if partner not in independence.mates(row.student):
            raise Refused(_("Choose somebody else of your class."))
    told = ev.SlotArranged(
        student=row.student, week=row.week, slot=row.slot, place=place, partner=partner, when=act.when
    )
    journal.write(told, replaces=changes(row.student, row.week, row.slot, ev.SlotArranged))


@acts.act("week.testout", by=("tablet",))
def test_out(act: Act) -> None:
    """The end of a few questions about a card's skill: the box itself counts what was answered under this run."""
    row, run = _slot(act), acts.ident(act.body, "run")
    shelf = catalog.shelf()
    skills = shelf.card(row.card).skills
    if len(skills) != 1 or not run.startswith(tested.RUN):
        raise Refused(_("There is no short test for this card. Your teacher can take it off your list."))
    if tested.run(row.student, run):
        raise Refused(_("These answers were counted already."))
    answers = _answers(row.student, run, skills[0])
    if not answers:
        raise Refused(_("No question was answered, so nothing was counted."))
    passed = rules.tested_out(answers, shelf.short_test(skills[0])) is True
    recheck = tested.day_after(clock.day_of(act.when), tested.LOOK_BACK) if passed else ""
    told = ev.TestedOut(
        student=row.student,
        week=row.week,
        slot=row.slot,
        card=row.card,
        skill=skills[0],
        run=run,
        passed=passed,
        right=sum(answers),
        asked=len(answers),
        recheck=recheck,
        when=act.when,
    )
    journal.write(told)


def _answers(student: str, run: str, skill: str) -> Sequence[bool]:
    """The first answer to each question of a run that is about the skill, as the box itself judged it."""
    first: dict[tuple[str, str], bool] = {}
    for told in tested.answers(student, run):
        if told.checked and skill in told.skills:
            first.setdefault((told.card_version, told.question), bool(told.correct))
    return list(first.values())


def _check_may(student: str, choice: str) -> None:
    if not independence.may(student, choice):
        raise Refused(_("Your teacher and you have not agreed yet that you choose this. Talk about it."))


def _student(act: Act) -> str:
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    return act.student


def _slot(act: Act) -> Slot:
    found = tables.slot(_student(act), acts.ident(act.body, "slot"))
    if found is None:
        raise Refused(_("This card is not in your week any more."))
    return found
