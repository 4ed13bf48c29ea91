// Things to sort into groups.
import { html, useMemo } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Places } from "../places.js";
import { mixed } from "../pages.js";

const all = (q) => q.groups.reduce((items, group) => [...items, ...group.items], []);

function View({ q, value, set, locked, marks, seed }) {
  const items = useMemo(() => mixed(all(q), seed + q.id), [q, seed]);
  const groups = q.groups.map(({ id, title }) => ({ id, name: title }));
  return html`<p class="p-how" data-quiet>${t("Drag, or tap one and then where it belongs.")}</p>
    <${Places} class="p-sort" things=${items} places=${groups} where=${value || {}} put=${set} locked=${locked} marks=${marks} />`;
}

export const sort = {
  View,
  ready: (q, value) => Object.keys(value || {}).length === all(q).length,
  again: () => t("Look at the ones with a dotted line again."),
};
