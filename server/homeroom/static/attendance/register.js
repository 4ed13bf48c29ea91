// The register while it is open: fresh within two seconds, one tap without loading the page anew, undo.
import {t} from "../i18n.js";

const EVERY = 1500;
const PATIENCE = 6000;
const TOAST = 9000;
const live = document.getElementById("live");
const said = document.getElementById("said");
let clicked = null;
let asking = null;

async function ask(path, options) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    return await fetch(path, Object.assign({signal: stop.signal}, options));
  } finally {
    clearTimeout(late);
  }
}

// --- fresh -------------------------------------------------------------------------------------------

/** Puts what is new in place of what is old, piece by piece, so that nothing jumps under a finger. */
function renew(old, fresh) {
  const before = new Map();
  for (const piece of pieces(old)) before.set(piece.dataset.key, piece);
  for (const piece of pieces(fresh)) {
    const known = before.get(piece.dataset.key);
    if (known && known.dataset.was === piece.dataset.was) piece.replaceWith(known);
  }
  const focused = place();
  old.replaceWith(fresh);
  if (focused) focused();
}

const pieces = (board) => board.querySelectorAll("[data-key]:not(section)");

function remember(board) {
  for (const piece of pieces(board)) piece.dataset.was = piece.outerHTML;
}

/** How to give the focus back to the same button of the same child. */
function place() {
  const at = document.activeElement;
  const piece = at && live.contains(at) ? at.closest("[data-key]") : null;
  if (!piece) return null;
  const key = piece.dataset.key;
  const {tagName, value} = at;
  return () => {
    if (document.activeElement !== document.body) return;
    const again = Array.from(pieces(live)).find((one) => one.dataset.key === key);
    const same = again && Array.from(again.querySelectorAll(tagName)).find((one) => one.value === value);
    const next = same || (again && again.querySelector("a, summary, button"));
    if (next) next.focus({preventScroll: true});
  };
}

async function refresh() {
  if (asking) return asking;
  asking = look().catch(() => showReach(false)).then(() => { asking = null; });
  return asking;
}

async function look() {
  const board = live.querySelector(".board");
  const answer = await ask(`${live.dataset.url}?news=${encodeURIComponent(board.dataset.news)}`);
  if (answer.redirected || answer.status === 401 || answer.status === 403) return location.reload();
  if (!answer.ok) return showReach(false);
  showReach(true);
  if (answer.status === 204) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  const fresh = holder.content.querySelector(".board");
  remember(fresh);
  renew(board, fresh);
}

function showReach(reached) {
  document.documentElement.classList.toggle("out-of-reach", !reached);
  let notice = document.getElementById("reach");
  if (reached) {
    if (notice) notice.remove();
  } else if (!notice) {
    notice = document.createElement("p");
    notice.id = "reach";
    notice.className = "notice warn";
    notice.setAttribute("role", "status");
    notice.textContent = t("The box does not answer. What you see may be old; nothing can be saved now.");
    live.before(notice);
  }
}

// --- one tap -----------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  clicked = event.target.closest("button");
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-tap]")) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form));
  const button = event.submitter || (clicked && form.contains(clicked) ? clicked : null);
  if (button && button.name) body.set(button.name, button.value);
  send(form.action, body, form);
});

async function send(path, body, form) {
  if (form) form.classList.add("waiting");
  try {
    const answer = await ask(path, {method: "POST", body, headers: {Accept: "application/json"}});
    const told = await answer.json();
    if (!answer.ok) return toast(told.detail || t("This could not be saved."));
    await asking;
    await refresh();
    toast(told.said, told.undo && {path: path.replace(/[^/]+$/, told.undo.path), body: {refs: told.undo.refs || ""}});
  } catch (_error) {
    toast(t("The box did not answer, so this may not be saved. Please look again."));
  } finally {
    if (form) form.classList.remove("waiting");
  }
}

function toast(text, undo) {
  const old = document.querySelector(".toast");
  if (old) old.remove();
  said.textContent = text;
  const box = document.createElement("div");
  box.className = "toast";
  const words = document.createElement("span");
  words.dir = "auto";
  words.textContent = text;
  box.append(words);
  if (undo) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = t("Undo");
    button.addEventListener("click", () => {
      box.remove();
      send(undo.path, new URLSearchParams(undo.body));
    });
    box.append(button);
  }
  document.body.append(box);
  setTimeout(() => box.remove(), TOAST);
}

// --- start -------------------------------------------------------------------------------------------

for (const hidden of document.querySelectorAll("[data-print]")) hidden.hidden = false;
remember(live.querySelector(".board"));
setInterval(() => { if (!document.hidden) refresh(); }, EVERY);
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
