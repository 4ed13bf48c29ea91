// What happens when a child goes from one place to the other: which act it is, and whether to ask why.

import {t} from "/static/i18n.js";
import {askWho, askWhy} from "./cards.js";
import {isAfter, isBefore} from "./day.js";
import {sorry, takenBack, welcome} from "./greeting.js";
import {other, placeOf} from "./places.js";
import {copyOf, walk} from "./walk.js";

const COOL_DOWN = 1500; // ms in which a second move of the same child is a slip of the finger

export function openCrossing(school, places, greetings) {
  const lastMove = new Map();
  const childOf = (student) => school.roster.students.find(({id}) => id === student);
  const stateOf = (student) => school.day().get(student).state;

  function tapped(student, byKey) {
    const undoable = Boolean(school.canUndo(student));
    askWho(childOf(student), stateOf(student), undoable, (what) => {
      if (what === "undo") takeBack(student);
      else cross(student, what, byKey ? "key" : "tap", copyOf(places.spot(student, places.big())));
    });
  }

  function dropped({student, to, hand}) {
    if (to === placeOf(school.day().get(student))) return walk(hand, [places.spot(student, to)]);
    if (school.canUndo(student)) return takeBack(student, hand);
    return cross(student, to, "drag", hand);
  }

  function cross(student, to, method, hand) {
    const child = childOf(student);
    const state = stateOf(student);
    const back = () => walk(hand, [places.spot(student, other(to))]);
    if (Date.now() - (lastMove.get(student) || 0) < COOL_DOWN) return back();
    const go = (kind, body) => finish(child, to, hand, kind, {method, ...body});
    const {late_after: lateAfter, ends} = school.roster;
    const coming = to === "school";
    if (coming && (state === "left" || !isAfter(lateAfter, school.now()))) return go("attendance.arrive", {});
    if (!coming && !isBefore(ends, school.now())) return go("attendance.leave", {});
    return askWhy(child, coming, (reason) => {
      if (coming) go(reason ? "attendance.late" : "attendance.arrive", reason ? {reason} : {});
      else go("attendance.leave", reason ? {reason} : {});
    }, back);
  }

  function finish(child, to, hand, kind, body) {
    lastMove.set(child.id, Date.now());
    walk(hand, [places.door, places.spot(child.id, to)]);
    welcome(greetings, child, to === "school", school.now(), () => takeBack(child.id));
    school.act(kind, child.id, body).then((n) => n || failed(child));
  }

  async function takeBack(student, hand) {
    const before = places.big();
    const copy = hand || copyOf(places.spot(student, before));
    const from = placeOf(school.day().get(student));
    lastMove.delete(student);
    if (await school.undo(student)) {
      takenBack(greetings, childOf(student));
      walk(copy, [places.door, places.spot(student, other(from))]);
    } else {
      walk(copy, [places.spot(student, from)]);
    }
  }

  function failed(child) {
    lastMove.delete(child.id);
    sorry(greetings, t("This was not kept. Please tell a teacher: %(name)s", {name: child.short}));
  }

  return {tapped, dropped};
}

