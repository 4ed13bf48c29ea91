// Steps to do away from the screen, each with a box to tick.
import { html } from "/static/vendor/preact-htm.js";
import { Html } from "./rich.js";

export function Ticks({ id, rows, desk }) {
  const done = desk.place.ticks[id] || [];
  const turn = (i) => desk.set("ticks", id, done.includes(i) ? done.filter((j) => j !== i) : [...done, i]);
  return html`<ol class="p-ticks">${rows.map((row, i) => html`<li key=${i}>
    <label class=${done.includes(i) ? "done" : ""}><input type="checkbox" checked=${done.includes(i)} onChange=${() => turn(i)} />
      <${Html} tag="span" of=${row} /></label></li>`)}</ol>`;
}
