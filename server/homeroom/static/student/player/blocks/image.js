// A picture; its words are shown where it can't be.
import { html } from "/static/vendor/preact-htm.js";

export const Picture = ({ block }) => html`<figure class="p-image"><img src=${block.src} alt=${block.alt || ""} decoding="async" /></figure>`;
