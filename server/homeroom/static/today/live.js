// The class as it works: asks the box every second and a half, and changes only what changed.
import { nt, t } from "../i18n.js";

const EVERY = 1500;
const PATIENCE = 6000;
const live = document.getElementById("live");
const waiting = document.getElementById("waiting");
const reach = document.getElementById("reach");
let version = live.dataset.version;
let ahead = 0; // ms by which the box's clock is ahead of this one
let asking = false;

/** Times become "3 min", and stay so while nothing else changes. */
function showTimes() {
  for (const time of live.querySelectorAll("time[data-since]")) {
    const minutes = Math.max(0, Math.floor((Date.now() + ahead - Number(time.dataset.since)) / 60000));
    if (!time.dataset.clock) time.dataset.clock = time.textContent;
    const short = minutes ? nt("%(n)s min", "%(n)s min", minutes) : t("just now");
    const text = minutes < 120 ? short : time.dataset.clock;
    if (time.textContent !== text) time.textContent = text;
  }
}

const pieces = (root) => Array.from(root.querySelectorAll("[data-key]"));

/** Puts the new board in place, but keeps each piece that is as it was, so that nothing moves under a finger. */
function renew(html) {
  const fresh = document.createElement("template");
  fresh.innerHTML = html;
  const focused = document.activeElement && document.activeElement.closest("[data-key]");
  const key = live.contains(focused) ? focused.dataset.key : "";
  const before = new Map(pieces(live).map((piece) => [piece.dataset.key, piece]));
  for (const piece of pieces(fresh.content)) {
    piece.was = piece.outerHTML;
    const old = before.get(piece.dataset.key);
    if (old && old.was === piece.was) piece.replaceWith(old);
  }
  live.replaceChildren ? live.replaceChildren(fresh.content) : (live.textContent = "", live.append(fresh.content));
  if (key && document.activeElement === document.body) {
    const again = pieces(live).find((piece) => piece.dataset.key === key);
    const target = again && again.querySelector("button, a");
    if (target) target.focus({ preventScroll: true });
  }
  showTimes();
}

async function ask(path, options) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(path, Object.assign({ signal: stop.signal, headers: { Accept: "application/json" } }, options));
  } finally {
    clearTimeout(late);
  }
}

async function look() {
  if (asking) return;
  asking = true;
  try {
    const answer = await ask(`/api/live?class=${encodeURIComponent(live.dataset.class)}&v=${version}`);
    if (answer.status === 401 || answer.status === 403) {
      location.reload();
      return;
    }
    if (!answer.ok) throw new Error(answer.status);
    const date = Date.parse(answer.headers.get("Date") || "");
    if (date) ahead = Math.abs(date - Date.now()) > 2000 ? date - Date.now() : 0;
    const news = await answer.json();
    reach.hidden = true;
    if (!news.same) {
      version = news.version;
      waiting.textContent = news.waiting;
      renew(news.html);
    }
  } catch (away) {
    reach.hidden = false;
  } finally {
    asking = false;
  }
}

live.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-quick]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const answer = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.status);
    form.closest("[data-key]").classList.add("gone");
  } catch (away) {
    button.disabled = false;
    reach.hidden = false;
  }
  look();
});

for (const piece of pieces(live)) piece.was = "";
showTimes();
setInterval(() => { if (!document.hidden) look(); }, EVERY);
setInterval(showTimes, 15000);
document.addEventListener("visibilitychange", () => { if (!document.hidden) look(); });
