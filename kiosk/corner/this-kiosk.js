// How this kiosk is: what waits, what the box did not take, what a grown-up may set.

import {t} from "/static/i18n.js";
import {queueWords} from "../adults.js";
import {clockTime} from "../day.js";
import {icon, make} from "../make.js";
import {choose, setting} from "../settings.js";

export function openThisKiosk({school, outbox, changed}) {
  const sending = make("p");
  const refused = make("div");
  const heard = school.lastContact ? clockTime(school.lastContact) : t("not since this page was opened");
  const stop = outbox.subscribe((state) => (sending.textContent = queueWords(state)));
  outbox.refused().then((acts) => acts.length && refused.replaceChildren(needsTeacher(school, outbox, acts)));
  return {stop, node: make("div", {},
    make("section", {}, make("h3", {}, t("Sending")), sending, make("p", {}, t("Last word from the box: %(time)s", {time: heard}))),
    refused, settings(school, changed),
    make("p", {}, make("a", {href: "/enrol", class: "button"}, icon("qr"), make("span", {}, t("Enrol this device again")))))};
}

function needsTeacher(school, outbox, refused) {
  const nameOf = (id) => ((school.roster && school.roster.students.find((one) => one.id === id)) || {}).name || id || "";
  const rows = refused.map((act) => {
    const {student, name} = act.body || {};
    const row = make("li", {}, make("span", {}, make("bdi", {}, name || nameOf(student)), ` ${clockTime(act.when)}: ${act.message} `),
      make("button", {class: "button", onclick: () => outbox.settle(act.key).then(() => row.remove())}, icon("check"), make("span", {}, t("Done"))));
    return row;
  });
  return make("section", {}, make("h3", {}, t("Needs a teacher")),
    make("p", {}, t("The box did not take these moves. Put them right in the register, then press Done.")), make("ul", {class: "rows"}, ...rows));
}

function settings(school, changed) {
  const classes = school.roster ? school.roster.classes.map(({id, name}) => [id, name]) : [];
  return make("section", {}, make("h3", {}, t("Settings")),
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
