"""How far goals are by themselves: from finished cards, skills and projects."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from homeroom.evidence import tables as evidence
from homeroom.evidence.rows import Work
from homeroom.evidence.rules import FINISHED
from homeroom.goals import rules
from homeroom.goals.rules import Progress
from homeroom.goals.tables import Goal
from homeroom.mastery import tables as mastery
from homeroom.playlists import catalog, tested
from homeroom.playlists.preparing import QUICK

Finished = dict[str, list[tuple[int, str]]]  # student → (ms, card) of all cards she has done
_milestones: list[Callable[[str], str]] = []


def milestones_by(card_of: Callable[[str], str]) -> None:
    """Let projects say which card a milestone ("project/milestone") is."""
    _milestones[:] = [card_of]


def of_goals(goals: Sequence[Goal]) -> dict[tuple[str, str], Progress]:
    """(student, goal) → how far it is."""
    tied = [one for one in goals if one.about]
    done = finished({one.student for one in tied if one.about != "skill"})
    seen = mastery.forecast(sorted({one.student for one in tied if one.about == "skill"}))
    found = {}
    for one in goals:
        if one.about == "skill":
            state = seen.state(one.student, one.ref).state
            found[one.student, one.goal] = Progress(int(state == "mastered"), 1)
        else:
            found[one.student, one.goal] = _of_cards(one, done.get(one.student, [])) if one.about else Progress()
    return found


def _of_cards(one: Goal, done: list[tuple[int, str]]) -> Progress:
    shelf = catalog.shelf()
    if one.about == "cards":
        subjects = ((when, info.subject) for when, card in done if (info := shelf.find(card)))
        return rules.cards_done(subjects, one.set_at, one.ref, one.count)
    card = one.ref if one.about == "card" else milestone_card(one.ref)
    return Progress(int(any(card == other for _when, other in done)), 1) if card else Progress()


def milestone_card(ref: str) -> str:
    """The card of a milestone; "" when there is none."""
    return _milestones[0](ref) if _milestones else ""


def finished(students: Iterable[str]) -> Finished:
    """The cards that students have finished, or showed to know in a short test."""
    wanted = sorted(students)
    found: Finished = defaultdict(list)
    chosen = Work.student.in_(wanted) & Work.status.in_(FINISHED)
    for work in Work.select(Work.student, Work.slot, Work.card, Work.finished, Work.last).where(chosen):
        if not work.slot.startswith(QUICK):
            found[work.student].append((work.finished or work.last or 0, work.card))
    for one in tested.tests_of(wanted) if wanted else ():
        if one.passed:
            found[one.student].append((one.when, one.card))
    return found


def is_finished(student: str, card: str) -> bool:
    """Whether a student has done a card."""
    return bool(card) and bool(evidence.finished_cards(student, [card]))
