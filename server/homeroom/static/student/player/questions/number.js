// A number, typed on the keys of the screen or of a keyboard.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Keypad, point } from "../keypad.js";

/** Keys beyond the digits only where the answer may need them. */
const extraKeys = (q) => (/^\d+$/.test(q.answer) ? [] : [point(), "/", ..." -".slice(/ /.test(q.answer) ? 0 : 1)]);

function View({ q, value = "", set, locked }) {
  return html`<div class="p-typed">
    <div class="p-line">
      <input class="input p-answer" type="text" inputmode="none" autocomplete="off" spellcheck="false" dir="ltr" maxlength="20"
        aria-label=${t("Your answer")} value=${value} disabled=${locked} onInput=${(event) => set(event.target.value)} />
      ${q.unit && html`<span class="p-unit">${q.unit}</span>`}
    </div>
    <${Keypad} extra=${extraKeys(q)} locked=${locked} type=${(change) => set(change(value))} />
  </div>`;
}

export const number = { View, ready: (q, value) => Boolean(value && value.trim()), again: () => t("Look at the numbers again.") };
