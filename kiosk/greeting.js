// What the child sees after a move: a greeting, her tablet and station, and for a while the way back.

import {t} from "/static/i18n.js";
import {atSchool, clockTime} from "./day.js";
import {icon, make, portrait, say, sign} from "./make.js";
import {goesTo} from "./stations.js";
import {greet} from "./voice.js";

const STAYS = 10000;
const MOST = 2;

export function welcome(place, child, arriving, now, undo) {
  const words = arriving ? t("Hello, %(name)s!", {name: child.short}) : t("Goodbye, %(name)s!", {name: child.short});
  const tablet = arriving && child.tablet && child.tablet.own && child.tablet; // any other one is the box's to give
  const goes = arriving && goesTo(child.id, now);
  const where = goes && (goes.room ? `${goes.station}, ${goes.room}` : goes.station);
  const told = [words, tablet && take(tablet), goes && t("Go to: %(place)s", {place: where})].filter(Boolean).join(" ");
  show(place, make("div", {class: `greeting ${arriving ? "in" : "out"}`, "data-student": child.id},
    portrait(child),
    make("p", {}, make("strong", {dir: "auto"}, words), make("small", {},
      icon(arriving ? "school" : "home"), ` ${arriving ? t("At school") : t("At home")} ${clockTime(now)}`)),
    tablet ? shown(tablet) : null,
    goes ? make("p", {class: "tablet"}, sign(goes.sign), make("span", {dir: "auto"}, t("Go to: %(place)s", {place: where}))) : null,
    make("button", {class: "button", "aria-label": t("Take it back: %(name)s", {name: child.short}), onclick: undo},
      icon("undo"), make("span", {}, t("Take it back")))));
  say(`${told} ${t("You can take it back for one minute.")}`);
  greet(told, arriving);
}

// The box has heard of the move and has given her a tablet: the greeting says so, while it is there.
export function giveTablets(place, students, day) {
  for (const {id, tablet} of students) {
    const greeting = tablet && atSchool(day.get(id).state) && !day.get(id).waiting && of(place, id)[0];
    if (!greeting || greeting.querySelector(".tablet.own")) continue;
    greeting.insertBefore(shown(tablet), greeting.lastChild);
    greeting.fresh = true;
    say(take(tablet));
    greet(take(tablet), true);
  }
}

const take = (tablet) => t("Take %(name)s: %(sign)s.", {name: tablet.name, sign: tablet.words});

function shown({name, sign: animal, mark, words}) {
  return make("p", {class: "tablet own"}, sign(animal, mark), make("span", {}, make("strong", {dir: "auto"}, name), make("small", {}, words)));
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

// Not from under somebody's finger or focus, nor with news that just came.
function leave(greeting) {
  if (!greeting.fresh && !greeting.contains(document.activeElement)) return greeting.remove();
  greeting.fresh = false;
  return setTimeout(() => leave(greeting), STAYS);
}

const of = (place, student) => Array.from(place.children).filter((one) => one.dataset.student === student);

function drop(place, student) {
  of(place, student).forEach((one) => one.remove());
}
