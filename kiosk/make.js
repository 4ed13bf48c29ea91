// Elements of the page, made in one line.

const SPRITE = "/static/art/icons.svg";
const OWN_ICONS = ["sick", "open-door"];
const MIRRORED = ["arrow-start", "arrow-end", "undo"];

// make("button", {class: "button", onclick: go, "aria-label": "Go"}, "text", another)
export function make(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function icon(name, more = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", `icon ${MIRRORED.includes(name) ? "turns" : ""} ${more}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${OWN_ICONS.includes(name) ? "" : SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

// A child's picture; her first letter when the picture does not come.
export function portrait(child) {
  const letter = make("span", {class: "letter"}, Array.from(child.short || "?")[0]);
  const picture = make("img", {src: child.portrait || null, alt: "", draggable: "false", decoding: "async"});
  picture.addEventListener("error", () => picture.replaceWith(letter), {once: true});
  return make("span", {class: "face", "aria-hidden": "true"}, child.portrait ? picture : letter);
}

const art = (kind, name) => make("img", {class: kind, src: `/static/art/${kind}-${name}.svg`, alt: "", draggable: "false"});

// The animal of a class or station; of a tablet with its mark.
export function sign(name, mark) {
  return mark ? make("span", {class: "marked"}, art("sign", name), art("mark", mark)) : art("sign", name);
}

// For those who listen: said once, politely.
export function say(text) {
  const said = document.getElementById("said");
  said.textContent = "";
  setTimeout(() => (said.textContent = text), 50);
}
