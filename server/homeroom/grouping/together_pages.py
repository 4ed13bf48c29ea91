"""Who fits with whom over HTTP: pairs, small groups, a round of talks, and who is kept apart."""

from dataclasses import dataclass

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import clock, web
from homeroom.errors import Refused
from homeroom.grouping import actions, facts, needs, pairs, standard, tables
from homeroom.grouping.blueprint import bp, seen_class, seen_layout
from homeroom.grouping.contacts import last_spoken
from homeroom.grouping.layout import Layout
from homeroom.grouping.names import Names
from homeroom.i18n import _
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.terms import tables as terms
from homeroom.web import allow, caller

ROUND_DAYS = 5


@dataclass(frozen=True)
class PairShown:
    """A pair on the page, with what each gives."""

    children: tuple[str, ...]
    why: tuple[str, ...]
    both: bool


@dataclass(frozen=True)
class GroupShown:
    """A small group on the page."""

    skill: str
    about: str
    children: tuple[str, ...]
    asked: bool


@bp.get("/stations/<class_id>/together")
@allow("staff")
def together(class_id: str) -> ResponseReturnValue:
    """Pairs, small groups and a round of talks for the next school day."""
    layout = seen_layout(class_id)
    day = standard.next_day(*layout.classes)
    known, names = facts.gather(layout, day), Names(facts.members(layout))
    return web.page(
        "grouping/together.html",
        group=people.school_class(class_id),
        day=day,
        names=names,
        pairs=_pairs(known, names),
        groups=_groups(known, names, tables.asked(class_id, day)),
        talks=_talks(layout, known),
    )


def _pairs(known: facts.Known, names: Names) -> list[PairShown]:
    found = []
    for pair in pairs.match(known.ids, known.worth, apart=known.apart):
        one, rest = pair[0], pair[1:]
        why = []
        for other in rest:
            met = pairs.exchange(one, other, known.chances)
            why += [_gives(names, one, other, met.first_helps), _gives(names, other, one, met.second_helps)]
        told = tuple(filter(None, why))
        found.append(PairShown(pair, told or (_fresh(rest),), len(told) > 1))
    return sorted(found, key=lambda one: (not one.both, names.child(one.children[0])))


def _fresh(rest: tuple[str, ...]) -> str:
    if not rest:
        return _("Has no partner.")
    return _("Neither has what the other needs yet; they have not met for a while.")


def _gives(names: Names, helper: str, learner: str, skill: str) -> str:
    if not skill:
        return ""
    told = {"helper": names.child(helper), "learner": names.child(learner), "skill": names.skill(skill)}
    return _("%(helper)s can help %(learner)s with “%(skill)s”.", **told)


def _groups(known: facts.Known, names: Names, asked: list[tables.AskedGroup]) -> list[GroupShown]:
    there = {(one.about, tuple(one.students)) for one in asked if one.source == "skill"}
    wanted = {child: one.needs for child, one in known.children.items()}
    return [
        GroupShown(one.skill, names.skill(one.skill), one.children, (one.skill, one.children) in there)
        for one in needs.small_groups(wanted, apart=known.apart)
    ]


def _talks(layout: Layout, known: facts.Known) -> list[tuple[str, list[tuple[str, needs.Talk]]]]:
    adults = [one.id for key in layout.classes for one in people.teachers_of(key)]
    kept, days = terms.calendar(), [standard.next_day(*layout.classes)]
    while len(days) < ROUND_DAYS:
        days.append(kept.after(days[-1], layout.classes))
    found = needs.talk_round(last_spoken(known.ids), now=clock.now_ms(), days=days, adults=list(dict.fromkeys(adults)))
    return [(day, [(talk.adult, talk) for talk in found if talk.day == day]) for day in days]


@bp.post("/stations/<class_id>/groups")
@allow("staff")
def ask_group(class_id: str) -> ResponseReturnValue:
    """Ask for a group of these children with an adult on the next school day."""
    layout, form = seen_layout(class_id), request.form
    members = {one.id for one in facts.members(layout)}
    chosen = [one for one in form.getlist("student") if one in members]
    source = form.get("source", "hand")
    if not chosen:
        raise Refused(_("Choose at least one child."))
    day = standard.next_day(*layout.classes)
    actions.ask_group(class_id, day, chosen, source=source, about=form.get("about", ""))
    return redirect(web.local_path(form.get("next") or url_for("grouping.show_class", class_id=class_id)), 303)


# --- who is kept apart -----------------------------------------------------------------------------------


@bp.get("/stations/<class_id>/apart")
@allow("staff")
def apart(class_id: str) -> ResponseReturnValue:
    """The children who are not to work together; no child and no family sees this page."""
    layout = seen_layout(class_id)
    members = facts.members(layout)
    return web.page(
        "grouping/apart.html",
        group=people.school_class(class_id),
        names=Names(members),
        members=members,
        rows=tables.apart(one.id for one in members),
    )


@bp.post("/stations/<class_id>/apart")
@allow("staff")
def change_apart(class_id: str) -> ResponseReturnValue:
    """Keep two apart, or let them work together again."""
    seen_class(class_id)
    form = request.form
    both = form.get("student", ""), form.get("other", "")
    for one in both:
        people_actions.check_may_see_student(caller(), people.student(one).id)
    if form.get("do") == "together":
        actions.let_together(*both)
    else:
        actions.keep_apart(*both, form.get("note", ""))
    return redirect(url_for("grouping.apart", class_id=class_id), 303)
