// Things to put into places (sort into groups, match pairs): drag, or tap the thing and then the place, or the same with keys.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { useDrag } from "./drag.js";
import { Html, nameOf } from "./rich.js";

/** things: [{id, html}]; places: [{id, name, html?}]; where: {thing: place}; room: how many fit into one place. */
export function Places({ things, places, where, put, locked, marks = {}, room = Infinity, class: more }) {
  const [picked, pick] = useState(null);
  const [said, say] = useState("");
  const moved = useRef(null);
  const place = (id, to) => {
    if (locked) return;
    const next = { ...where };
    if (to && room === 1) Object.keys(next).forEach((other) => next[other] === to && delete next[other]);
    if (to) next[id] = to;
    else delete next[id];
    moved.current = id;
    pick(null);
    put(next);
    say(to ? t("Put there.") : t("Put back."));
  };
  const root = useDrag(place);
  useEffect(() => {
    const held = moved.current && root.current.querySelector(`[data-drag="${moved.current}"]`);
    if (held && document.activeElement === document.body) held.focus({ preventScroll: true });
    moved.current = null;
  }, [where]);
  const look = (id) => (id in marks && !marks[id] ? t("look again") : "");
  const thing = ({ id, html: content }) => html`
    <button type="button" key=${id} class="p-thing ${id in marks ? (marks[id] ? "fits" : "look") : ""}" data-drag=${id} data-read
      aria-pressed=${picked === id} aria-label=${nameOf(content, look(id) && `, ${look(id)}`)} disabled=${locked}
      onClick=${(event) => { event.stopPropagation(); tap(id); }}>
      <${Html} tag="span" of=${content} />
      ${look(id) && html`<span class="visually-hidden">${look(id)}</span>`}
    </button>`;
  const tap = (id) => {
    // With one thing in the hand, a tap on another one means the place where that lies.
    if (picked && picked !== id && where[id]) return place(picked, where[id]);
    return pick(picked === id ? null : id);
  };
  const held = picked ? "picking" : "";
  return html`<div class="p-places ${more} ${held}" ref=${root}>
    <div class="p-pool" data-drop="" role="group" aria-label=${t("Still to place")} onClick=${() => picked && place(picked, "")}>
      ${things.filter(({ id }) => !where[id]).map(thing)}
      ${things.every(({ id }) => where[id]) && html`<span class="quiet-text">${t("All placed.")}</span>`}
    </div>
    <div class="p-groups">${places.map((group) => html`
      <div key=${group.id} class="p-group" data-drop=${group.id} role="group" aria-label=${group.name}
        onClick=${() => picked && place(picked, group.id)}>
        ${group.html
          ? html`<${Html} class="p-group-title" of=${group.html} />`
          : html`<p class="p-group-title">${group.name}</p>`}
        <div class="p-held">${things.filter(({ id }) => where[id] === group.id).map(thing)}
          ${!locked && html`<button type="button" class="p-here" disabled=${!picked}
            onClick=${(event) => { event.stopPropagation(); place(picked, group.id); }}>
            <span class="visually-hidden">${t("Put here: %(name)s", { name: group.name })}</span></button>`}
        </div>
      </div>`)}</div>
    <div class="visually-hidden" aria-live="polite">${said}</div>
  </div>`;
}
