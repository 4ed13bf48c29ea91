// Words of the page in the reader's language. English is the source: a missing message is shown as written.
const holder = document.getElementById("messages");
let catalog = { language: document.documentElement.lang || "en", plural: "", messages: {} };
if (holder) catalog = Object.assign(catalog, JSON.parse(holder.textContent || "{}"));

/** The language of the words, e.g. "ar". */
export const language = () => catalog.language;

/** Uses another catalog from now on, e.g. when a child with another language signs in. */
export function use(other) {
  catalog = Object.assign({ language: "en", plural: "", messages: {} }, other);
}

function fill(text, vars) {
  return text.replace(/%\((\w+)\)[sd]|%%/g, (found, name) => {
    if (found === "%%") return "%";
    return vars && name in vars ? String(vars[name]) : found;
  });
}

/** t("Save") or t("%(n)s waiting", {n: 3}) */
export function t(msg, vars) {
  const found = catalog.messages[msg];
  return fill(Array.isArray(found) ? found[0] : found || msg, vars);
}

// catalog.plural holds the number of the form for 0…199, one digit each; rules look no further than the last two digits.
function form(n) {
  const whole = Math.abs(Math.trunc(n));
  return Number(catalog.plural[whole < 200 ? whole : 100 + (whole % 100)] || 0);
}

/** nt("%(n)s card", "%(n)s cards", 3): the right form for a number, which is also filled in as n. */
export function nt(one, many, n, vars) {
  const all = Object.assign({ n }, vars);
  const found = catalog.messages[one];
  if (!Array.isArray(found) || !catalog.plural) return fill(n === 1 ? one : many, all);
  return fill(found[form(n)] || (n === 1 ? one : many), all);
}

/** The catalog's own number format: 1234.5 → "1,234.5" */
export function number(n) {
  return new Intl.NumberFormat(catalog.language).format(n);
}
