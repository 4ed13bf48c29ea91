// What the box knows of the child's skills, and the quick questions of today: kept on the tablet until hand-over.
import { useEffect, useState } from "/static/vendor/preact-htm.js";
import { ask } from "./box.js";
import { keep, read } from "./store.js";

const RESTS = 60000; // ms: going to and fro between week and cards asks the box once
let heard = { at: -RESTS };
const asked = new Set(); // quick questions that were taken on this tablet; the box may not have heard of them yet

/** Marks a quick question as taken. */
export const taken = (slot) => asked.add(slot);

/** {skills, rechecks}, or null before anything is known; `fresh` asks the box in any case. */
export function useKnown(day, fresh) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let gone = false;
    const show = (next) => { if (next && !gone) setFound(next); };
    if (!fresh && heard.day === day && performance.now() - heard.at < RESTS) { show(heard.body); return undefined; }
    read("child", "skills").then((kept) => { if (heard.day !== day) show(kept); });
    ask("/api/skills").then(({ status, body }) => {
      if (status !== 200 || gone) return;
      heard = { day, body, at: performance.now() };
      keep("child", "skills", body);
      show(body);
      body.rechecks.forEach((one) => day.card(one).catch(() => {})); // so that it opens when the box is away
    }).catch(() => {});
    return () => { gone = true; };
  }, []);
  return found && { ...found, rechecks: found.rechecks.filter((one) => !asked.has(one.slot)) };
}
