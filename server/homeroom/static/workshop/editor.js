// The workshop's editor: blocks as forms, the same as text beside it, and the card as a child sees it.
import { html, render, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { mountCard } from "/static/student/player/player.js";
import { NEW } from "./blocks.js";
import { ask, makeDesk } from "./desk.js";
import { fields } from "./question.js";
import { QuestionForm } from "./questionform.js";
import { fenced, headOf, join, quoted, take, unquoted, withHead } from "./text.js";

const start = JSON.parse(document.getElementById("told").textContent);

function About({ head, put }) {
  const now = headOf(head);
  const set = (key, value) => put(withHead(head, key, value));
  const skill = (now.skills || "").replace(/[[\]]/g, "").split(",")[0].trim();
  const options = { easier: t("Easier"), core: t("Core"), harder: t("Harder") };
  const company = { alone: t("Alone"), pair: t("In a pair"), group: t("In a group"), teacher: t("With the teacher") };
  const select = (key, label, list, fallback) => html`<label class="field w-words"><span>${label}</span>
    <select value=${now[key] || fallback} onChange=${(event) => set(key, event.target.value)}>
    ${Object.entries(list).map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select></label>`;
  return html`<section class="card stack w-about"><h2>${t("About the card")}</h2>
    <label class="field w-words wide"><span>${t("Title")}</span><input dir="auto" value=${unquoted(now.title)} onInput=${(event) => set("title", JSON.stringify(event.target.value))} /></label>
    <label class="field w-words wide"><span>${t("Skill")}</span><select value=${skill} onChange=${(event) => set("skills", `[${event.target.value}]`)}>
      ${start.skills.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
    ${select("level", t("Level"), options, "core")}
    ${select("with", t("With whom"), company, "alone")}
    <label class="field w-words"><span>${t("Minutes")}</span><input type="number" min="1" max="240" value=${now.minutes || ""} onInput=${(event) => set("minutes", event.target.value)} /></label>
    <label class="field w-words"><span>${t("Interest")}</span><input dir="auto" value=${unquoted(now.interest)} onInput=${(event) => set("interest", event.target.value && quoted(event.target.value))} /></label>
  </section>`;
}

function Block({ part, at, count, about, change, move }) {
  const q = part.fence && fields(part.fence);
  const name = part.fence ? (NEW().find(([id]) => part.fence.info.trim().split(/\s+/).includes(id)) || [0, part.fence.info])[1] : t("Text");
  const title = t("%(n)s. %(what)s", { n: at + 1, what: name });
  const write = (text) => change(part.fence ? fenced(part.fence.info, text) : { raw: text, fence: null });
  return html`<section class="card stack w-block" aria-label=${title}><div class="toolbar"><h2>${title}</h2>
      <button type="button" class="button quiet" disabled=${at === 0} onClick=${() => move(-1)}>${t("Up")}</button>
      <button type="button" class="button quiet" disabled=${at === count - 1} onClick=${() => move(1)}>${t("Down")}</button>
      <button type="button" class="button quiet" onClick=${() => change(null)}>${t("Delete")}</button></div>
    ${q ? html`<${QuestionForm} q=${q} change=${change} about=${about} />`
      : html`<label class="field w-words"><span class="visually-hidden">${title}</span>
        <textarea dir="auto" rows=${Math.max(3, (part.fence ? part.fence.body : part.raw).split("\n").length + 1)} value=${part.fence ? part.fence.body : part.raw}
          onInput=${(event) => write(event.target.value)}></textarea></label>`}</section>`;
}

function Adding({ add, addFile }) {
  const pick = (sound) => (event) => { const [file] = event.target.files; if (file) addFile(file, sound); event.target.value = ""; };
  return html`<section class="card stack"><h2>${t("Add")}</h2><div class="w-new">
    ${NEW().map(([id, words, make]) => html`<button key=${id} type="button" class="button" onClick=${() => add(make())}>${words}</button>`)}
    <label class="button">${t("Picture")}<input class="visually-hidden" type="file" accept="image/jpeg,image/png,image/webp" onChange=${pick(false)} /></label>
    <label class="button">${t("Sound")}<input class="visually-hidden" type="file" accept="audio/*" onChange=${pick(true)} /></label></div></section>`;
}

function Preview({ shown }) {
  const box = useRef(null);
  const place = useRef(null);
  useEffect(() => {
    if (!shown) return undefined;
    const kept = place.current && { page: Math.min(place.current.page, shown.blocks.length), seed: place.current.seed };
    const mounted = mountCard(box.current, shown, { mode: "preview", saved: kept, onAct: (kind, body) => { if (kind === "work.place") place.current = body.place; } });
    return () => mounted.unmount();
  }, [JSON.stringify(shown)]);
  return html`<div class="preview" ref=${box}></div>${!shown && html`<p>${t("The card can be shown when what is listed below is mended.")}</p>`}`;
}

function Problems({ list }) {
  if (!list.length) return html`<p class="notice good">${t("Nothing to mend.")}</p>`;
  return html`<ul class="w-problems">${list.map((one, n) => html`<li key=${n} class=${one.serious ? "serious" : ""}>
    ${one.line > 0 && html`<strong>${t("Line %(n)s", { n: one.line })}</strong>${" "}`}<bdi>${one.message}</bdi></li>`)}</ul>`;
}

const STATES = () => ({ saved: t("Saved"), waiting: t("Not saved yet …"), saving: t("Saving …"), failed: t("Not saved. The box does not answer; it is tried again.") });

// The form below the editor (shelf, variants) sends what is written now.
const shareWithForms = (text) => document.querySelectorAll("input[name=text]").forEach((field) => { field.value = text; });

function useDesk() {
  const [, again] = useState(0);
  const kept = useRef(null);
  if (!kept.current) kept.current = makeDesk(start, () => { shareWithForms(kept.current.text); again((n) => n + 1); });
  return kept.current;
}

function useActions(desk, card, tell) {
  const put = (parts, head = card.head) => desk.put(join({ head, parts }));
  const addFile = async (file, sound) => {
    const form = new FormData();
    form.append("file", file);
    form.append("sound", sound ? "1" : "0");
    try {
      const { path } = await ask("POST", "/api/workshop/files", form);
      const words = sound ? t("Write here what is said.") : t("Say here what the picture shows.");
      put([...card.parts, { raw: `![${words}](${path})`, fence: null }]);
    } catch (error) { tell(error.message); }
  };
  return {
    put, addFile,
    change: (at, part) => put([...card.parts.slice(0, at), ...(part ? [part] : []), ...card.parts.slice(at + 1)]),
    move: (at, by) => {
      const parts = [...card.parts];
      parts.splice(at + by, 0, ...parts.splice(at, 1));
      put(parts);
    },
  };
}

function Editor() {
  const desk = useDesk();
  const [asText, setAsText] = useState(false);
  const [trouble, tell] = useState("");
  const [ideas, setIdeas] = useState(start.ideas);
  const whole = take(desk.text);
  const card = { head: whole.head, parts: whole.parts };
  const { put, addFile, change, move } = useActions(desk, card, tell);
  const skill = (headOf(card.head).skills || "").replace(/[[\]]/g, "").split(",")[0].trim();
  const about = {
    skill, ideas,
    nameIdea: async (title) => {
      try {
        const made = await ask("POST", "/api/workshop/ideas", { skill, title });
        setIdeas([...ideas, { ...made, skill }]);
        return made;
      } catch (error) { tell(error.message); return null; }
    },
  };
  const shown = card.parts.map((part, at) => [part, at]).filter(([part]) => part.fence || part.raw.trim());
  const neighbor = (n, by) => (shown[n + by] ? shown[n + by][1] - shown[n][1] : by);
  return html`<div class="w-bar"><span role="status" class="chip ${desk.state === "saved" ? "good" : "warn"}">${desk.why || STATES()[desk.state]}</span>
      <button type="button" class="button" disabled=${!desk.past.length} onClick=${desk.undo}>${t("Undo")}</button>
      <button type="button" class="button" aria-pressed=${asText} onClick=${() => setAsText(!asText)}>${asText ? t("Show as blocks") : t("Show as text")}</button></div>
    ${desk.other && html`<p class="notice warn">${t("%(name)s has changed this card meanwhile. Both are kept: look at the versions below.", { name: desk.other })}</p>`}
    ${trouble && html`<p class="notice stop" role="alert">${trouble}</p>`}
    <div class="w-both"><div class="stack">
      ${asText ? html`<label class="field w-words"><span>${t("The card as text")}</span><textarea class="w-text" dir="auto" spellcheck="false" value=${desk.text} onInput=${(event) => desk.put(event.target.value)}></textarea></label>`
        : html`<${About} head=${card.head} put=${(head) => put(card.parts, head)} />
          ${shown.map(([part, at], n) => html`<${Block} key=${at} part=${part} at=${n} count=${shown.length} about=${about}
            change=${(next) => change(at, next)} move=${(by) => move(at, neighbor(n, by))} />`)}
          <${Adding} add=${(part) => put([...card.parts, { raw: "", fence: null }, part])} addFile=${addFile} />`}
    </div><div class="w-side stack"><h2>${t("As a child sees it")}</h2><${Preview} shown=${desk.told.shown} />
      <h2>${t("To mend")}</h2><${Problems} list=${desk.told.problems} /></div></div>`;
}

document.getElementById("plain").remove();
render(html`<${Editor} />`, document.getElementById("editor"));
