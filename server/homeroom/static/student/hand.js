// Asking for help: a hand that goes up, and comes down when the child or the teacher takes it down.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "./icon.js";

export const Hand = ({ slot, act }) => html`<button type="button" class="button big c-hand" aria-pressed=${Boolean(slot.asked)}
  onClick=${() => act(slot.asked ? "work.unask" : "work.ask", slot.asked ? { slot: slot.slot } : { slot: slot.slot, card: slot.card })}>
  <${Icon} name="hand" /><span>${slot.asked ? t("Take my hand down") : t("I need help")}</span></button>`;
