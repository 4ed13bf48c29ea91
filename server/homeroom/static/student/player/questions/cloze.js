// A text with gaps: words to type or to pick, set into the text where the gaps are.
import { html, render, useLayoutEffect, useRef } from "/static/vendor/preact-htm.js";
import { nt, t } from "/static/i18n.js";
import { mixed } from "../pages.js";
import { Html } from "../rich.js";

function Gap({ gap, n, value, set, locked, mark, seed }) {
  const look = mark === undefined ? "" : mark ? "fits" : "look";
  const label = mark === false ? t("Gap %(n)s, look again", { n }) : t("Gap %(n)s", { n });
  if (gap.kind === "choice") {
    return html`<select class="p-gap ${look}" aria-label=${label} value=${value || ""} disabled=${locked} onChange=${(e) => set(e.target.value)}>
      <option value="">…</option>
      ${mixed(gap.options, seed + gap.id).map((o) => html`<option key=${o.id} value=${o.id} selected=${o.id === value}>${o.text}</option>`)}
    </select>`;
  }
  const size = Math.max(4, ...gap.accept.map((text) => text.length));
  return html`<input class="p-gap ${look}" type="text" autocomplete="off" autocapitalize="off" spellcheck="false" dir="auto" aria-label=${label}
    inputmode=${gap.accept.every((text) => /^[\d.,/ -]+$/.test(text)) ? "decimal" : "text"}
    size=${size + 1} maxlength="200" value=${value || ""} disabled=${locked} onInput=${(event) => set(event.target.value)} />`;
}

function View({ q, value, set, locked, marks, seed }) {
  const root = useRef(null);
  const now = value || {};
  useLayoutEffect(() => {
    q.gaps.forEach((gap, i) => {
      const span = root.current.querySelector(`[data-gap="${gap.id}"]`);
      if (span) {
        render(html`<${Gap} gap=${gap} n=${i + 1} value=${now[gap.id]} locked=${locked} mark=${marks[gap.id]} seed=${seed}
          set=${(text) => set({ ...now, [gap.id]: text })} />`, span);
      }
    });
  });
  useLayoutEffect(() => () => root.current && root.current.querySelectorAll("[data-gap]").forEach((span) => render(null, span)), []);
  return html`<div class="p-cloze" ref=${root}><${Html} of=${q.html} /></div>`;
}

export const cloze = {
  View,
  ready: (q, value) => q.gaps.every((gap) => value && String(value[gap.id] || "").trim()),
  again: (q, marks) => {
    const left = Object.values(marks).filter((mark) => !mark).length;
    return nt("One gap is not right yet.", "%(n)s gaps are not right yet.", left);
  },
};
