// Visitors: who is in the building, whom they visit, since when; in with two words, out with a tap.

import {nt, t} from "/static/i18n.js";
import {clockTime} from "../day.js";
import {icon, make, say} from "../make.js";

const MOST = 80; // letters of a name
const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(10)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function openVisitors({known}) {
  const list = make("div");
  const trouble = make("p", {class: "pin-said", role: "alert"});
  const name = field("visitor-name", t("Visitor’s name"));
  const host = field("visitor-host", t("Visits whom?"));
  let drawn = "";

  function draw() {
    const visitors = known.visitors();
    const look = JSON.stringify(visitors);
    if (look === drawn) return;
    drawn = look;
    list.replaceChildren(make("h4", {}, nt("%(n)s visitor in the building", "%(n)s visitors in the building", visitors.length)),
      make("ul", {class: "rows"}, ...visitors.map(row)));
  }

  function row({id, name: who, host: whom, came}) {
    return make("li", {}, make("span", {}, make("strong", {}, make("bdi", {}, who)), whom ? " · " : "", make("bdi", {}, whom), ` · ${clockTime(came)}`),
      make("button", {class: "button", type: "button", "aria-label": t("Has left: %(name)s", {name: who}), onclick: () => leave(id, who)},
        icon("sign-out"), make("span", {}, t("Has left"))));
  }

  async function enter(event) {
    event.preventDefault();
    const [who, whom] = [name, host].map(({input}) => input.value.trim().replace(/\s+/g, " "));
    trouble.textContent = who ? "" : t("Please write a name.");
    if (!who) return name.input.focus();
    if (!(await known.act("attendance.visitor-in", {visit: newId(), name: who, host: whom}))) {
      trouble.textContent = t("This was not kept: this device has no room.");
      return undefined;
    }
    name.input.value = host.input.value = "";
    say(t("Is in the building now: %(name)s", {name: who}));
    return name.input.focus();
  }

  async function leave(visit, who) {
    await known.act("attendance.visitor-out", {visit});
    say(t("Has left: %(name)s", {name: who}));
    (list.querySelector("button") || name.input).focus({preventScroll: true});
  }

  draw();
  const stop = known.subscribe(draw);
  return {stop, node: make("section", {}, make("h3", {}, t("Visitors")),
    make("form", {class: "visitor", onsubmit: enter}, name.node, host.node,
      make("button", {class: "button primary"}, icon("plus"), make("span", {}, t("Check in")))), trouble, list)};
}

function field(id, label) {
  const input = make("input", {id, type: "text", maxlength: String(MOST), dir: "auto", autocomplete: "off", autocapitalize: "words", spellcheck: "false"});
  return {input, node: make("p", {class: "field"}, make("label", {for: id}, label), input)};
}
