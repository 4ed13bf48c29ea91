// The calm clock after many wrong tries.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";

// While it runs, a teacher may open the door for this child: tried every few seconds.
const TRY_DOOR = 5000;

export function Clock({ until, total, over, door }) {
  const [left, setLeft] = useState(() => Math.max(0, until - Date.now()));
  useEffect(() => {
    const tick = setInterval(() => {
      const now = Math.max(0, until - Date.now());
      setLeft(now);
      if (!now) over();
    }, 250);
    const knock = setInterval(door, TRY_DOOR);
    return () => { clearInterval(tick); clearInterval(knock); };
  }, [until]);
  const seconds = Math.ceil(left / 1000);
  return html`<div class="s-clock" role="timer">
    <svg viewBox="0 0 100 100" aria-hidden="true"><circle cx="50" cy="50" r="42" /><circle class="left" cx="50" cy="50" r="42"
      stroke-dasharray="264" style=${{ strokeDashoffset: String(264 * (1 - left / total)) }} /></svg>
    <strong>${seconds > 90 ? t("%(n)s min", { n: Math.ceil(seconds / 60) }) : t("%(n)s s", { n: seconds })}</strong>
    <p>${t("Take a breath. Then try again, or ask a teacher to open it for you.")}</p>
  </div>`;
}
