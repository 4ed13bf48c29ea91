"""The inbox: everything that waits for an answer, one after the other."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue

from homeroom import web
from homeroom.evidence import actions
from homeroom.goals import waiting as goal_calls
from homeroom.i18n import _, messages_for
from homeroom.people import actions as people_actions
from homeroom.people import tables as people
from homeroom.today import inbox as box
from homeroom.today import words
from homeroom.today.blueprint import bp
from homeroom.today.live_pages import my_classes
from homeroom.web import allow, caller


@bp.get("/inbox")
@allow("staff")
def inbox() -> ResponseReturnValue:
    """The list; on a wide screen with the first item open beside it."""
    items = _items()
    return _page(items, items[0].student if items else "", items[0].slot if items else "", opened=False)


@bp.get("/inbox/<student>/<slot>")
@allow("staff")
def inbox_item(student: str, slot: str) -> ResponseReturnValue:
    """One piece of work with its conversation, whether it waits or not."""
    people_actions.check_may_see_student(caller(), student)
    return _page(_items(), student, slot, opened=True)


@bp.post("/inbox/<student>/<slot>")
@allow("staff")
def inbox_answer(student: str, slot: str) -> ResponseReturnValue:
    """Reply, return, accept, note that one was there, or take a verdict back; then go on with the next."""
    people_actions.check_may_see_student(caller(), student)
    what, text = request.form.get("do", "reply"), request.form.get("text", "")
    following, step = box.following(_items(), student, slot), ""
    if what == "accept":
        actions.accept(student, slot, _mark(), text)
    elif what == "return":
        actions.send_back(student, slot, text)
    elif what == "hand":
        step = actions.answer_hand(student, slot, text)
    elif what == "undo":
        actions.take_back(student, slot)
        return redirect(url_for("today.inbox_item", student=student, slot=slot), 303)
    elif what == "undo-words":
        actions.take_back_words(student, slot, request.form.get("step", ""))
        return redirect(url_for("today.inbox_item", student=student, slot=slot), 303)
    else:
        step = actions.reply(student, slot, text)
    where = url_for("today.inbox")
    if following:
        where = url_for("today.inbox_item", student=following.student, slot=following.slot)
    return redirect(f"{where}?{urlencode({'done': what, 'of': student, 'at': slot, 'step': step})}", 303)


def _mark() -> int | None:
    mark = request.form.get("mark", "")
    return int(mark) if mark.isdecimal() else None


def _items() -> list[box.Item]:
    return box.items(_students())


def _students() -> dict[str, people.Student]:
    wanted = request.args.get("class", "")
    mine = [one for group in my_classes() if wanted in ("", group.id) for one in people.students_of(group.id)]
    return {one.id: one for one in mine}


def _page(items: list[box.Item], student: str, slot: str, *, opened: bool) -> str:
    students = _students()
    visits, contests, goals = box.visits(students), box.contests(students), goal_calls.groups(students)
    return web.page(
        "today/inbox.html",
        items=items,
        visits=visits,
        contests=contests,
        goals=goals,
        count=len(items) + len(visits) + len(contests) + sum(len(one.rows) for one in goals),
        here_again=_here_again(),
        opened=opened,
        shown=box.opened(student, slot) if student else None,
        here=(student, slot),
        following=box.following(items, student, slot),
        previous=box.previous(items, student, slot),
        done=_done(),
        phrases=box.phrases(),
        calls=words.calls(),
        marks=words.marks(),
        messages=messages_for(["static/today/"]),
    )


def _here_again() -> str:
    wanted = request.args.get("class", "")
    return f"/inbox?{urlencode({'class': wanted})}&" if wanted else "/inbox?"


def _done() -> dict[str, Any] | None:
    goal, student = request.args.get("goal", ""), request.args.get("of", "")
    if goal and student:
        people_actions.check_may_see_student(caller(), student)
        again = urlencode({"done": "undo", "of": student, "goal": goal})
        sentence = goal_calls.done(request.args.get("done", ""), people.student(student).given_name)
        back = _undo(f"/students/{student}/goals/{goal}", "undo", following=_here_again() + again) if _step() else None
        return {"sentence": sentence, "undo": back} if sentence else None
    return _done_to_work()


def _done_to_work() -> dict[str, Any] | None:
    what, student, slot = (request.args.get(name, "") for name in ("done", "of", "at"))
    if what not in ("accept", "return", "reply", "hand") or not student:
        return None
    people_actions.check_may_see_student(caller(), student)
    name = people.student(student).given_name
    sentences = {
        "accept": _("Accepted for %(name)s.", name=name),
        "return": _("Returned to %(name)s for another try.", name=name),
        "reply": _("Your words are with %(name)s.", name=name),
        "hand": _("You were with %(name)s.", name=name),
    }
    path = url_for("today.inbox_item", student=student, slot=slot)
    if what in ("accept", "return"):
        return {"sentence": sentences[what], "undo": _undo(path, "undo")}
    return {"sentence": sentences[what], "undo": _undo(path, "undo-words") if _step() else None}


def _step() -> str:
    """The entry that was just written, as the page before told it."""
    return request.args.get("step", "")


def _undo(path: str, what: str, following: str = "") -> dict[str, str]:
    """What the button that takes the last step back sends, and where."""
    return {"path": path, "do": what, "step": _step(), "next": following}
