// One icon of the sprite; the words beside it are the meaning, so it is hidden from screen readers.
import { html } from "/static/vendor/preact-htm.js";

const SPRITE = document.documentElement.dataset.icons || "/static/art/icons.svg";

export const Icon = ({ name, class: more = "" }) => html`
  <svg class="icon ${more}" aria-hidden="true" focusable="false"><use href="${SPRITE}#${name}" /></svg>`;
