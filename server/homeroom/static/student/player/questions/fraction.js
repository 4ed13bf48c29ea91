// A fraction, top over bottom, with a place for wholes where the answer may have them.
import { html, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Keypad } from "../keypad.js";

/** "1 3/4" → {whole: "1", top: "3", bottom: "4"} */
export function parts(value) {
  const [, whole = "", top = "", bottom = ""] = /^(?:(-?\d*)(?: |$))?(?:(-?\d*)\/(\d*))?$/.exec(value || "") || [];
  return { whole, top, bottom };
}

const joined = ({ whole, top, bottom }) =>
  [whole, top || bottom ? `${top}/${bottom}` : ""].filter(Boolean).join(" ");

function hasWholes(answer) {
  const [top, bottom] = answer.split("/").map(Number);
  return / /.test(answer) || !(top < bottom);
}

function View({ q, value, set, locked }) {
  const now = parts(value);
  const [at, goTo] = useState("top");
  const fields = useRef({});
  const box = (name, label) => html`<input class="input p-answer p-${name} ${at === name ? "at" : ""}" type="text" inputmode="none"
    autocomplete="off" maxlength="4" aria-label=${label} value=${now[name]} disabled=${locked}
    ref=${(field) => { fields.current[name] = field; }} onFocus=${() => goTo(name)}
    onInput=${(event) => set(joined({ ...now, [name]: event.target.value.replace(/[^-\d]/g, "") }))} />`;
  return html`<div class="p-typed">
    <div class="p-fraction" dir="ltr">
      ${hasWholes(q.answer) && box("whole", t("Wholes"))}
      <div class="p-over">${box("top", t("Top"))}<hr aria-hidden="true" />${box("bottom", t("Bottom"))}</div>
    </div>
    <button type="button" class="button p-swap-field" disabled=${locked}
      onClick=${() => fields.current[at === "top" ? "bottom" : "top"].focus()}>
      ${at === "top" ? t("Now the bottom") : t("Now the top")}</button>
    <${Keypad} locked=${locked} type=${(change) => set(joined({ ...now, [at]: change(now[at]) }))} />
  </div>`;
}

export const fraction = {
  View,
  ready: (q, value) => { const now = parts(value); return Boolean(now.top && now.bottom) || Boolean(now.whole && !now.top && !now.bottom); },
  again: () => t("Look at the top and the bottom again."),
};
