// The quiet sign for grown-ups in the corner, and the words for how the sending goes.

import {nt, t} from "/static/i18n.js";
import {clockTime} from "./day.js";
import {make} from "./make.js";

const CLOCK_WRONG = 5 * 60000;

export function queueWords(state) {
  const sent = state.lastSaved ? t("last sent %(time)s", {time: clockTime(state.lastSaved)}) : t("nothing sent yet");
  if (!state.waiting) return state.lastSaved ? t("All sent, %(time)s", {time: clockTime(state.lastSaved)}) : t("All sent");
  return `${nt("%(n)s waiting", "%(n)s waiting", state.waiting)}, ${sent}`;
}

// What a grown-up should do something about, in sentences; empty on most days.
export function worries(school, state) {
  const minutes = Math.round(Math.abs(school.roster ? school.roster.offset : 0) / 60000);
  return [
    state.trouble === "storage" && t("This device has no room to keep the moves. Free some space, or reload the page when all is sent."),
    state.trouble === "enrol" && t("This device is not enrolled any more. The moves are kept; enrol it again and they are sent."),
    state.refused > 0 && nt("%(n)s move needs a teacher: see This kiosk.", "%(n)s moves need a teacher: see This kiosk.", state.refused),
    minutes * 60000 > CLOCK_WRONG && nt("The clock of this device is wrong by %(n)s minute. Times are corrected by the box.",
      "The clock of this device is wrong by %(n)s minutes. Times are corrected by the box.", minutes),
  ].filter(Boolean);
}

export function openSign(school, outbox) {
  const words = make("span");
  const sign = make("p", {class: "sent"}, make("span", {class: "dot", "aria-hidden": "true"}), words);
  function draw(state) {
    sign.dataset.waiting = String(state.waiting > 0);
    sign.dataset.worry = String(worries(school, state).length > 0);
    words.textContent = queueWords(state);
  }
  outbox.subscribe(draw);
  return sign;
}
