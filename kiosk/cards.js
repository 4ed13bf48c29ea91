// The two questions a child is asked: "is this you?" and "why?". Pictures first, words for those who read.

import {t} from "/static/i18n.js";
import {atSchool} from "./day.js";
import {icon, make, portrait} from "./make.js";
import {openOverlay} from "./overlay.js";

const LATE = () => [
  ["bus", "bus", t("The bus was late")],
  ["slept", "bed", t("I slept long")],
  ["doctor", "doctor", t("I was at the doctor")],
  ["weather", "weather", t("The weather")],
  ["other", "talk", t("Something else")],
];
const LEAVE = () => [
  ["sick", "sick", t("I feel ill")],
  ["appointment", "doctor", t("I go to the doctor")],
  ["family", "group", t("My family needs me")],
  ["other", "talk", t("Something else")],
];

// Tapped: → nothing; calls answer("school" | "home" | "undo") when the child says yes.
export function askWho(child, state, undoable, answer) {
  const inside = atSchool(state);
  const say = (what) => () => {
    close();
    answer(what);
  };
  const yes = inside
    ? make("button", {class: "button big yes", "data-first": !undoable, onclick: say("home")}, icon("home", "big"), make("span", {}, t("I go home")))
    : make("button", {class: "button big primary yes", "data-first": true, onclick: say("school")}, icon("check", "big"), make("span", {}, t("I am here")));
  const oops = undoable && make("button", {class: "button big primary yes", "data-first": true, onclick: say("undo")},
    icon("undo", "big"), make("span", {}, t("Take it back")));
  const no = make("button", {class: "button big no", onclick: () => close("no")}, icon("x", "big"), make("span", {}, t("Not me")));
  const close = openOverlay({label: child.short, name: "who"},
    portrait(child), make("h2", {dir: "auto"}, child.short), make("div", {class: "answers"}, oops, yes, no));
}

// answer(reason) with one of the pictures, or "" when the child has run off: the move counts. notMe() when it should not.
export function askWhy(child, coming, answer, notMe) {
  const reasons = coming ? LATE() : LEAVE();
  const question = coming ? t("Why are you late?") : t("Why do you go home early?");
  let chosen = "";
  const close = openOverlay({label: `${child.short}: ${question}`, name: "why", closed: (how) => (how === "no" ? notMe() : answer(chosen))},
    make("div", {class: "asked"}, portrait(child), make("h2", {}, make("bdi", {}, child.short), make("br"), question)),
    make("div", {class: "reasons"}, ...reasons.map(([reason, picture, words], i) =>
      make("button", {class: "button reason", "data-first": i === 0, onclick: () => {
        chosen = reason;
        close();
      }}, icon(picture), make("span", {}, words)))),
    make("button", {class: "button no", onclick: () => close("no")}, icon("x"), make("span", {}, t("Not me"))));
}
