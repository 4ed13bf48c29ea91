// Looking back: written, spoken, photographed or drawn.
import { html } from "/static/vendor/preact-htm.js";
import { Evidence } from "../evidence.js";
import { Html } from "../rich.js";

export const Reflection = ({ block, desk }) => html`<section class="p-reflection">
  <${Html} class="p-prompt" of=${block.prompt} /><${Evidence} id=${desk.keyOf(block)} inputs=${block.inputs} desk=${desk} /></section>`;
