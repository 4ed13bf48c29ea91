// A tablet that the school does not know (any more).
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Heading } from "./heading.js";

export const Enrol = () => html`<main class="s-narrow s-center">
  <img class="s-big-sign" src="/static/art/app-icon.svg" alt="" />
  <${Heading}>${t("This tablet is new here")}<//>
  <p>${t("Ask a teacher to make it one of the school's tablets.")}</p>
  <p><a class="button big primary" href="/enrol">${t("I am a teacher")}</a></p>
</main>`;
