// The corner for grown-ups, behind a long press on the school's name: the queue, the roll call, the settings.

import {nt, t} from "/static/i18n.js";
import {queueWords, worries} from "./adults.js";
import {clockTime, rollCall} from "./day.js";
import {icon, make} from "./make.js";
import {openOverlay} from "./overlay.js";
import {choose, setting} from "./settings.js";

const HOLD = 2000;
const OPEN_FOR = 120;

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

export async function openStaff(school, outbox, changed) {
  const refused = await outbox.refused();
  let state = {};
  outbox.subscribe((now) => (state = now))();
  const close = openOverlay({label: t("For grown-ups"), name: "staff", seconds: OPEN_FOR},
    make("header", {}, make("h2", {}, t("For grown-ups")),
      make("button", {class: "button", "data-first": true, onclick: () => close()}, icon("x"), make("span", {}, t("Close")))),
    ...worries(school, state).map((words) => make("p", {class: "notice warn"}, icon("warning"), make("span", {}, words))),
    sending(school, state),
    refused.length ? needsTeacher(school, outbox, refused) : null,
    roll(school),
    settings(school, changed),
    make("p", {}, make("a", {href: "/enrol", class: "button"}, icon("qr"), make("span", {}, t("Enrol this device again")))));
}

function sending(school, state) {
  const heard = school.lastContact ? clockTime(school.lastContact) : t("not since this page was opened");
  return make("section", {class: "no-print"}, make("h3", {}, t("Sending")),
    make("p", {}, queueWords(state)),
    make("p", {}, t("Last word from the box: %(time)s", {time: heard})));
}

function needsTeacher(school, outbox, refused) {
  const nameOf = (id) => ((school.roster && school.roster.students.find((one) => one.id === id)) || {}).name || id || "";
  const rows = refused.map((act) => {
    const row = make("li", {}, make("span", {}, make("bdi", {}, nameOf((act.body || {}).student)), ` ${clockTime(act.when)}: ${act.message} `),
      make("button", {class: "button", onclick: () => outbox.settle(act.key).then(() => row.remove())}, icon("check"), make("span", {}, t("Done"))));
    return row;
  });
  return make("section", {class: "no-print"}, make("h3", {}, t("Needs a teacher")),
    make("p", {}, t("The box did not take these moves. Put them right in the register, then press Done.")), make("ul", {class: "rows"}, ...rows));
}

function roll(school) {
  if (!school.roster) return null;
  const groups = rollCall(school.roster, school.day());
  const total = groups.reduce((sum, group) => sum + group.children.length, 0);
  const heard = school.lastContact ? clockTime(school.lastContact) : "–";
  return make("section", {class: "roll"},
    make("h3", {}, t("Roll call")),
    make("p", {class: "total"}, make("strong", {}, nt("%(n)s child in the building", "%(n)s children in the building", total)),
      ` · ${school.today()} ${clockTime(school.now())}`),
    make("p", {}, t("From this screen; other screens were last heard of at %(time)s.", {time: heard})),
    make("button", {class: "button no-print", onclick: () => print()}, icon("print"), make("span", {}, t("Print the roll call"))),
    ...groups.map((group) => make("section", {}, make("h4", {}, make("bdi", {}, group.name || t("Without a class")), ` (${group.children.length})`),
      make("ul", {class: "present"}, ...group.children.map((child) => make("li", {}, make("span", {class: "box", "aria-hidden": "true"}), make("bdi", {}, child.name)))))));
}

function settings(school, changed) {
  const classes = school.roster ? school.roster.classes.map(({id, name}) => [id, name]) : [];
  return make("section", {class: "no-print"}, make("h3", {}, t("Settings")),
    chooser("sound", t("Sound"), [["name", t("Say the name")], ["chime", t("Soft chime")], ["off", t("Silent")]], changed),
    chooser("school_class", t("This kiosk shows"), [["", t("The whole school")], ...classes], changed));
}

function chooser(name, label, options, changed) {
  const select = make("select", {id: `set-${name}`, onchange: () => {
    choose(name, select.value);
    changed();
  }}, ...options.map(([value, words]) => make("option", {value, selected: value === setting(name)}, words)));
  return make("p", {class: "field"}, make("label", {for: `set-${name}`}, label), select);
}
