// What the kiosk knows and does: the children, their day, and each move kept in the outbox at once.

import {openDisk} from "/static/outbox/disk.js";
import {t, use} from "/static/i18n.js";
import {askRoster} from "./box.js";
import {key, look, schoolDay} from "./day.js";

const EVERY = 4000;
const SLOWEST = 10000;
export const SECOND_THOUGHTS = 60000; // how long a move can be taken back

export async function openSchool(outbox) {
  const disk = openDisk("homeroom-kiosk");
  const readers = new Set();
  const moves = new Map(); // student → the last act of this page, while it can be taken back
  const school = {roster: null, enrolled: true, lastContact: 0, problem: ""};
  let acts = [];
  let tag = null;
  let fails = 0;
  let timer = 0;

  const now = () => Date.now() + (school.roster ? school.roster.offset : 0);
  const tell = () => readers.forEach((read) => read(school));

  // ---- the box's word

  async function ask(asked) {
    clearTimeout(timer);
    const unanswered = new Set((await outbox.pendingFor()).map(key));
    const known = new Set(acts);
    try {
      await hear(await (asked || askRoster(tag)));
      // What the box had answered before we asked is in its answer now.
      acts = acts.filter((act) => !known.has(act) || !act.n || unanswered.has(key(act)));
      if (fails) outbox.flush(); // the box is back: no need to wait for the next try
      fails = 0;
    } catch (problem) {
      fails++;
    }
    tell();
    timer = setTimeout(() => ask(), document.hidden ? SLOWEST : Math.min(SLOWEST, EVERY * 2 ** fails));
  }

  async function hear({status, body, tag: newTag}) {
    if (status === 401 || status === 403) {
      Object.assign(school, {enrolled: false, roster: null});
      tag = null;
      await keepRoster();
    } else if (status === 200) {
      school.roster = {...body, offset: body.time - Date.now(), heard: body.time};
      tag = newTag;
      await keepRoster();
    } else if (status === 304 && schoolDay(now()) === schoolDay(school.roster.heard)) {
      school.roster.heard = now();
    } else if (status === 304) {
      tag = null; // a new day: what we have is yesterday's
      throw new Error("a new day");
    } else {
      throw new Error(`answer ${status}`);
    }
    if (school.roster) Object.assign(school, {enrolled: true, lastContact: Date.now()});
    speakLanguage();
  }

  // A box without a clock battery finds out the time only some while after its start.
  function correctClock(time) {
    if (!school.roster) return;
    school.roster.offset = time - Date.now();
    tell();
  }

  function speakLanguage() {
    if (!school.roster) return;
    const {language, school: {dir}, messages} = school.roster;
    Object.assign(document.documentElement, {lang: language, dir});
    if (messages) use(messages);
    document.title = t("Homeroom kiosk");
  }

  function keepRoster() {
    return disk("readwrite", ["meta"], ({meta}) => [meta.put(school.roster, "roster")]).catch(() => {});
  }

  // ---- what children do

  const act = async (kind, student, body) => (await actAll(kind, [student], body))[0];

  // The same of several children: an act each; → their numbers, 0 for what could not be kept.
  async function actAll(kind, students, body) {
    const before = day();
    const made = students.map((student) =>
      ({outbox: outbox.id, n: 0, kind, when: Date.now(), body: {student, ...body}, back: before.get(student)}));
    acts.push(...made);
    made.forEach((one) => moves.set(one.body.student, one));
    tell();
    await Promise.all(made.map(keep));
    tell();
    return made.map(({n}) => n);
  }

  async function keep(one) {
    try {
      one.n = await (one.safe = outbox.add(one.kind, one.body, {when: one.when}));
    } catch (problem) {
      acts = acts.filter((other) => other !== one);
      moves.delete(one.body.student);
      school.problem = "storage";
    }
  }

  // Takes the child's last move back, when it is young enough; exactly that move never was.
  async function undo(student) {
    const move = canUndo(student);
    if (!move) return false;
    moves.delete(student);
    if (!(await move.safe.catch(() => 0))) return false;
    const one = {outbox: outbox.id, n: 0, kind: "attendance.undo", when: Date.now(), body: {student, of: move.n}};
    acts.push(Object.assign(one, {back: move.back}));
    tell();
    one.n = await outbox.add(one.kind, one.body, {when: one.when});
    return true;
  }

  function canUndo(student) {
    const move = moves.get(student);
    return move && Date.now() - move.when < SECOND_THOUGHTS ? move : null;
  }

  const day = () => look(school.roster, acts, now());

  // ---- begin

  const [saved] = await disk("readonly", ["meta"], ({meta}) => [meta.get("roster")]).catch(() => []);
  school.roster = saved || null;
  acts = await outbox.pendingFor();
  speakLanguage();
  let lastSaved = -1; // not heard yet
  outbox.subscribe((state) => {
    if (lastSaved >= 0 && state.lastSaved > lastSaved) setTimeout(() => ask(), 200);
    lastSaved = state.lastSaved;
  });
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("online", () => ask());

  return Object.assign(school, {
    now, day, act, actAll, undo, canUndo, ask, correctClock,
    today: () => schoolDay(now()),
    subscribe(read) {
      readers.add(read);
      return () => readers.delete(read);
    },
  });
}
