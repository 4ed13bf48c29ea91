// A list to put in order: drag, or tap a thing and then its new place, or pick up with Enter and move with the arrows.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { useDrag } from "./drag.js";
import { Html, nameOf } from "./rich.js";

/** items: [{id, html}] by id in `order`; set(newOrder); marks: {id: true|false} after a check. */
export function Arrange({ items, order, set, locked, marks = {}, label }) {
  const [picked, pick] = useState(null);
  const [said, say] = useState("");
  const move = (id, to) => {
    const rest = order.filter((other) => other !== id);
    if (locked || to < 0 || to > rest.length) return;
    rest.splice(to, 0, id);
    set(rest);
    say(t("Now at place %(n)s of %(total)s.", { n: to + 1, total: order.length }));
  };
  const root = useDrag((id, to) => { pick(null); move(id, Number(to)); });
  useEffect(() => {
    const held = picked && root.current.querySelector(`[data-drag="${picked}"]`);
    if (held && root.current.contains(document.activeElement)) held.focus();
  }, [order]);
  const tap = (id, at) => {
    if (picked === null) return pick(id);
    if (picked !== id) move(picked, at);
    return pick(null);
  };
  const keys = (event, id, at) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    pick(id);
    move(id, at + step);
  };
  return html`<ol class="p-order ${picked ? "picking" : ""}" ref=${root} aria-label=${label}>
    ${order.map((id, at) => {
      const item = items.find((one) => one.id === id);
      const look = id in marks && !marks[id] ? t("look again") : "";
      return html`<li key=${id} data-drop=${at} class=${id in marks ? (marks[id] ? "fits" : "look") : ""}>
        <button type="button" class="p-thing" data-drag=${id} data-read aria-label=${nameOf(item.html, look && `, ${look}`)} aria-pressed=${picked === id} disabled=${locked}
          onClick=${() => tap(id, at)} onKeyDown=${(event) => keys(event, id, at)}>
          <span class="p-place" data-quiet>${at + 1}</span><${Html} tag="span" of=${item.html} />
          ${look && html`<span class="visually-hidden">${look}</span>`}
        </button></li>`;
    })}
    <li class="visually-hidden" aria-live="polite">${said}</li>
  </ol>`;
}
