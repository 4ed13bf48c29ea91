// Wrong tries at the PIN: after five the next one waits, longer each time. Kept on the disk, over restarts too.

import {openDisk} from "/static/outbox/disk.js";

const FREE = 5;
const [SHORTEST, LONGEST] = [30000, 15 * 60000];
const disk = openDisk("homeroom-kiosk");
let tries = {wrong: 0, until: 0}; // also for the day when the disk is broken

async function read() {
  const [saved] = await disk("readonly", ["meta"], ({meta}) => [meta.get("pin-tries")]).catch(() => []);
  if (saved && saved.wrong >= tries.wrong) tries = saved;
}

function write(told) {
  tries = told;
  return disk("readwrite", ["meta"], ({meta}) => [meta.put(tries, "pin-tries")]).catch(() => {});
}

// How many ms to wait before the next try. A clock that was set back makes nobody wait longer than the longest.
export async function waits() {
  await read();
  return Math.max(0, Math.min(tries.until - Date.now(), LONGEST));
}

// Counted as wrong before it is looked at, so that pulling the plug forgives nothing; → whether it was right.
export async function attempt(isRight) {
  await read();
  const wrong = tries.wrong + 1;
  const wait = wrong < FREE ? 0 : Math.min(LONGEST, SHORTEST * 2 ** (wrong - FREE));
  await write({wrong, until: wait && Date.now() + wait});
  const right = isRight();
  if (right) await write({wrong: 0, until: 0});
  return right;
}
