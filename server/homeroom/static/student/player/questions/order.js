// Things to put in order.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Arrange } from "../arrange.js";
import { scrambled } from "../pages.js";

const mixedIds = (q, seed) => scrambled(q.items.map((item) => item.id), seed + q.id);

const View = ({ q, value, set, locked, marks, seed }) => html`
  <p class="p-how" data-quiet>${t("Drag, or tap one and then its new place.")}</p>
  <${Arrange} items=${q.items} order=${value || mixedIds(q, seed)} set=${set} locked=${locked} marks=${marks} label=${t("In order")} />`;

export const order = { View, first: mixedIds, ready: () => true, again: () => t("Look at the ones with a dotted line again.") };
