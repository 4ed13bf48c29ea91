// The bar on top: who I am, whether all is saved, and the way out.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Cloud } from "./cloud.js";
import { Icon } from "./icon.js";

export const Top = ({ student, sync, away, leave }) => html`<header class="t-bar">
  <div class="t-me"><img class="portrait" src=${student.portrait} alt="" /><strong><bdi>${student.short || student.name}</bdi></strong></div>
  <${Cloud} sync=${sync} away=${away} />
  <button type="button" class="button t-out" onClick=${leave}><span>${t("I'm done")}</span><${Icon} name="sign-out" class="turns" /></button>
</header>`;
