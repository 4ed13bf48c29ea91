// My week: a shelf of cards, the one to go on with first, what is done in a pile at the end.
import { html, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { finished } from "./after.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { Later, SHELF, own, reorder, stations } from "./later.js";
import { Picture, Tile, subject, subjectName } from "./tile.js";

const RANK = { returned: 0, started: 1, new: 2 };

/** The card to go on with: given back, then begun (last touched first), then what must be done. */
export function nextUp(slots) {
  const touched = (slot) => (slot.resume && slot.resume.at) || 0;
  return slots.filter((slot) => slot.status in RANK)
    .sort((a, b) => RANK[a.status] - RANK[b.status] || touched(b) - touched(a) || Number(b.must) - Number(a.must))[0];
}

const Progress = ({ slots }) => {
  const done = slots.filter(finished).length;
  return html`<div class="w-progress"><ul class="pieces" aria-hidden="true">
    ${[...slots].sort((a, b) => finished(b) - finished(a)).map((slot) => html`<li key=${slot.slot}
      class="subject-${subject(slot)} ${finished(slot) ? "done" : slot.status === "started" ? "started" : ""}"></li>`)}</ul>
    <p>${t("%(n)s of %(total)s done", { n: done, total: slots.length })}</p></div>`;
};

const Continue = ({ slot, go }) => html`<section class="w-next subject-${subject(slot)}">
  <${Picture} slot=${slot} />
  <div><p class="w-next-title"><bdi>${slot.title}</bdi></p>
    ${slot.note && slot.status === "returned" && html`<p class="w-note"><bdi>${slot.note}</bdi></p>`}
    <button type="button" class="button primary big" onClick=${go}><span>${slot.status === "new" ? t("Start") : t("Continue")}</span>
      <${Icon} name="arrow-end" class="turns" /></button></div>
</section>`;

export function Week({ day, go, landed, grouping, group }) {
  const week = day.week();
  const [ordering, setOrdering] = useState(false);
  const { slots } = week;
  const todo = slots.filter((slot) => !finished(slot));
  const pile = slots.filter(finished);
  const next = nextUp(slots);
  const news = (slot) => (week.messages || []).filter((m) => m.slot === slot.slot && m.from === "teacher").length;
  const tile = (slot) => html`<${Tile} key=${slot.slot} slot=${slot} news=${news(slot)} landing=${landed === slot.slot}
    open=${() => go({ name: "cover", slot: slot.slot })} />`;
  const bySubject = [...new Set(todo.map(subject))].map((id) => [id, todo.filter((slot) => subject(slot) === id)
    .sort((a, b) => Number(b.must) - Number(a.must))]);
  return html`<main class="w-main">
    <div class="w-head"><div><${Heading}>${t("My week")}<//>${week.title && html`<p class="quiet-text"><bdi>${week.title}</bdi></p>`}</div>
      ${slots.length > 0 && html`<${Progress} slots=${slots} />`}</div>
    ${(week.stations || []).length > 0 && html`<${Later} load=${stations} part="Stations" quiet day=${day} />`}
    ${slots.length === 0 && html`<div class="empty"><${Icon} name="book" /><h2>${t("Your week is not ready yet")}</h2>
      <p>${t("Your teacher is still choosing your cards.")}</p></div>`}
    ${week.placement && html`<${Later} quiet load=${own} part="Invite" go=${go} />`}
    ${next && html`<${Continue} slot=${next} go=${() => go({ name: "card", slot: next.slot })} />`}
    <${Later} load=${own} part="Mine" quiet day=${day} go=${go} />
    ${slots.length > 0 && !next && html`<section class="w-next w-all"><img src="/static/art/picture-star.svg" alt="" /><p class="w-next-title">${t("All your cards are done.")}</p></section>`}
    <div class="w-toolbar" role="group" aria-label=${t("How the cards stand")}>
      ${[["subject", t("By subject")], ["mine", t("My order")]].map(([id, name]) => html`<button type="button" key=${id} class="button"
        aria-pressed=${grouping === id} onClick=${() => { group(id); setOrdering(false); }}>${name}</button>`)}
      ${grouping === "mine" && todo.length > 1 && !ordering && html`<button type="button" class="button" onClick=${() => setOrdering(true)}>
        <${Icon} name="list" /><span>${t("Change the order")}</span></button>`}
      <button type="button" class="button" onClick=${() => go({ name: "skills", load: own, part: "Skills" })}><${Icon} name="plant" /><span>${t("My skills")}</span></button>
      ${week.independence && html`<button type="button" class="button" onClick=${() => go({ name: "own", load: own, part: "Choices" })}><${Icon} name="key" /><span>${t("What I choose")}</span></button>`}
      ${(week.shelf || []).length > 0 && html`<button type="button" class="button w-push" onClick=${() => go(SHELF)}>
        <${Icon} name="plus" /><span>${t("More cards")}</span></button>`}
    </div>
    ${ordering && grouping === "mine" ? html`<${Later} load=${reorder} part="Reorder" slots=${todo} act=${day.act} close=${() => setOrdering(false)} />`
      : grouping === "mine" ? html`<ul class="w-shelf">${todo.map(tile)}</ul>`
        : bySubject.map(([id, cards]) => html`<section key=${id} class="w-group subject-${id}">
          <h2><${Icon} name=${id} /> ${subjectName(id)}</h2><ul class="w-shelf">${cards.map(tile)}</ul></section>`)}
    ${pile.length > 0 && html`<section class="w-group w-pile"><h2><${Icon} name="check" /> ${t("Done")}</h2>
      <ul class="w-shelf small">${pile.map(tile)}</ul></section>`}
    <p class="visually-hidden" role="status">${landed ? t("The card is on the done pile.") : ""}</p>
  </main>`;
}
