// Every few minutes: what time is it at the box, and is there a newer kiosk? That is fetched whole while the box
// answers, and shown when nobody is there.

import {fetchShell, ping} from "./box.js";

const EVERY = 5 * 60000;
const QUIET = 60000;

export async function keepCurrent(school, outbox) {
  let touched = Date.now();
  let ours = await ping();
  import("/static/offline.js").catch(() => {});
  ["pointerdown", "keydown"].forEach((sign) => addEventListener(sign, () => (touched = Date.now()), true));

  setInterval(async () => {
    const there = await ping();
    if (!there) return;
    ours = ours || there;
    school.correctClock(there.time);
    if (there.version === ours.version || outbox.waiting() || Date.now() - touched < QUIET) return;
    // Loading while the box is away would leave a dead screen on the wall.
    if (await fetchShell().catch(() => false)) location.reload();
  }, EVERY);
}
