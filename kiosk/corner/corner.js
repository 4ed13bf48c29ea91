// The corner for grown-ups: behind the PIN the roll call, all home, the visitors, and how this kiosk is.

import {t} from "/static/i18n.js";
import {worries} from "../adults.js";
import {icon, make} from "../make.js";
import {openOverlay} from "../overlay.js";
import {openAllHome} from "./all-home.js";
import {openKnown} from "./known.js";
import {askPin} from "./pin.js";
import {openRoll} from "./roll.js";
import {openThisKiosk} from "./this-kiosk.js";
import {openVisitors} from "./visitors.js";

const OPEN_FOR = 60; // seconds without a touch

export async function openCorner(school, outbox) {
  document.head.append(make("link", {rel: "stylesheet", href: "/kiosk/corner/corner.css"}));
  const known = await openKnown(school, outbox);
  return {
    open(changed) {
      known.ask();
      if (known.pin()) askPin(known.pin, () => show({school, outbox, known, changed}));
      else show({school, outbox, known, changed});
    },
  };
}

// Each part: [its name, its picture, open(corner) → {node, stop?}]. Without a PIN nothing is done, only read.
const parts = (locked) => [
  [t("Roll call"), "list", openRoll],
  !locked && [t("All home"), "home", openAllHome],
  !locked && [t("Visitors"), "person", openVisitors],
  [t("This kiosk"), "kiosk", openThisKiosk],
].filter(Boolean);

function show(corner) {
  const locked = !corner.known.pin();
  const body = make("div", {class: "part"});
  const warnings = make("div", {class: "no-print"});
  let stop = () => {};
  const tabs = parts(locked).map(([words, picture, open]) =>
    make("button", {class: "button", type: "button", onclick: (event) => choose(event.currentTarget, open)}, icon(picture), make("span", {}, words)));

  function choose(tab, open) {
    stop();
    tabs.forEach((one) => one.setAttribute("aria-pressed", String(one === tab)));
    const part = open(corner);
    stop = part.stop || (() => {});
    body.replaceChildren(part.node);
  }

  const close = openOverlay({label: t("For grown-ups"), name: "staff", seconds: OPEN_FOR, closed() {
    stop();
    quiet();
  }},
    make("header", {class: "no-print"}, make("h2", {}, t("For grown-ups")),
      make("button", {class: "button", type: "button", onclick: () => close()}, icon("x"), make("span", {}, t("Close")))),
    locked && make("p", {class: "notice no-print"}, icon("lock"),
      make("span", {}, t("No PIN is set, so all home and visitors are not here. The office sets one on the page Devices; it is here within a minute."))),
    warnings, make("div", {class: "corner-tabs no-print", role: "group", "aria-label": t("For grown-ups")}, ...tabs), body);
  const quiet = corner.outbox.subscribe((state) => warnings.replaceChildren(...worries(corner.school, state).map((words) =>
    make("p", {class: "notice warn"}, icon("warning"), make("span", {}, words)))));
  choose(tabs[0], openRoll);
}
