// The long press on the school's name, and the way to the corner for grown-ups, which is fetched after the start.

import {t} from "/static/i18n.js";
import {make, say} from "./make.js";
import {openOverlay} from "./overlay.js";

const HOLD = 2000;
const AFTER = 2000; // the children's screen goes first
const AGAIN = 20000;
const PARTS = ["corner.css", "corner.js", "all-home.js", "hash.js", "known.js", "pin.js", "roll.js", "this-kiosk.js", "tries.js", "visitors.js"];

// Held for two seconds with a finger or a key, `open` is called.
export function onLongPress(button, open) {
  let timer = 0;
  const start = (event) => {
    if (event.type === "keydown" && (event.repeat || !["Enter", " "].includes(event.key))) return;
    clearTimeout(timer);
    button.classList.add("held");
    timer = setTimeout(() => {
      stop();
      open();
    }, HOLD);
  };
  const stop = () => {
    clearTimeout(timer);
    button.classList.remove("held");
  };
  ["pointerdown", "keydown"].forEach((sign) => button.addEventListener(sign, start));
  ["pointerup", "pointerleave", "pointercancel", "keyup", "blur"].forEach((sign) => button.addEventListener(sign, stop));
  button.addEventListener("contextmenu", (event) => event.preventDefault());
}

let corner = null;

// All parts first, since some browsers never again ask for a module that did not come once.
async function fetchCorner(school, outbox) {
  const answers = await Promise.all(PARTS.map((part) => fetch(`/kiosk/corner/${part}`)));
  if (!answers.every((answer) => answer.ok)) throw new Error("the corner is not there yet");
  const {openCorner} = await import("./corner/corner.js");
  return openCorner(school, outbox);
}

const bring = (school, outbox) => corner || (corner = fetchCorner(school, outbox).catch((problem) => {
  corner = null;
  throw problem;
}));

// Quietly, so that it is there when the box is not; again and again until it came.
export function keepCorner(school, outbox) {
  setTimeout(() => bring(school, outbox).catch(() => setTimeout(keepCorner, AGAIN, school, outbox)), AFTER);
}

export async function openStaff(school, outbox, changed) {
  try {
    (await bring(school, outbox)).open(changed);
  } catch (problem) {
    const words = t("This corner could not be fetched yet: the box does not answer.");
    openOverlay({label: t("For grown-ups"), name: "staff-away"}, make("h2", {}, t("For grown-ups")), make("p", {}, words));
    say(words);
  }
}
