// A longer piece of work: milestones to tick, what good work looks like, and a place for what was made.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Evidence } from "../evidence.js";
import { Rubric } from "../rubric.js";
import { Ticks } from "../ticks.js";

export function Project({ block, desk }) {
  const id = desk.keyOf(block);
  return html`<section class="p-project">
    <h3>${t("Milestones")}</h3>
    <${Ticks} id=${id} rows=${block.milestones} desk=${desk} />
    ${block.rubric && block.rubric.length > 0 && html`<${Rubric} rows=${block.rubric} />`}
    <${Evidence} id=${id} inputs=${["photo", "text"]} desk=${desk} title=${t("Show how far you are")} />
  </section>`;
}
