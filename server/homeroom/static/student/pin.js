// The number pad of a class that signs in with a PIN; the keys of a keyboard work as well.
import { html, useLayoutEffect } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";

const LEAST = 4;

export function Pin({ tap, chosen, set, done, busy }) {
  // Typed before the next paint, a digit must not be lost.
  useLayoutEffect(() => {
    const type = (event) => {
      if (/^\d$/.test(event.key)) tap(event.key);
      if (event.key === "Backspace") set((all) => all.slice(0, -1));
    };
    window.addEventListener("keydown", type);
    return () => window.removeEventListener("keydown", type);
  });
  return html`<div class="s-pin" dir="ltr">
    ${[..."1234567890"].map((n) => html`<button type="button" key=${n} class="button" disabled=${busy} onClick=${() => tap(n)}>${n}</button>`)}
    <button type="button" class="button primary" disabled=${chosen.length < LEAST || busy} onClick=${done}>${t("OK")}</button></div>`;
}
