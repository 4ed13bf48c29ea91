// A word or two, typed.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";

const View = ({ value = "", set, locked }) => html`
  <input class="input p-answer p-word" type="text" autocomplete="off" autocapitalize="off" autocorrect="off" spellcheck="false" dir="auto"
    maxlength="200" aria-label=${t("Your answer")} value=${value} disabled=${locked} onInput=${(event) => set(event.target.value)} />`;

export const short = { View, ready: (q, value) => Boolean(value && value.trim()), again: () => t("Read the question and your word again.") };
