// What the corner knows: the PIN's verifier and who visits, as the box told last, with what was done here since.

import {openDisk} from "/static/outbox/disk.js";
import {askCorner} from "../box.js";
import {key, schoolDay} from "../day.js";

const EVERY = 60000;
const KINDS = ["attendance.visitor-in", "attendance.visitor-out"];

export async function openKnown(school, outbox) {
  const disk = openDisk("homeroom-kiosk");
  const readers = new Set();
  const tell = () => readers.forEach((read) => read());
  const keep = () => disk("readwrite", ["meta"], ({meta}) => [meta.put(told, "corner")]).catch(() => {});
  const [saved] = await disk("readonly", ["meta"], ({meta}) => [meta.get("corner")]).catch(() => []);
  let told = saved || {pin: null, visitors: [], heard: 0};
  let acts = (await outbox.pendingFor()).filter(({kind}) => KINDS.includes(kind));

  async function ask() {
    const unanswered = new Set((await outbox.pendingFor()).map(key));
    const before = new Set(acts);
    const {status, body} = await askCorner().catch(() => ({}));
    if (status === 401 || status === 403) told = {pin: null, visitors: [], heard: 0}; // out of use: forget names
    else if (status === 200) told = {...body, heard: school.now()};
    else return;
    // What the box had answered before it was asked is in its answer now.
    acts = acts.filter((act) => !before.has(act) || !act.n || unanswered.has(key(act)));
    await keep();
    tell();
  }

  // → whether it is safe on this disk
  async function act(kind, body) {
    const one = {outbox: outbox.id, n: 0, kind, when: Date.now(), body};
    acts.push(one);
    tell();
    try {
      one.n = await outbox.add(kind, body, {when: one.when});
    } catch (problem) {
      acts = acts.filter((other) => other !== one);
    }
    tell();
    return one.n > 0;
  }

  // Who visits now: [{id, name, host, came}], first come first.
  function visitors() {
    const today = schoolDay(school.now());
    const offset = school.roster ? school.roster.offset : 0;
    const inside = new Map((schoolDay(told.heard) === today ? told.visitors : []).map((one) => [one.id, one]));
    for (const {kind, when, body} of acts) {
      const came = when + offset;
      if (kind === KINDS[0] && schoolDay(came) === today) inside.set(body.visit, {id: body.visit, name: body.name, host: body.host, came});
    }
    for (const {kind, body} of acts) if (kind === KINDS[1]) inside.delete(body.visit);
    return Array.from(inside.values()).sort((a, b) => a.came - b.came || (a.id < b.id ? -1 : 1));
  }

  let lastSaved = 0;
  outbox.subscribe((state) => {
    if (state.lastSaved > lastSaved && lastSaved && acts.length) setTimeout(ask, 300);
    lastSaved = state.lastSaved;
  });
  setInterval(ask, EVERY);
  const first = ask();
  if (!saved) await first; // nobody comes in before the first word of a PIN
  return {ask, act, visitors, pin: () => told.pin,
    subscribe(read) {
      readers.add(read);
      return () => readers.delete(read);
    }};
}
