// The day as it looks from here: the box's last word, and what was done at this kiosk since. Plain functions.

const NIGHT = 3 * 3600 * 1000; // a school day begins at 03:00
const STATE = {"attendance.arrive": "here", "attendance.late": "late", "attendance.leave": "left"};
const two = (number) => String(number).padStart(2, "0");

export const atSchool = (state) => state === "here" || state === "late";

export function schoolDay(ms) {
  const day = new Date(ms - NIGHT);
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}

export function clockTime(ms) {
  const time = new Date(ms);
  return `${two(time.getHours())}:${two(time.getMinutes())}`;
}

export const isAfter = (hhmm, ms) => Boolean(hhmm) && clockTime(ms) > hhmm;
export const isBefore = (hhmm, ms) => Boolean(hhmm) && clockTime(ms) < hhmm;

// → Map: student id → {state, since, waiting}. An act is {outbox, n, kind, when, body}; `back` tells an undo what was before.
export function look(roster, acts, now) {
  const today = schoolDay(now);
  const fresh = schoolDay(roster.heard) === today;
  const day = new Map(roster.students.map(({id, state, since}) => [
    id,
    {state: fresh ? state : "expected", since: fresh ? since : null, waiting: false},
  ]));
  const ofToday = acts.filter((act) => schoolDay(act.when + roster.offset) === today);
  const here = new Set(ofToday.map(key));
  const undone = new Set(ofToday.filter(isUndo).map(undoes));
  for (const act of ofToday) {
    const child = day.get(act.body.student);
    if (!child || undone.has(key(act))) continue;
    if (!isUndo(act)) Object.assign(child, outcome(roster, act, child), {waiting: true});
    else if (!here.has(undoes(act))) Object.assign(child, act.back || guess(child), {waiting: true});
    else child.waiting = true;
  }
  return day;
}

export const key = (act) => `${act.outbox}/${act.n}`;
const isUndo = (act) => act.kind === "attendance.undo";
const undoes = (act) => `${act.outbox}/${act.body.of}`;

function outcome(roster, act, before) {
  const since = act.when + roster.offset;
  const late = act.kind === "attendance.arrive" && before.state !== "left" && isAfter(roster.late_after, since);
  return {state: late ? "late" : STATE[act.kind] || before.state, since};
}

// After a restart nobody remembers what was before the act that was taken back.
function guess(child) {
  return atSchool(child.state) ? {state: "expected", since: null} : {state: "here", since: null};
}

// Who is in the building, by class: [{name, sign, children: [{name, short, since, state}]}]; nobody twice.
export function rollCall(roster, day) {
  const inside = roster.students.filter(({id}) => atSchool(day.get(id).state));
  const counted = new Set();
  const groups = roster.classes.map((one) => ({
    ...one,
    children: inside.filter(({id, class: classes}) => classes.includes(one.id) && !counted.has(id) && counted.add(id)),
  }));
  const others = inside.filter(({id}) => !counted.has(id));
  return others.length ? groups.concat({id: "", name: "", sign: "", children: others}) : groups;
}
