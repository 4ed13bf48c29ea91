"""Planning, running and ending comparisons. The only writers of their entries."""

from collections.abc import Iterable

from homeroom import clock, db, journal
from homeroom.errors import Conflict, NotFound, Refused
from homeroom.i18n import _
from homeroom.mastery import tables as mastery
from homeroom.people import tables as people
from homeroom.trials import choosing, comparing, outcomes, rules, tables
from homeroom.trials import events as ev
from homeroom.trials.tables import Trial

LONGEST = 300


@db.writes
def plan(choice: str, usual: str, new: str, question: str, outcome: str, most: int, classes: Iterable[str]) -> str:
    """Begin a comparison in these classes; returns its id."""
    found, wanted, told = choosing.choice(choice), list(classes), question.strip()
    if usual == new:
        raise Refused(_("Choose two different cards or packs."))
    if not told or len(told) > LONGEST:
        raise Refused(_("Write in plain words what you want to find out, in at most %(most)s letters.", most=LONGEST))
    if outcome not in rules.OUTCOMES or most not in rules.SIZES:
        raise Refused(_("Choose what is looked at, and in how many children."))
    if not wanted:
        raise Refused(_("Choose at least one class."))
    ways = found.way(usual), found.way(new)
    _check_free(found.skill)
    key = journal.new_id("c")
    planned = ev.TrialPlanned(
        trial=key,
        when=clock.now_ms(),
        question=told,
        skill=found.skill,
        usual=list(ways[0].cards),
        new=list(ways[1].cards),
        names=[ways[0].name, ways[1].name],
        outcome=outcome,
        most=most,
        seed=journal.new_id(),
    )
    journal.write(planned)
    for school_class in wanted:
        join(key, school_class)
    return key


def _check_free(skill: str) -> None:
    if any(one.skill == skill for one in tables.running()):
        raise Refused(_("Another comparison about this skill is running. End it first, or wait for it."))


@db.writes
def join(key: str, school_class: str) -> int:
    """Let a class take part: each of its children gets one of the two by lot. Returns how many."""
    found = _running(key)
    children = [one.id for one in people.students_of(school_class)]
    if not children:
        raise Refused(_("This class has no children yet."))
    if any(one.school_class == school_class for one in tables.children(key)):
        raise Refused(_("This class takes part already, or has left. Lots are drawn once."))
    now = mastery.forecast(children)
    chances = [now.chance(one, [found.skill]) for one in children]
    told = ev.ClassJoined(trial=key, school_class=school_class, cut=rules.middle(chances), when=clock.now_ms())
    journal.write(told, replaces=journal.standing(journal.of_register(told.register)))
    return _draw(found, school_class, told.cut)


@db.writes
def leave(key: str, school_class: str) -> None:
    """A class takes part no more: its children get what their teacher plans, and count no more from now on."""
    _running(key)
    if school_class not in tables.classes(key):
        raise NotFound(_("This class does not take part."))
    now = clock.now_ms()
    told = ev.ClassJoined(trial=key, school_class=school_class, out=True, when=now)
    journal.write(told, replaces=journal.standing(journal.of_register(told.register)))
    for one in tables.children(key):
        if one.school_class == school_class and not one.out:
            journal.write(ev.ChildTakenOut(trial=key, student=one.student, when=now))


@db.writes
def draw_for_newcomers(key: str) -> int:
    """Give children who came to a class later their lot; returns how many."""
    found = _running(key)
    return sum(_draw(found, row.school_class, row.cut) for row in tables.classes(key).values())


def _draw(found: Trial, school_class: str, cut: float) -> int:
    there = {one.student: one for one in tables.children(found.id)}
    fresh = [one for one in people.students_of(school_class) if one.id not in there]
    seen, groups = mastery.forecast([one.id for one in fresh]), dict[str, list[str]]()
    for one in fresh:
        groups.setdefault(rules.starter(seen.chance(one.id, [found.skill]), cut), []).append(one.id)
    languages = {one.id: one.language for one in fresh}
    for starter, children in groups.items():
        stratum = rules.stratum(school_class, starter)
        before = [one.arm for one in there.values() if rules.stratum(one.school_class, one.starter) == stratum]
        for child, arm in rules.lot(found.seed, stratum, children, before).items():
            told = {"school_class": school_class, "arm": arm, "starter": starter, "language": languages[child]}
            journal.write(ev.ChildAssigned(trial=found.id, student=child, when=clock.now_ms(), **told))
    return len(fresh)


@db.writes
def take_out(key: str, student: str, text: str = "") -> None:
    """A teacher decides otherwise for one child: from now on she gets what suits her, and is not counted."""
    _child(key, student, out=False)
    told = ev.ChildTakenOut(trial=key, student=student, when=clock.now_ms(), text=text.strip()[:LONGEST] or None)
    journal.write(told, replaces=_said(told.register))


@db.writes
def take_back_in(key: str, student: str) -> None:
    """Take that back, as long as the comparison runs; what she did meanwhile counts, as the lot stood."""
    _child(key, student, out=True)
    told = ev.ChildTakenOut(trial=key, student=student, when=clock.now_ms(), back=True)
    journal.write(told, replaces=_said(told.register))


def _child(key: str, student: str, *, out: bool) -> None:
    _running(key)
    found = next((one for one in tables.children(key) if one.student == student), None)
    if found is None or bool(found.out) != out:
        raise Conflict(_("This was done already. Load the page again."))


def _said(register: str) -> list[journal.Entry]:
    standing = journal.standing(journal.of_register(register))
    return [one for one in standing if isinstance(one.event, ev.ChildTakenOut)]


@db.writes
def stop(key: str, text: str = "") -> None:
    """End it by hand, at any time; a result that was not waited for proves nothing."""
    _end(_running(key), "hand", text.strip()[:LONGEST] or None)


def _end(found: Trial, reason: str, text: str | None = None) -> None:
    journal.write(ev.TrialEnded(trial=found.id, reason=reason, text=text, when=clock.now_ms()))


def _running(key: str) -> Trial:
    found = tables.trial(key)
    if found.ended:
        raise Conflict(_("This comparison is over."))
    return found


# --- unasked -----------------------------------------------------------------------------------------


def look_at_all() -> int:
    """Draw lots for newcomers, take the looks that are due, end what is to be ended; returns how many looks."""
    return sum(_look(one.id) for one in tables.running())


@db.writes
def _look(key: str) -> int:
    found = _running(key)
    draw_for_newcomers(key)
    taken, results = 0, outcomes.measured(found, tables.children(key))
    for look in rules.reached(found.most, len(results), (one.look for one in tables.looks(key))):
        first = results[: rules.wanted(found.most, look)]
        counts = rules.count((one.stratum, one.arm, one.right) for one in first)
        journal.write(ev.TrialLooked(trial=key, look=look, counts=counts, when=clock.now_ms()))
        taken += 1
        end = rules.verdict(comparing.z_of(counts), look) or ("full" if look == rules.LOOKS else "")
        if end:
            _end(found, end)
            break
    return taken
