// A question: prompt, answer, hints one after another, feedback that answers the idea behind the answer, a way out after three tries.
import { html, useRef } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../../icon.js";
import { check, fitting } from "../../check.js";
import { KINDS } from "../questions/index.js";
import { Html } from "../rich.js";

const TRIES = 3;
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const praise = (tries) => (tries > 1 ? t("Yes! You worked it out.") : t("Yes, that's it."));

/** Whether nothing more is asked of the student here. */
export function settled(q, place) {
  const kept = place.answers[q.id] || {};
  if (q.kind === "free") return Boolean((place.texts[q.id] || "").trim() || (place.media[q.id] || []).length);
  return Boolean(kept.done);
}

// What to say beyond "not yet": the wrong idea if it is known, else what is nearly right, else where to look.
function remark(q, { said, note }, marks) {
  if (said) return html`<${Html} of=${said} />`;
  const known = {
    unreadable: () => t("That can't be read as an answer here. Look at how it is written."),
    form: () => {
      const [form, n] = (q.form || "").split(" ");
      if (n) return t("The size is right. Now with %(n)s at the bottom.", { n });
      return form === "lowest" ? t("The size is right. Can you say it with smaller numbers?") : t("The size is right. Write it as a fraction.");
    },
    unit: () => t("The number is right. Look at the unit again."),
    incomplete: () => t("So far it fits. Something is still missing."),
  }[note];
  const look = KINDS[q.kind].again;
  return html`<p>${known ? known() : look ? look(q, marks) : t("Look at the question again.")}</p>`;
}

function Feedback({ kept, q, marks }) {
  const tried = q.try && !kept.right;
  return html`<div class="p-feedback ${kept.right ? "good" : "again"}">
    <${Icon} name=${kept.right ? "check" : "eye"} class="big" />
    <div><p class="p-verdict">${kept.right ? praise(kept.tries) : tried ? t("Good that you tried.") : t("Not yet.")}</p>
      ${kept.right ? html`${kept.said && html`<${Html} of=${kept.said} />`}
          ${kept.note === "spelling" && q.accept && html`<p>${t("We write it: %(word)s", { word: q.accept[0] })}</p>`}`
        : tried && !kept.said ? null : remark(q, kept, marks)}
      ${tried && html`<p>${t("Read on, then try again if you like.")}</p>`}
    </div></div>`;
}

function Hints({ q, used, more }) {
  const left = q.hints.length - used;
  return html`<div class="p-hints">
    ${q.hints.slice(0, used).map((hint, i) => html`<div key=${i} class="p-hint"><${Icon} name="bulb" /><${Html} of=${hint} /></div>`)}
    ${left > 0 && more && html`<button type="button" class="button" onClick=${more}><${Icon} name="bulb" />
      <span>${used ? t("Another hint") : t("Hint")}</span></button>`}
  </div>`;
}

export function Question({ block: q, desk }) {
  const kind = KINDS[q.kind];
  const kept = { tries: 0, hints: 0, ...desk.place.answers[q.id] };
  const since = useRef(Date.now());
  const seed = desk.place.seed;
  const value = kept.r === undefined && kind.first ? kind.first(q, seed) : kept.r;
  const locked = Boolean(kept.right || kept.shown);
  const put = (change) => desk.set("answers", q.id, { ...kept, ...change });
  const report = (response, verdict, tries) => {
    const { correct, score, misconception } = verdict;
    const now = Date.now();
    desk.act("work.answer", {
      question: q.id, response, correct, score, tries, hints: kept.hints, ms: now - since.current,
      ...(misconception ? { misconception } : {}),
    });
    since.current = now;
  };
  const submit = (event) => {
    event.preventDefault();
    if (kind.byPerson || kind.atOnce || locked || !kind.ready(q, value) || same(kept.checked, value)) return;
    const found = check(q, value);
    const counts = found.note !== "unreadable";
    const tries = kept.tries + (counts ? 1 : 0);
    if (counts) report(value, found, tries);
    put({
      r: value, checked: value, tries, right: found.correct, said: found.feedback || "", note: found.note,
      done: found.correct || (Boolean(q.try) && counts),
    });
  };
  const choose = (response) => {
    if (!kind.atOnce) return put({ r: response });
    report(response, { correct: null, score: 0 }, 1);
    return put({ r: response, done: true });
  };
  const hint = () => { desk.act("work.hint", { question: q.id, index: kept.hints }); put({ hints: kept.hints + 1 }); };
  const show = () => { desk.act("work.hint", { question: q.id, index: q.hints.length }); put({ shown: true, done: true }); };
  const marks = kept.checked !== undefined && same(kept.checked, value) ? fitting(q, value) : {};
  const checks = !kind.byPerson && !kind.atOnce;
  return html`<form class="p-question" onSubmit=${submit} noValidate>
    ${q.try && html`<p class="chip accent">${t("Try first. You can't be wrong here.")}</p>`}
    <${Html} class="p-prompt" of=${q.prompt} id=${`prompt-${q.id}`} />
    <div class="p-work" role="group" aria-labelledby=${`prompt-${q.id}`}>
      <${kind.View} q=${q} value=${value} set=${choose} locked=${locked} marks=${marks} seed=${seed} desk=${desk} />
    </div>
    <${Hints} q=${{ hints: [], ...q }} used=${kept.hints} more=${locked ? null : hint} />
    <div role="status" aria-live="polite">
      ${checks && kept.checked !== undefined && !kept.shown && html`<${Feedback} kept=${kept} q=${q} marks=${marks} />`}
      ${kept.shown && html`<div class="p-solution"><h3>${t("This is how it goes")}</h3><${Html} of=${q.solution} /></div>`}
    </div>
    ${checks && !locked && html`<div class="p-actions">
      ${q.solution && (kept.tries >= TRIES || desk.mode === "preview") && html`
        <button type="button" class="button" onClick=${show}>${t("Show me how")}</button>`}
      <button type="submit" class="button primary big" disabled=${!kind.ready(q, value) || same(kept.checked, value)}>${t("Check")}</button>
    </div>`}
  </form>`;
}
