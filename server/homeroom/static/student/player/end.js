// Where the student is in a card: a shape for each page; and the last page, which shows what is done.
import { html } from "/static/vendor/preact-htm.js";
import { nt, t } from "/static/i18n.js";
import { Icon } from "../icon.js";
import { questionsOf } from "./pages.js";

/** A row of shapes: filled when nothing is left on that page, ringed where the student is. */
export const Steps = ({ done, at }) => html`<p class="p-steps" role="img"
  aria-label=${at < done.length ? t("Page %(n)s of %(total)s", { n: at + 1, total: done.length }) : t("The last page")}>
  ${done.map((yes, i) => html`<span key=${i} class="${yes && i < at ? "done" : ""} ${i === at ? "here" : ""}"></span>`)}</p>`;

/** Who made it and how it may be used: for whoever asks, folded away. */
function About({ card }) {
  const makers = (work) => [...(work.authors || []), ...(work.illustrators || []), ...(work.translators || [])].filter((name) => typeof name === "string");
  const works = [card.source, ...(card.credits || [])].filter(Boolean);
  return html`<details class="p-about"><summary>${t("About this card")}</summary>
    <p>${t("Licence")}: <bdi>${card.licence}</bdi></p>
    ${works.map((work, i) => html`<p key=${i}><bdi>${work.title}</bdi>${makers(work).map((name) => html`, <bdi key=${name}>${name}</bdi>`)} (<bdi>${work.licence}</bdi>)
      ${work.changes ? html`<br /><bdi>${work.changes}</bdi>` : ""}</p>`)}</details>`;
}

export function EndPage({ card, done, place, go }) {
  const questions = questionsOf(card).filter((q) => !["free", "confidence"].includes(q.kind));
  const right = questions.filter((q) => (place.answers[q.id] || {}).right).length;
  const left = done.map((yes, i) => (yes ? -1 : i)).filter((i) => i >= 0);
  const { dir, lang } = document.documentElement; // its words are the page's, whatever language the card speaks
  return html`<div class="p-end" dir=${dir} lang=${lang}>
    <span class="p-end-mark ${left.length ? "" : "all"}"><${Icon} name=${left.length ? "flag" : "check"} /></span>
    <h3>${left.length ? t("You are at the end.") : t("You did it all.")}</h3>
    ${questions.length > 0 && html`<p>${nt("%(right)s of %(n)s question worked out.", "%(right)s of %(n)s questions worked out.", questions.length, { right })}</p>
      <ul class="p-shapes" aria-hidden="true">${questions.map((q) => html`<li key=${q.id} class=${(place.answers[q.id] || {}).right ? "right" : ""}></li>`)}</ul>`}
    ${left.length > 0 && html`<p>${t("You can go back to these, or finish now.")}</p>
      <div class="p-left">${left.map((i) => html`<button type="button" key=${i} class="button" onClick=${() => go(i)}>${t("Page %(n)s", { n: i + 1 })}</button>`)}</div>`}
    <${About} card=${card} />
  </div>`;
}
