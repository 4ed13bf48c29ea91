// A card over the page. It goes by itself, so that nobody in the queue has to wait for somebody who walked away.

import {make} from "./make.js";

let closeOpen = () => {};

export const overlayOpen = () => document.getElementById("overlays").childElementCount > 0;

// → close(). `closed(how)` is told "done", "no" (Escape, "not me") or "gone" (nobody came back, or the next
// child pushes: a tap beside the card).
export function openOverlay({label, name = "", seconds = 8, closed = () => {}}, ...content) {
  closeOpen("gone");
  const back = document.activeElement;
  const app = document.getElementById("app");
  const clock = make("div", {class: "sand", "aria-hidden": "true"}, make("span"));
  clock.firstChild.style.animationDuration = `${seconds}s`;
  const card = make("div", {class: `sheet ${name}`, role: "dialog", "aria-modal": "true", "aria-label": label, tabindex: "-1"},
    ...content, seconds <= 8 ? clock : null);
  const shade = make("div", {class: "shade"}, card);

  function close(how = "done") {
    if (!shade.isConnected) return;
    clearTimeout(timer);
    shade.remove();
    app.removeAttribute("aria-hidden");
    closeOpen = () => {};
    closed(how);
    if (back && back.isConnected) back.focus({preventScroll: true});
  }

  shade.addEventListener("pointerdown", (event) => event.target === shade && close("gone"));
  shade.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close("no");
    if (event.key === "Tab") keepInside(card, event);
  });
  let timer = setTimeout(close, seconds * 1000, "gone");
  for (const sign of ["pointerdown", "keydown", "scroll"]) {
    card.addEventListener(sign, () => {
      if (seconds <= 8) return; // a child's card never stays longer
      clearTimeout(timer);
      timer = setTimeout(close, seconds * 1000, "gone");
    }, true);
  }

  app.setAttribute("aria-hidden", "true");
  document.getElementById("overlays").append(shade);
  (card.querySelector("[data-first]") || card).focus({preventScroll: true});
  closeOpen = close;
  return close;
}

function keepInside(card, event) {
  const stops = Array.from(card.querySelectorAll("button, a[href], select, input"));
  const edge = event.shiftKey ? stops[0] : stops[stops.length - 1];
  const outside = !stops.includes(document.activeElement);
  if (stops.length && (document.activeElement === edge || outside)) {
    event.preventDefault();
    stops[event.shiftKey ? stops.length - 1 : 0].focus();
  }
}
