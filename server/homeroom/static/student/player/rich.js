// Text of a card as the box made it; where the browser can't show MathML, fractions and powers are drawn with spans.
import { h, useMemo } from "/static/vendor/preact-htm.js";

let native;

/** Whether this browser sets a fraction one number over the other (Chrome does from 109). */
export function showsMath() {
  if (native === undefined) {
    const probe = document.createElement("div");
    probe.className = "m-probe";
    probe.innerHTML = "<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>";
    document.body.append(probe);
    const [top, bottom] = [...probe.querySelectorAll("mn")].map((n) => n.getBoundingClientRect().top);
    native = bottom > top + 2;
    probe.remove();
  }
  return native;
}

const PLAIN = { mfrac: "m-frac", msup: "m-sup", msub: "m-sub", msqrt: "m-root" };

function drawn(node) {
  if (node.nodeType !== 1) return document.createTextNode(node.textContent);
  const name = node.localName;
  const span = document.createElement("span");
  span.className = PLAIN[name] || (name === "mo" ? "m-sign" : "");
  if (name === "annotation") return span;
  node.childNodes.forEach((child) => span.append(drawn(child)));
  return span;
}

/** A formula in one line, as it is read aloud: the box writes it beside the formula. */
export const inWords = (math) => math.getAttribute("alttext") || math.textContent;

/** The words of a piece of a card, with formulas and pictures in words. */
export function inLine(source) {
  const page = new DOMParser().parseFromString(source, "text/html");
  page.querySelectorAll("math").forEach((formula) => formula.replaceWith(inWords(formula)));
  page.querySelectorAll("img").forEach((image) => image.replaceWith(image.alt));
  return page.body.textContent.trim();
}

/** The name of a control that shows a piece of a card: needed where that is a formula, which has no name of its own. */
export const nameOf = (source, more = "") => (source.includes("<math") ? `${inLine(source)}${more}` : undefined);

function readable(source, math) {
  if (math || !source.includes("<math")) return source;
  const page = new DOMParser().parseFromString(source, "text/html");
  page.querySelectorAll("math").forEach((formula) => {
    const span = drawn(formula);
    span.className = "m-math";
    span.setAttribute("role", "img");
    span.setAttribute("aria-label", inWords(formula));
    formula.replaceWith(span);
  });
  return page.body.innerHTML;
}

/** <Html of="<p>…</p>" tag="div" class="…"> */
export function Html({ of: source, tag = "div", class: more = "", math = showsMath(), ...rest }) {
  const made = useMemo(() => readable(source || "", math), [source, math]);
  return h(tag, { ...rest, class: `rich ${made.includes("<math") ? "with-math" : ""} ${more}`, dangerouslySetInnerHTML: { __html: made } });
}
