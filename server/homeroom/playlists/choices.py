"""What a student may choose in her own week: another variant, one more card, the order."""

from homeroom import acts, config, journal
from homeroom.acts import Act
from homeroom.errors import Refused
from homeroom.evidence import tables as evidence
from homeroom.i18n import _
from homeroom.playlists import catalog, reasons, tables
from homeroom.playlists import events as ev
from homeroom.playlists.actions import changes
from homeroom.playlists.tables import Slot

MOST_SLOTS = 100


@acts.act("week.swap", by=("tablet",))
def swap(act: Act) -> None:
    """Take another variant of the same card, as long as nothing was answered."""
    row = _slot(act)
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
    if week is None or not set(found.skills) & set(week.skills):
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


def _student(act: Act) -> str:
    if not act.student:
        raise Refused(_("Nobody is signed in on this tablet, so this belongs to no child."))
    return act.student


def _slot(act: Act) -> Slot:
    found = tables.slot(_student(act), acts.ident(act.body, "slot"))
    if found is None:
        raise Refused(_("This card is not in your week any more."))
    return found
