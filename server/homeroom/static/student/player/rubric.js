// What good work looks like, in steps from 1 to 4.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Html } from "./rich.js";

export const Rubric = ({ rows }) => html`<details class="p-rubric">
  <summary>${t("What good work looks like")}</summary>
  <ol>${rows.map(({ mark, html: what }) => html`<li key=${mark} value=${mark}><${Html} tag="span" of=${what} /></li>`)}</ol>
</details>`;
