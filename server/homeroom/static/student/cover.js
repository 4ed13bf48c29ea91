// The cover of a card: why it is here, what the teacher wrote, start, swap, ask; and the conversation about it.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { language, t } from "/static/i18n.js";
import { finished } from "./after.js";
import { Disagree } from "./disagree.js";
import { Hand } from "./hand.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { SHELF, own } from "./later.js";
import { ReadAloud } from "./player/speech.js";
import { Where } from "./where.js";
import { Facts, Picture, Status, Tile, subject, subjectName } from "./tile.js";

function Talk({ slot, messages, act }) {
  const [text, setText] = useState("");
  const send = (event) => {
    event.preventDefault();
    if (!text.trim()) return;
    act("work.say", { slot: slot.slot, card: slot.card, text: text.trim() });
    setText("");
  };
  return html`<section class="c-talk"><h2>${t("Talk with the teacher")}</h2>
    <ol aria-live="polite">${messages.map((one) => html`<li key=${one.id} class=${one.from === "me" ? "mine" : "theirs"}>
      <span class="visually-hidden">${one.from === "me" ? t("I wrote:") : t("The teacher wrote:")} </span><bdi>${one.text}</bdi></li>`)}</ol>
    <form class="c-write" onSubmit=${send}><label><span class="p-label">${t("Write to the teacher")}</span>
      <textarea class="input" rows="2" maxlength="1000" dir="auto" value=${text} onInput=${(event) => setText(event.target.value)}></textarea></label>
      <button type="submit" class="button" disabled=${!text.trim()}><${Icon} name="send" class="turns" /><span>${t("Send")}</span></button></form>
  </section>`;
}

function Swap({ slot, act, may }) {
  const [open, setOpen] = useState(false);
  const choices = useRef(null);
  useEffect(() => { if (open) choices.current.querySelector("button").focus(); }, [open]);
  const begun = slot.answered > 0 || Object.keys((slot.resume || {}).answers || {}).length > 0;
  if (!(slot.variants || []).length || finished(slot) || begun || slot.status === "returned" || !may.includes("place")) return null;
  return html`<div class="c-swap"><button type="button" class="button" aria-expanded=${open} onClick=${() => setOpen(!open)}>
    <${Icon} name="swap" /><span>${t("Swap for one like it")}</span></button>
    ${open && html`<ul ref=${choices}>${slot.variants.map((other) => html`<li key=${other.card}><button type="button" class="button"
      onClick=${() => { setOpen(false); act("week.swap", { slot: slot.slot, card: other.card }); }}>
      <span><bdi>${other.title}</bdi></span></button></li>`)}</ul>`}</div>`;
}

const startWords = (slot) => ({ started: t("Continue"), returned: t("Try again") }[slot.status] || (finished(slot) ? t("Look at it again") : t("Start")));

export function Cover({ day, slot, isNew, go, add }) {
  const messages = (day.week().messages || []).filter((one) => one.slot === slot.slot);
  const words = useRef(null);
  const { may } = day.week().independence || { may: ["place"] };
  const shows = !isNew && slot.testout && !finished(slot) && (day.week().testouts || {})[slot.testout];
  return html`<main class="w-main c-cover subject-${subject(slot)}">
    <div class="s-head"><button type="button" class="button" onClick=${() => go(isNew ? SHELF : { name: "week" })}>
      <${Icon} name="arrow-start" class="turns" /><span>${isNew ? t("More cards") : t("My week")}</span></button></div>
    <div class="c-front"><${Picture} slot=${slot} />
      <div ref=${words}><p class="c-subject"><${Icon} name=${subject(slot)} /> ${subjectName(subject(slot))}</p>
        <${Heading}><bdi>${slot.title}</bdi><//>
        ${slot.reason && html`<p class="c-why"><bdi>${slot.reason}</bdi></p>`}
        <p class="w-marks"><${Facts} slot=${slot} /><${Status} slot=${slot} /></p>
        ${slot.note && html`<div class="notice ${slot.status === "returned" ? "warn" : "good"}"><${Icon} name="message" />
          <p>${slot.status === "returned" ? html`<strong>${t("The teacher asks you to try again:")}</strong> ` : ""}<bdi>${slot.note}</bdi></p></div>`}
        <div class="c-buttons">${isNew
          ? html`<button type="button" class="button primary big" onClick=${add}><${Icon} name="plus" /><span>${t("Put it into my week")}</span></button>`
          : html`<button type="button" class="button primary big" onClick=${() => go({ name: "card", slot: slot.slot })}><span>${startWords(slot)}</span><${Icon} name="arrow-end" class="turns" /></button>
            <${ReadAloud} lang=${slot.lang || language()} target=${() => words.current} /><${Hand} slot=${slot} act=${day.act} /><${Swap} slot=${slot} act=${day.act} may=${may} />
            ${shows && html`<button type="button" class="button" onClick=${() => go({ name: "own", load: own, part: "TestOut", slot: slot.slot })}>
              <${Icon} name="star" /><span>${t("I know this already")}</span></button>`}`}</div>
        ${!isNew && slot.reason && html`<div class="c-buttons"><${Disagree} day=${day} about="card" of=${slot.slot} /></div>`}
        ${!isNew && !finished(slot) && html`<${Where} day=${day} slot=${slot} may=${may} />`}</div></div>
    ${!isNew && html`<${Talk} slot=${slot} messages=${messages} act=${day.act} />`}
  </main>`;
}

/** Cards that are not in the week but may be added. */
export const Shelf = ({ day, go }) => html`<main class="w-main">
  <div class="s-head"><button type="button" class="button" onClick=${() => go({ name: "week" })}><${Icon} name="arrow-start" class="turns" /><span>${t("My week")}</span></button>
    <${Heading}>${t("More cards")}<//></div>
  <p>${t("Choose what you would like to do as well.")}</p>
  <ul class="w-shelf">${(day.week().shelf || []).map((card) => html`<${Tile} key=${card.card} slot=${{ ...card, status: "new" }} news=${0}
    open=${() => go({ name: "cover", card: card.card })} />`)}</ul>
</main>`;
