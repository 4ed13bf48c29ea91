// When to try: at every sign of life, and after a failure later and later, never all devices at once.

const SOONEST = 600;
const LATEST = 30000;
const IDLE = 15000;

// → now(): runs work() (never twice at a time). work resolves to true when nothing is left, and may throw {wait: ms}.
export function whenever(work) {
  let fails = 0;
  let timer = 0;
  let running = null;
  let again = false;

  async function run() {
    let wait;
    do {
      again = false;
      try {
        wait = (await work()) ? IDLE : SOONEST;
        fails = 0;
      } catch (problem) {
        const backoff = Math.min(LATEST, SOONEST * 2 ** fails++);
        wait = Math.max(problem.wait || 0, backoff * (0.5 + Math.random()));
        break;
      }
    } while (again);
    timer = setTimeout(now, wait);
  }

  function now() {
    again = true;
    clearTimeout(timer);
    running = running || run().finally(() => (running = null));
    return running;
  }

  ["online", "focus", "pageshow"].forEach((sign) => addEventListener(sign, now));
  document.addEventListener("visibilitychange", () => document.hidden || now());
  return now;
}
