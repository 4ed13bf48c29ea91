// Whether what was done is saved: a small cloud with words, always there.
import { html } from "/static/vendor/preact-htm.js";
import { nt, t } from "/static/i18n.js";
import { Icon } from "./icon.js";

function words({ waiting, trouble, refused }, away) {
  if (trouble === "storage") return ["warning", "stop", t("This tablet is full. Call a teacher.")];
  if (trouble === "enrol" && waiting) return ["warning", "stop", t("Kept here. Call a teacher: this tablet has to be enrolled again.")];
  if (waiting && (trouble || away)) return ["cloud-off", "warn", nt("Kept here, waits for the box", "%(n)s kept here, wait for the box", waiting)];
  if (waiting) return ["cloud", "", t("Saving")];
  if (refused) return ["warning", "warn", t("Something here needs a teacher")];
  if (away) return ["cloud-off", "", t("Saved. The box is away.")];
  return ["cloud-check", "good", t("Saved")];
}

export function Cloud({ sync, away }) {
  const [icon, color, text] = words(sync, away);
  return html`<p class="chip t-cloud ${color}" role="status"><${Icon} name=${icon} /><span>${text}</span></p>`;
}
