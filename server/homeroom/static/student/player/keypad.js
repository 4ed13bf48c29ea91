// Number keys on the screen, so that no keyboard is needed; a real keyboard works in the same field.
import { html } from "/static/vendor/preact-htm.js";
import { language, t } from "/static/i18n.js";

/** The decimal sign that children of this language learn. */
export const point = () => ((1.5).toLocaleString(language()).includes(",") ? "," : ".");

const NAMES = { "/": () => t("over"), "-": () => t("minus"), ".": () => t("point"), ",": () => t("comma"), " ": () => t("space") };

/** extra: more keys than 0–9 and delete; type(text => new text). */
export function Keypad({ extra = [], type, locked }) {
  const key = (sign) => html`<button type="button" class="p-key" disabled=${locked} aria-label=${NAMES[sign] && NAMES[sign]()}
    onPointerDown=${(event) => event.preventDefault()} onClick=${() => type((text) => (text + sign).slice(0, 12))}>
    ${sign === " " ? "␣" : sign === "-" ? "−" : sign}</button>`;
  return html`<div class="p-keys" role="group" aria-label=${t("Number keys")} dir="ltr" data-quiet>
    ${[..."123456789"].map(key)}
    ${key("0")}${extra.map(key)}
    <button type="button" class="p-key p-delete" disabled=${locked} aria-label=${t("Delete")}
      onPointerDown=${(event) => event.preventDefault()} onClick=${() => type((text) => text.slice(0, -1))}>
      ⌫</button>
  </div>`;
}
