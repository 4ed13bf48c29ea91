// For adults' pages that change without loading anew: ask the box, and say in the page what did not work.
// The page has an element with the id "problem".
import { t } from "./i18n.js";

const SHOWN = 8000; // ms
const problem = document.getElementById("problem");

/** The JSON of an answer; throws with a sentence. */
export async function ask(path, options) {
  const answer = await fetch(path, Object.assign({ headers: { Accept: "application/json" } }, options));
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(body.detail || t("The box does not answer. Nothing was changed."));
  return body;
}

export function sorry(error) {
  problem.textContent = error instanceof TypeError ? t("The box does not answer. Nothing was changed.") : error.message;
  problem.hidden = false;
  setTimeout(() => { problem.hidden = true; }, SHOWN);
}
