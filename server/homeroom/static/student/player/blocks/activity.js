// Something to do away from the screen: what you need, the steps, a photo of it.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../../icon.js";
import { Evidence } from "../evidence.js";
import { Html } from "../rich.js";
import { Ticks } from "../ticks.js";

export function Activity({ block, desk }) {
  const id = desk.keyOf(block);
  return html`<section class="p-activity">
    ${block.need && block.need.length > 0 && html`<div class="p-need"><h3><${Icon} name="pack" /> ${t("You need")}</h3>
      <ul>${block.need.map((thing, i) => html`<${Html} key=${i} tag="li" of=${thing} />`)}</ul></div>`}
    <${Ticks} id=${id} rows=${block.steps} desk=${desk} />
    ${block.photo && html`<${Evidence} id=${id} inputs=${["photo"]} desk=${desk} title=${t("Show what you made")} />`}
  </section>`;
}
