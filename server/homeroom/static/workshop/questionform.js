// A question as a form: what is asked, the answers, and what each wrong one would mean.
import { html, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { fenced } from "./text.js";
import { keysOf, remark, remarked, written } from "./question.js";

const WORDS = () => ({
  answer: t("Right answer"), wrong: t("Wrong answer"), hint: t("Hint"), solution: t("How it is done"), unit: t("Unit"),
  tolerance: t("May be off by"), form: t("Form"), spelling: t("Slips of spelling forgiven"), case: t("Capital letters"),
  accents: t("Accents"), shuffle: t("Mix the answers"),
});
const LONG = ["hint", "solution"];
const ONCE = ["solution", "unit", "tolerance", "form", "spelling", "case", "accents", "shuffle"];

function Words({ label, value, onInput, rows = 1, hint = "" }) {
  return html`<label class="field w-words"><span>${label}</span>${hint && html`<span class="hint">${hint}</span>`}
    ${rows > 1 ? html`<textarea dir="auto" rows=${rows} value=${value} onInput=${(event) => onInput(event.target.value)}></textarea>`
      : html`<input dir="auto" value=${value} onInput=${(event) => onInput(event.target.value)} />`}</label>`;
}

function Idea({ about, value, choose }) {
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const mine = about.ideas.filter((idea) => idea.skill === about.skill || idea.id === value);
  const keep = async () => {
    const made = await about.nameIdea(name);
    if (made) { choose(made.id); setNaming(false); setName(""); }
  };
  if (naming) {
    return html`<div class="w-idea"><${Words} label=${t("What does the child think?")} value=${name} onInput=${setName} />
      <button type="button" class="button primary" disabled=${!name.trim()} onClick=${keep}>${t("Keep")}</button>
      <button type="button" class="button quiet" onClick=${() => setNaming(false)}>${t("Cancel")}</button></div>`;
  }
  return html`<label class="field w-words"><span>${t("What would this answer mean?")}</span>
    <select value=${value} onChange=${(event) => (event.target.value === "+" ? setNaming(true) : choose(event.target.value))}>
      <option value="">${t("Nothing special")}</option>
      ${mine.map((idea) => html`<option key=${idea.id} value=${idea.id}>${idea.title}</option>`)}
      <option value="+">${t("Another idea …")}</option></select></label>`;
}

function Answer({ label, one, right, change, remove, about, mark }) {
  return html`<fieldset class="w-answer ${right ? "right" : "wrong"}"><legend>${label}</legend>
    ${mark}
    <${Words} label=${t("Answer")} value=${one.words} onInput=${(words) => change({ ...one, words })} />
    ${!right && html`<${Idea} about=${about} value=${one.idea} choose=${(idea) => change({ ...one, idea })} />`}
    <${Words} label=${t("What is said to it")} value=${one.said} onInput=${(said) => change({ ...one, said })} />
    <button type="button" class="button quiet" onClick=${remove}>${t("Take away: %(what)s", { what: label })}</button></fieldset>`;
}

const swap = (list, at, ...fresh) => [...list.slice(0, at), ...fresh, ...list.slice(at + 1)];

function Options({ q, put, about }) {
  const set = (at, ...fresh) => put({ ...q, options: swap(q.options, at, ...fresh) });
  const mark = (at, right) => put({ ...q, options: q.options.map((one, n) => {
    const now = n === at ? right : q.kind === "choice" && right ? false : one.right;
    return { ...one, right: now, idea: now ? "" : one.idea };
  }) });
  return html`${q.options.map((one, at) => html`<${Answer} key=${at} about=${about} one=${one} right=${one.right}
      label=${t("Answer %(n)s", { n: at + 1 })} change=${(next) => set(at, next)} remove=${() => set(at)}
      mark=${html`<label class="choice"><input type="checkbox" checked=${one.right} onChange=${(event) => mark(at, event.target.checked)} /><span>${t("This is right")}</span></label>`} />`)}
    <button type="button" class="button" onClick=${() => put({ ...q, options: [...q.options, { right: false, words: "", idea: "", said: "" }] })}>${t("One more answer")}</button>`;
}

function Key({ one, at, q, put, about }) {
  const words = WORDS();
  const set = (...fresh) => put({ ...q, keys: swap(q.keys, at, ...fresh) });
  if (one.key === "wrong") {
    return html`<${Answer} about=${about} label=${words.wrong} right=${false} one=${remark(one.text)}
      change=${(next) => set({ key: "wrong", text: remarked(next) })} remove=${() => set()} />`;
  }
  return html`<div class="w-key"><${Words} label=${words[one.key]} rows=${LONG.includes(one.key) ? 2 : 1} value=${one.text}
      onInput=${(text) => set({ key: one.key, text })} />
    <button type="button" class="button quiet" onClick=${() => set()}>${t("Take away: %(what)s", { what: words[one.key] })}</button></div>`;
}

/** The form of one question; `change` gets the part that replaces it. */
export function QuestionForm({ q, change, about }) {
  const words = WORDS();
  const put = (next) => { const { info, body } = written(next); change(fenced(info, body)); };
  const more = keysOf(q.kind).filter((key) => !(ONCE.includes(key) && q.keys.some((one) => one.key === key)));
  const add = (key) => {
    const fresh = { key, text: "" };
    const at = key === "wrong" || key === "answer" ? q.keys.findIndex((one) => LONG.includes(one.key)) : -1;
    put({ ...q, keys: at < 0 ? [...q.keys, fresh] : [...q.keys.slice(0, at), fresh, ...q.keys.slice(at)] });
  };
  const first = q.more.includes("try");
  return html`<${Words} label=${t("What is asked")} rows=${3} value=${q.prompt} onInput=${(prompt) => put({ ...q, prompt })} />
    ${(q.kind === "choice" || q.kind === "multi") && html`<${Options} q=${q} put=${put} about=${about} />`}
    ${q.keys.map((one, at) => html`<${Key} key=${at} one=${one} at=${at} q=${q} put=${put} about=${about} />`)}
    <div class="toolbar">${more.map((key) => html`<button key=${key} type="button" class="button quiet" onClick=${() => add(key)}>+ ${words[key]}</button>`)}</div>
    <label class="choice"><input type="checkbox" checked=${first} onChange=${() => put({ ...q, more: first ? q.more.filter((one) => one !== "try") : ["try", ...q.more] })} />
      <span>${t("Ask before teaching: a wrong answer costs nothing")}</span></label>`;
}
