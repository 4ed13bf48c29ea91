// Talking with a partner: who is who, what to talk about, how a sentence may start, what to write down.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Evidence } from "../evidence.js";
import { Html } from "../rich.js";

export function Discussion({ block, desk }) {
  const { roles = [], prompts = [], starters = [] } = block;
  return html`<section class="p-discussion">
    ${roles.length > 0 && html`<div class="p-roles">${roles.map((role) => html`<div key=${role.name} class="p-role">
      <span class="p-role-name">${role.name}</span><${Html} of=${role.html} /></div>`)}</div>`}
    <ol class="p-prompts">${prompts.map((prompt, i) => html`<${Html} key=${i} tag="li" of=${prompt} />`)}</ol>
    ${starters.length > 0 && html`<div class="p-starters"><h3>${t("You can start like this")}</h3>
      <ul>${starters.map((text) => html`<li key=${text}>${text}</li>`)}</ul></div>`}
    ${block.write && html`<${Html} class="p-prompt" of=${block.write} /><${Evidence} id=${desk.keyOf(block)} inputs=${["text"]} desk=${desk} />`}
  </section>`;
}
