// Pairs: each thing on the right belongs to one on the left.
import { html, useMemo } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Places } from "../places.js";
import { scrambled } from "../pages.js";
import { inLine } from "../rich.js";

const turned = (pairs) => Object.fromEntries(Object.entries(pairs || {}).map(([a, b]) => [b, a]));

function View({ q, value, set, locked, marks, seed }) {
  const rights = useMemo(() => scrambled(q.pairs, seed + q.id).map(({ id, right }) => ({ id, html: right })), [q, seed]);
  const lefts = q.pairs.map(({ id, left }, i) => ({ id, html: left, name: inLine(left) || t("Pair %(n)s", { n: i + 1 }) }));
  const byRight = Object.fromEntries(Object.entries(value || {}).map(([left, right]) => [right, marks[left]]).filter(([, m]) => m !== undefined));
  return html`<p class="p-how" data-quiet>${t("Drag, or tap one and then where it belongs.")}</p>
    <${Places} class="p-match" room=${1} things=${rights} places=${lefts} where=${turned(value)} put=${(where) => set(turned(where))}
      locked=${locked} marks=${byRight} />`;
}

export const match = {
  View,
  ready: (q, value) => Object.keys(value || {}).length === q.pairs.length,
  again: () => t("Look at the ones with a dotted line again."),
};
