// The child's own order of her cards.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Arrange } from "./player/arrange.js";

const escaped = (text) => text.replace(/[&<]/g, (sign) => (sign === "&" ? "&amp;" : "&lt;"));

export const Reorder = ({ slots, act, close }) => html`<section>
  <p class="w-toolbar"><span>${t("Drag, or tap one and then its new place.")}</span>
    <button type="button" class="button primary" onClick=${close}>${t("Done")}</button></p>
  <${Arrange} label=${t("My order")} items=${slots.map((slot) => ({ id: slot.slot, html: escaped(slot.title) }))}
    order=${slots.map((slot) => slot.slot)} set=${(order) => act("week.order", { slots: order })} /></section>`;
