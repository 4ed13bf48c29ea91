// One answer of several (choice) or several of several (multi): the browser's own radio buttons and check boxes.
import { html, useMemo } from "/static/vendor/preact-htm.js";
import { mixed } from "../pages.js";
import { Html, nameOf } from "../rich.js";

function Options({ q, value, set, locked, seed, many }) {
  const options = useMemo(() => (q.shuffle === false ? q.options : mixed(q.options, seed + q.id)), [q, seed]);
  const chosen = many ? value || [] : [value];
  const toggle = (id) => {
    if (!many) return set(id);
    const kept = chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id];
    return set(q.options.map((option) => option.id).filter((other) => kept.includes(other)));
  };
  return html`<div class="p-options ${options.some((o) => /<img/.test(o.html)) ? "pictures" : ""}">${options.map((option) => html`
    <label key=${option.id} class="p-option ${chosen.includes(option.id) ? (locked ? "kept" : "chosen") : ""}">
      <input type=${many ? "checkbox" : "radio"} name=${q.id} checked=${chosen.includes(option.id)} disabled=${locked} aria-label=${nameOf(option.html)}
        onChange=${() => toggle(option.id)} />
      <${Html} tag="span" of=${option.html} />
    </label>`)}</div>`;
}

export const choice = { View: Options, ready: (q, value) => Boolean(value) };
export const multi = { View: (props) => html`<${Options} ...${props} many />`, ready: (q, value) => Boolean(value && value.length) };
