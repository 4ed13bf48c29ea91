// A newer version of the kiosk is fetched whole while the box answers, and shown when nobody is there.

import {boxVersion, fetchShell} from "./box.js";

const EVERY = 5 * 60000;
const QUIET = 60000;

export async function keepCurrent(outbox) {
  let touched = Date.now();
  let ours = await boxVersion();
  ["pointerdown", "keydown"].forEach((sign) => addEventListener(sign, () => (touched = Date.now()), true));

  setInterval(async () => {
    const there = await boxVersion();
    ours = ours || there;
    if (!there || there === ours || outbox.waiting() || Date.now() - touched < QUIET) return;
    // Loading while the box is away would leave a dead screen on the wall.
    if (await fetchShell().catch(() => false)) location.reload();
  }, EVERY);
}
