// An answer that a person looks at: written, photographed, drawn or spoken.
import { html } from "/static/vendor/preact-htm.js";
import { Evidence } from "../evidence.js";
import { Rubric } from "../rubric.js";

const View = ({ q, desk }) => html`
  <${Evidence} id=${q.id} inputs=${q.inputs} desk=${desk} />
  ${q.rubric && q.rubric.length > 0 && html`<${Rubric} rows=${q.rubric} />`}`;

export const free = { View, byPerson: true };
