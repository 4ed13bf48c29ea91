// The main screen: the classes above, the two places, the greeting below.

import {t} from "/static/i18n.js";
import {openSign} from "./adults.js";
import {openCrossing} from "./crossing.js";
import {clockTime} from "./day.js";
import {watchDrags} from "./drag.js";
import {giveTablets} from "./greeting.js";
import {icon, make, sign} from "./make.js";
import {overlayOpen} from "./overlay.js";
import {openPlaces, placeOf} from "./places.js";
import {setting} from "./settings.js";
import {onLongPress, openStaff} from "./staff.js";

const QUIET = 30000;
const LOST = 8000; // nobody moves: the hand shows how
const NOON = "12:00";

export function openHall(app, school, outbox) {
  const name = make("button", {class: "school-name", type: "button"});
  const classes = make("div", {class: "classes", role: "group"});
  const pages = make("div", {class: "pages", role: "group"});
  const hint = make("p", {class: "hint", "aria-hidden": "true"});
  const greetings = make("div", {class: "greetings"});
  const stage = make("main", {class: "stage"});
  app.replaceChildren(make("header", {class: "bar"}, name, classes, openSign(school, outbox)), stage,
    make("footer", {class: "bar"}, pages, greetings, hint));

  const places = openPlaces(stage, (student, byKey) => crossing.tapped(student, byKey));
  const crossing = openCrossing(school, places, greetings);
  const dragging = watchDrags(stage, {
    find(target) {
      const tile = target.closest(".tile:not(.ghost):not(.gone)");
      return tile && {student: tile.dataset.student, from: placeOf(school.day().get(tile.dataset.student)), node: tile};
    },
    over: (side) => (stage.dataset.over = side),
    drop: crossing.dropped,
  });
  let chosen = {id: null, page: 0};
  let drawn = "";
  let touched = 0;

  function show(id, page = 0) {
    chosen = {id, page};
    draw();
  }

  function draw() {
    const {roster} = school;
    if (!roster) return; // taken out of use: the page is on its way to saying so
    const groups = groupsOf(roster);
    const group = groups.find(({id}) => id === chosen.id) || groups[0];
    const busy = dragging() || overlayOpen() || Date.now() - touched < QUIET;
    const big = busy && drawn ? places.big() : bigPlace(roster, school.now());
    const look = JSON.stringify([groups.map((one) => [one.id, one.name, one.sign]), group.children.map((one) => [one.id, one.short, one.portrait]),
      chosen.page, big, roster.school, roster.language, stage.clientWidth, stage.clientHeight]);
    if (look !== drawn && !dragging()) {
      drawn = look;
      drawFrame(roster, groups, group, big);
    }
    const day = school.day();
    places.update(day);
    giveTablets(greetings, roster.students, day);
  }

  function drawFrame(roster, groups, group, big) {
    name.replaceChildren(make("span", {dir: "auto"}, roster.school.name));
    name.setAttribute("aria-label", t("%(name)s. For grown-ups: hold for two seconds.", {name: roster.school.name}));
    classes.setAttribute("aria-label", t("Class"));
    classes.classList.toggle("many", groups.length > 5);
    classes.replaceChildren(...groups.map((one) => tab(one, one === group, () => show(one.id))));
    places.show([], big); // empty first: how many fit depends on the shape alone
    const size = places.room();
    const many = Math.ceil(group.children.length / size);
    chosen = {id: group.id, page: Math.min(chosen.page, Math.max(0, many - 1))};
    places.show(group.children.slice(chosen.page * size, (chosen.page + 1) * size), big);
    pages.setAttribute("aria-label", t("Page"));
    pages.hidden = many < 2;
    pages.replaceChildren(...Array.from({length: many}, (_, i) =>
      pageButton(group.children.slice(i * size, (i + 1) * size), i === chosen.page, () => show(group.id, i))));
    hint.replaceChildren(icon("home"), icon(big === "home" ? "arrow-end" : "arrow-start"), icon("school"),
      make("span", {}, big === "home" ? t("Move your picture to school") : t("Move your picture home")));
  }

  onLongPress(name, () => openStaff(school, outbox, draw));
  addEventListener("pointerdown", () => (touched = Date.now()), true);
  new ResizeObserver(() => school.roster && draw()).observe(stage);
  setInterval(() => {
    stage.classList.toggle("idle", Date.now() - touched > LOST);
    draw();
  }, 5000);
  return {draw};
}

// In the morning the children are at home and their big pictures too; later they are at school.
function bigPlace({late_after: begin, ends}, now) {
  const time = clockTime(now);
  return time < (begin && ends ? middle(begin, ends) : NOON) ? "home" : "school";
}

function middle(begin, end) {
  const minutes = [begin, end].map((time) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3)));
  const half = Math.round((minutes[0] + minutes[1]) / 2);
  return `${String(Math.floor(half / 60)).padStart(2, "0")}:${String(half % 60).padStart(2, "0")}`;
}

function groupsOf({classes, students, language}) {
  const order = new Intl.Collator(language || "en");
  const sorted = students.slice().sort((a, b) => order.compare(a.short, b.short) || order.compare(a.name, b.name) || (a.id < b.id ? -1 : 1));
  const groups = classes.map((one) => ({...one, children: sorted.filter((child) => child.class.includes(one.id))}));
  const others = sorted.filter((child) => !child.class.some((id) => classes.some((one) => one.id === id)));
  if (others.length) groups.push({id: "", name: t("Others"), sign: "", children: others});
  const only = groups.filter(({id}) => id && id === setting("school_class"));
  return only.length ? only : groups.filter(({children}) => children.length);
}

function tab(group, here, show) {
  return make("button", {class: "class", type: "button", "aria-pressed": String(here), onclick: show},
    group.sign ? sign(group.sign) : icon("group", "sign"), make("span", {dir: "auto"}, group.name));
}

function pageButton(children, here, show) {
  const [first, last] = [children[0], children[children.length - 1]].map(({short}) => Array.from(short)[0]);
  const letters = first === last ? first : `${first} – ${last}`;
  return make("button", {class: "button page", type: "button", "aria-pressed": String(here), "aria-label": t("Page %(letters)s", {letters}), onclick: show}, letters);
}
