// Roll call: who is in the building, by class, with marks for a drill that stay on this device; also on paper.

import {openDisk} from "/static/outbox/disk.js";
import {nt, t} from "/static/i18n.js";
import {clockTime, rollCall} from "../day.js";
import {icon, make, sign} from "../make.js";

const FRESH = 60000; // ms since the box's last word
const EVERY = 5000;
const disk = openDisk("homeroom-kiosk");
let marks = null; // {day, ids}: kept when the corner closes by itself in the middle of a drill

async function readMarks(today) {
  const [saved] = marks ? [marks] : await disk("readonly", ["meta"], ({meta}) => [meta.get("drill")]).catch(() => []);
  marks = saved && saved.day === today ? saved : {day: today, ids: []};
}

function keepMarks(ids) {
  marks = {day: marks.day, ids};
  disk("readwrite", ["meta"], ({meta}) => [meta.put(marks, "drill")]).catch(() => {});
}

export function openRoll({school, known}) {
  const node = make("section", {class: "roll"});
  let drawn = "";
  if (!school.roster) return {node};

  function draw() {
    if (!school.roster || !marks) return;
    const groups = groupsOf(school, known);
    const look = JSON.stringify([groups, marks, clockTime(school.now())]);
    if (look === drawn) return;
    drawn = look;
    const focused = node.contains(document.activeElement) && document.activeElement.dataset.id;
    node.replaceChildren(...page(school, known, groups, mark, clear));
    const again = focused && Array.from(node.querySelectorAll("[data-id]")).find(({dataset}) => dataset.id === focused);
    if (again) again.focus({preventScroll: true});
  }

  function mark(id) {
    keepMarks(marks.ids.includes(id) ? marks.ids.filter((one) => one !== id) : marks.ids.concat(id));
    draw();
  }

  function clear() {
    keepMarks([]);
    draw();
  }

  readMarks(school.today()).then(draw);
  const stops = [school.subscribe(draw), known.subscribe(draw)];
  const timer = setInterval(draw, EVERY);
  return {node, stop() {
    stops.forEach((stop) => stop());
    clearInterval(timer);
  }};
}

function groupsOf(school, known) {
  const day = school.day();
  const time = (ms) => (ms ? clockTime(ms) : ""); // whom a teacher marked as here may have no time
  const groups = rollCall(school.roster, day).map(({name, sign: animal, children}) => ({
    name: name || t("Without a class"), animal,
    people: children.map(({id, name: whole}) => ({id, name: whole, more: time(day.get(id).since)})),
  }));
  const visitors = known.visitors().map(({id, name, host, came}) => ({id, name, more: [host, time(came)].filter(Boolean).join(" · ")}));
  return visitors.length ? groups.concat({name: t("Visitors"), animal: "", people: visitors}) : groups;
}

function page(school, known, groups, mark, clear) {
  const all = groups.reduce((ids, {people}) => ids.concat(people.map(({id}) => id)), []);
  const checked = all.filter((id) => marks.ids.includes(id)).length;
  const visitors = known.visitors().length;
  return [
    make("h3", {}, t("Roll call")), make("p", {class: "print-only"}, make("bdi", {}, school.roster.school.name)),
    make("p", {class: "total"}, make("strong", {}, nt("%(n)s child in the building", "%(n)s children in the building", all.length - visitors)),
      visitors ? ` · ${nt("%(n)s visitor", "%(n)s visitors", visitors)}` : "", " · ", make("bdi", {dir: "ltr"}, `${school.today()} ${clockTime(school.now())}`)),
    howOld(school),
    make("div", {class: "drill no-print"},
      make("p", {class: "checked", role: "status"}, t("Checked: %(checked)s of %(all)s", {checked, all: all.length})),
      make("button", {class: "button", type: "button", onclick: () => print()}, icon("print"), make("span", {}, t("Print the roll call"))),
      checked ? make("button", {class: "button", type: "button", onclick: clear}, icon("repeat"), make("span", {}, t("Begin anew"))) : null),
    ...groups.map((group) => section(group, mark)),
  ];
}

function howOld(school) {
  const age = school.now() - school.roster.heard;
  const time = clockTime(school.roster.heard);
  if (age < FRESH) return make("p", {}, t("The box answered at %(time)s: this is how things stand.", {time}));
  const minutes = Math.round(age / 60000);
  return make("p", {class: "notice warn"}, icon("cloud-off"), make("span", {},
    nt("The box was last heard of at %(time)s, %(n)s minute ago. What was done elsewhere since is not in this list.",
      "The box was last heard of at %(time)s, %(n)s minutes ago. What was done elsewhere since is not in this list.", minutes, {time})));
}

function section({name, animal, people}, mark) {
  const checked = people.filter(({id}) => marks.ids.includes(id)).length;
  return make("section", {class: "roll-class"},
    make("h4", {}, animal ? sign(animal) : null, make("bdi", {}, name), make("bdi", {class: "count", dir: "ltr"}, checked ? `${checked} / ${people.length}` : `${people.length}`)),
    make("ul", {class: "present"}, ...people.map((one) => make("li", {}, person(one, mark)))));
}

function person({id, name, more}, mark) {
  const there = marks.ids.includes(id);
  return make("button", {class: "present-one", type: "button", "aria-pressed": String(there), "data-id": id, onclick: () => mark(id)},
    make("span", {class: "tick", "aria-hidden": "true"}, there ? icon("check") : null),
    make("span", {}, make("bdi", {}, name), more ? make("small", {}, make("bdi", {}, more)) : null));
}
