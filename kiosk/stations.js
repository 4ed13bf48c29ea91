// Where each child goes today, as the teacher published it; kept for when the box is away.

import {openDisk} from "/static/outbox/disk.js";
import {askStations} from "./box.js";
import {clockTime, schoolDay} from "./day.js";

const EVERY = 60000;
const disk = openDisk("homeroom-kiosk");
let known = {};
let tag = null;

export async function keepStations() {
  const [saved] = await disk("readonly", ["meta"], ({meta}) => [meta.get("stations")]).catch(() => []);
  known = saved || known;
  look();
  setInterval(look, EVERY);
}

async function look() {
  const {status, body, tag: newTag} = await askStations(tag).catch(() => ({}));
  if (status !== 200) return;
  known = body;
  tag = newTag;
  disk("readwrite", ["meta"], ({meta}) => [meta.put(known, "stations")]).catch(() => {});
}

// The place of a child now or next, or nothing.
export function goesTo(student, now) {
  const places = known.day === schoolDay(now) && known.places[student];
  return places && places.find(({until}) => until > clockTime(now));
}
