// A worked example, step by step; the last steps are left for the student to think of first.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Html } from "../rich.js";

export function Example({ block, desk }) {
  const key = desk.keyOf(block);
  const given = block.steps.length - (block.your_turn || 0);
  const shown = given + (desk.place.seen[key] || 0);
  const step = (content, i) => html`<li key=${i} class=${i >= given ? "mine" : ""}><${Html} of=${content} /></li>`;
  return html`<section class="p-example">
    ${block.title && html`<h3>${block.title}</h3>`}
    <ol aria-live="polite">${block.steps.slice(0, shown).map(step)}</ol>
    ${shown < block.steps.length && html`<div class="p-turn">
      <p><strong>${t("Your turn.")}</strong> ${t("What comes next? Say it or write it on paper. Then look.")}</p>
      <button type="button" class="button" onClick=${() => desk.set("seen", key, shown - given + 1)}>${t("Show the next step")}</button>
    </div>`}
  </section>`;
}

export const exampleDone = (block, place, key) => (place.seen[key] || 0) >= (block.your_turn || 0);
