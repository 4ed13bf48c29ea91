// How sure are you? Never right or wrong.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";

const WORDS = [() => t("Not yet"), () => t("A little"), () => t("Mostly"), () => t("Sure")];
const MOUTHS = ["M14 31q8-7 16 0", "M14 29h16", "M14 27q8 5 16 0", "M12 25q10 13 20 0z"];

const View = ({ q, value, set }) => html`<div class="p-sure" role="radiogroup" aria-label=${t("How sure are you?")}>
  ${WORDS.slice(0, q.scale || 4).map((word, i) => html`
    <label key=${i} class="p-option ${value === i + 1 ? "chosen" : ""}">
      <input type="radio" name=${q.id} class="visually-hidden" checked=${value === i + 1} onChange=${() => set(i + 1)} />
      <svg class="p-face" viewBox="0 0 44 44" aria-hidden="true"><circle cx="22" cy="22" r="19" /><path d="M16 17v2M28 17v2" /><path d=${MOUTHS[i]} /></svg>
      <span>${word()}</span>
    </label>`)}</div>`;

export const confidence = { View, atOnce: true };
