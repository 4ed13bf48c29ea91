// A question: prompt, answer, hints one after another, feedback that answers the idea behind the answer, a way out after three tries.
import { html, useEffect, useRef } from "/static/vendor/preact-htm.js";
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

const Hints = ({ hints }) => html`<div class="p-hints" aria-live="polite">
  ${hints.map((hint, i) => html`<div key=${i} class="p-hint"><${Icon} name="bulb" /><${Html} of=${hint} /></div>`)}</div>`;

// What the student has done with a question, and what can be done now.
function useQuestion(q, desk) {
  const kind = KINDS[q.kind];
  const kept = { tries: 0, hints: 0, ...desk.place.answers[q.id] };
  const since = useRef(Date.now());
  const value = kept.r === undefined && kind.first ? kind.first(q, desk.place.seed) : kept.r;
  const locked = Boolean(kept.right || kept.shown);
  const hints = q.hints || [];
  const put = (change) => desk.set("answers", q.id, { ...kept, ...change });
  const hinted = (index, change) => { desk.act("work.hint", { question: q.id, index }); put(change); };
  const report = (response, { correct, score, misconception }, tries) => {
    const ms = Date.now() - since.current;
    since.current += ms;
    desk.act("work.answer", { question: q.id, response, correct, score, tries, hints: kept.hints, ms, ...(misconception ? { misconception } : {}) });
  };
  const ready = !kind.byPerson && !kind.atOnce && !locked && kind.ready(q, value) && !same(kept.checked, value);
  return {
    kind, kept, value, locked, hints, ready,
    checks: !kind.byPerson && !kind.atOnce,
    marks: kept.checked !== undefined && same(kept.checked, value) ? fitting(q, value) : {},
    hint: () => hinted(kept.hints, { hints: kept.hints + 1 }),
    show: () => hinted(hints.length, { shown: true, done: true }),
    choose: (response) => {
      if (kind.atOnce) report(response, { correct: null, score: 0 }, 1);
      put({ r: response, ...(kind.atOnce ? { done: true } : {}) });
    },
    submit: (event) => {
      event.preventDefault();
      if (!ready) return;
      const { correct: right, feedback, note, ...found } = check(q, value);
      const counts = note !== "unreadable";
      const tries = kept.tries + (counts ? 1 : 0);
      if (counts) report(value, { correct: right, ...found }, tries);
      put({ r: value, checked: value, tries, right, said: feedback || "", note, done: right || (Boolean(q.try) && counts) });
    },
  };
}

// Brings what was just said into view.
function useInView(told) {
  const place = useRef(null);
  const before = useRef(told);
  useEffect(() => {
    if (before.current !== told) place.current.scrollIntoView({ block: "nearest" });
    before.current = told;
  }, [told]);
  return place;
}

export function Question({ block: q, desk }) {
  const { kind, kept, value, locked, hints, ready, checks, marks, hint, show, choose, submit } = useQuestion(q, desk);
  const said = useInView([kept.tries, kept.shown, kept.hints].join());
  const way = kept.hints < hints.length && !locked;
  return html`<form class="p-question" onSubmit=${submit} noValidate>
    ${q.try && html`<p class="chip accent">${t("Try first. You can't be wrong here.")}</p>`}
    <${Html} class="p-prompt" of=${q.prompt} id=${`prompt-${q.id}`} />
    <div class="p-work" role="group" aria-labelledby=${`prompt-${q.id}`}>
      <${kind.View} q=${q} value=${value} set=${choose} locked=${locked} marks=${marks} seed=${desk.place.seed} desk=${desk} />
    </div>
    <div ref=${said}><div class="p-said"><${Hints} hints=${hints.slice(0, kept.hints)} />
      <div role="status" aria-live="polite">
        ${checks && kept.checked !== undefined && !kept.shown && html`<${Feedback} kept=${kept} q=${q} marks=${marks} />`}
        ${kept.shown && html`<div class="p-solution"><h3>${t("This is how it goes")}</h3><${Html} of=${q.solution} /></div>`}
      </div></div>
    ${(way || (checks && !locked)) && html`<div class="p-actions">
      ${way && html`<button type="button" class="button p-more" onClick=${hint}><${Icon} name="bulb" />
        <span>${kept.hints ? t("Another hint") : t("Hint")}</span></button>`}
      ${checks && q.solution && (kept.tries >= TRIES || desk.mode === "preview") && html`
        <button type="button" class="button" onClick=${show}>${t("Show me how")}</button>`}
      ${checks && html`<button type="submit" class="button primary big" disabled=${!ready}>${t("Check")}</button>`}
    </div>`}</div>
  </form>`;
}
