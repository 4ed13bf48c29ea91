// Text of a card.
import { html } from "/static/vendor/preact-htm.js";
import { Html } from "../rich.js";

export const Text = ({ block }) => html`<${Html} class="p-text" of=${block.html} />`;
