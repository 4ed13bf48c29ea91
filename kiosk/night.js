// From eight in the evening to six the screen is black with a clock, so that nothing burns in. A touch wakes it,
// and whoever has just opened the page is standing there.

import {t} from "/static/i18n.js";
import {clockTime} from "./day.js";
import {make} from "./make.js";

const AWAKE = 60000;
const [EVENING, MORNING] = ["20:00", "06:00"];

export function openNight(now) {
  const time = make("time");
  const night = make("button", {class: "night", hidden: true, "aria-label": t("Wake the screen")}, time);
  let touched = Date.now();

  function look() {
    const clock = clockTime(now());
    const dark = (clock >= EVENING || clock < MORNING) && Date.now() - touched > AWAKE;
    night.hidden = !dark;
    time.textContent = clock;
    // The clock wanders a little, by the minute.
    const minute = Number(clock.slice(3));
    time.style.transform = `translate(${(minute % 7) * 5 - 15}vw, ${(minute % 11) * 5 - 25}vh)`;
  }

  function touch() {
    touched = Date.now();
  }

  night.addEventListener("click", () => {
    touch();
    look();
  });
  addEventListener("pointerdown", touch, true);
  addEventListener("keydown", touch, true);
  document.body.append(night);
  setInterval(look, 5000);
  look();
}
