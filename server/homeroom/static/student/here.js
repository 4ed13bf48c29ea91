// This tablet: who may sign in on it, who is signed in, and what is forgotten when.
import { t } from "/static/i18n.js";
import { ask } from "./box.js";
import { keep, read, wipe } from "./store.js";

const page = document.documentElement;
const catalogs = new Map();
const coming = [];
let useWords = () => {};

/** What the tablet knows when the page opens: {tablet, signedIn?, locked?}; tablet null: not enrolled. */
export async function arrive() {
  const [answer, kept, ended] = [await ask("/api/tablet").catch(() => null), await read("child", "who"), await read("device", "ended")];
  if (!answer) return { tablet: (await read("device", "tablet")) || { away: true, classes: [], students: [], pictures: [] }, ...resume(kept) };
  if (answer.status !== 200) return { tablet: null };
  const { signed_in: inside, ...tablet } = answer.body;
  await keep("device", "tablet", tablet);
  if (inside && inside.session === ended) {
    signOut(ended);
    return { tablet, locked: kept && { student: kept.student } };
  }
  if (kept && (kept.locked || !inside)) return { tablet, locked: { student: kept.student } };
  if (inside && kept && kept.student.id !== inside.student.id) await forget();
  return { tablet, signedIn: inside || undefined };
}

function resume(kept) {
  if (!kept) return {};
  return kept.locked ? { locked: { student: kept.student } } : { signedIn: kept };
}

/** The tablet as the box sees it now; null when the box is away. */
export async function tabletNow() {
  const answer = await ask("/api/tablet").catch(() => null);
  if (!answer) return null;
  if (answer.status !== 200) return { enrolled: false };
  const tablet = { ...answer.body };
  delete tablet.signed_in;
  await keep("device", "tablet", tablet);
  return { enrolled: true, tablet };
}

/** Signs a child in: {ok, student, session} or {message, wait}. */
export async function signIn(student, secret) {
  const answer = await ask("/api/sign-in", { method: "POST", body: { student: student.id, secret } }).catch(() => null);
  if (!answer) return { away: true, message: t("The box is away just now. Wait a little, then try again.") };
  if (answer.status === 200) return { ok: true, ...answer.body };
  const said = answer.body || {};
  return { message: said.detail || t("Not quite. Look at your pictures and try again."), wait: answer.status === 429 ? said.retry_after || 30 : 0 };
}

/** Ends a session on the box; if it is away, remembers that it has ended. */
export async function signOut(session) {
  await keep("device", "ended", session);
  await ask("/api/sign-out", { method: "POST", body: {} }).catch(() => {});
}

export const remember = (who) => keep("child", "who", who);
export const forget = () => wipe("child", "files");

/** The catalogs: the school's comes with the page, the others are fetched beside it. */
export function learnWords(use) {
  useWords = use;
  document.querySelectorAll("script[data-words]").forEach(({ dataset: { words, from }, textContent }) => {
    if (!from) catalogs.set(words, JSON.parse(textContent));
    else coming.push(fetch(from).then((answer) => answer.json()).then((found) => catalogs.set(words, found)).catch(() => {}));
  });
}

/** When all words are here, or will not come soon. */
export const wordsHere = () => Promise.race([Promise.all(coming), new Promise((go) => { setTimeout(go, 2000); })]);

/** Shows the page in a child's language where it is known; without one, in the school's. */
export function speak(language) {
  const home = page.dataset.language;
  const chosen = catalogs.has(language) ? language : home;
  if (catalogs.has(chosen)) useWords(catalogs.get(chosen));
  page.lang = chosen;
  page.dir = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b/.test(chosen) ? "rtl" : "ltr";
}
