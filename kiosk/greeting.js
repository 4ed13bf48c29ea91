// What the child sees after a move: a greeting, her tablet and station, and for a while the way back.

import {t} from "/static/i18n.js";
import {clockTime} from "./day.js";
import {icon, make, portrait, say, sign} from "./make.js";
import {goesTo} from "./stations.js";
import {greet} from "./voice.js";

const STAYS = 10000;
const MOST = 2;

export function welcome(place, child, arriving, now, undo) {
  const words = arriving ? t("Hello, %(name)s!", {name: child.short}) : t("Goodbye, %(name)s!", {name: child.short});
  const tablet = arriving && child.tablet;
  const goes = arriving && goesTo(child.id, now);
  const where = goes && (goes.room ? `${goes.station}, ${goes.room}` : goes.station);
  const told = [words, tablet && t("Take the tablet %(name)s.", {name: tablet.name}), goes && t("Go to: %(place)s", {place: where})].filter(Boolean).join(" ");
  show(place, make("div", {class: `greeting ${arriving ? "in" : "out"}`, "data-student": child.id},
    portrait(child),
    make("p", {}, make("strong", {dir: "auto"}, words), make("small", {},
      icon(arriving ? "school" : "home"), ` ${arriving ? t("At school") : t("At home")} ${clockTime(now)}`)),
    tablet ? make("p", {class: "tablet"}, sign(tablet.sign), make("span", {dir: "auto"}, tablet.name)) : null,
    goes ? make("p", {class: "tablet"}, sign(goes.sign), make("span", {dir: "auto"}, t("Go to: %(place)s", {place: where}))) : null,
    make("button", {class: "button", "aria-label": t("Take it back: %(name)s", {name: child.short}), onclick: undo},
      icon("undo"), make("span", {}, t("Take it back")))));
  say(`${told} ${t("You can take it back for one minute.")}`);
  greet(told, arriving);
}

export function takenBack(place, child) {
  drop(place, child.id);
  say(t("Taken back: %(name)s", {name: child.short}));
}

export function sorry(place, words) {
  show(place, make("div", {class: "greeting sorry"}, icon("warning", "big"), make("p", {}, make("strong", {}, words))));
  say(words);
}

function show(place, greeting) {
  drop(place, greeting.dataset.student);
  while (place.childElementCount >= MOST) place.firstChild.remove();
  place.append(greeting);
  setTimeout(() => leave(greeting), STAYS);
}

// Not from under somebody's finger or focus.
function leave(greeting) {
  if (greeting.contains(document.activeElement)) setTimeout(() => leave(greeting), STAYS);
  else greeting.remove();
}

function drop(place, student) {
  Array.from(place.children).filter((one) => one.dataset.student === student).forEach((one) => one.remove());
}
