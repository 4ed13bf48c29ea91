// The two places, home and school. Every child has one spot in each, which never moves while the page is shown.

import {t} from "/static/i18n.js";
import {atSchool, clockTime} from "./day.js";
import {icon, make, portrait} from "./make.js";

export const MOST = 36; // children on a screen
const SMALLEST = {wide: [98, 90], narrow: [78, 88]}; // px: a tile that a small finger hits

// `tapped(student, byKey)` when somebody chooses a portrait of the big place.
export function openPlaces(stage, tapped) {
  const cells = {home: make("ul", {class: "cells"}), school: make("ul", {class: "cells"})};
  const heads = {home: make("h2", {id: "home"}), school: make("h2", {id: "school"})};
  const section = (place) => make("section", {class: `place ${place}`, "aria-labelledby": place}, heads[place], cells[place]);
  const door = make("div", {class: "door", "aria-hidden": "true"}, icon("open-door", "opening"), icon("arrow-end", "way"));
  stage.append(section("home"), door, section("school"), icon("hand", "demo"));
  stage.addEventListener("click", (event) => {
    const tile = event.target.closest("button.tile");
    if (tile) tapped(tile.dataset.student, event.detail === 0);
  });
  stage.addEventListener("keydown", (event) => walkWithArrows(stage, event));

  const tiles = {home: new Map(), school: new Map()};
  let big = "home";
  let shown = 0;

  function show(children, place) {
    big = stage.dataset.big = place;
    shown = children.length;
    heads.home.replaceChildren(icon("home"), make("span", {}, t("Home")));
    heads.school.replaceChildren(icon("school"), make("span", {}, t("School")));
    for (const side of ["home", "school"]) {
      tiles[side] = new Map(children.map((child) => [child.id, side === big ? bigTile(child) : token(child)]));
      cells[side].replaceChildren(...Array.from(tiles[side].values(), (tile) => make("li", {}, tile)));
    }
    fit();
  }

  function update(day) {
    for (const [student, tile] of tiles[big]) dress(tile, day.get(student), big);
    for (const [student, tile] of tiles[other(big)]) {
      tile.classList.toggle("gone", placeOf(day.get(student)) === big);
    }
  }

  // Both places have the same rows and columns: straight across is the same spot.
  function fit() {
    const {clientWidth, clientHeight} = cells[big];
    const {columns, rows} = bestGrid(clientWidth, clientHeight, shown);
    for (const side of ["home", "school"]) {
      const set = (name, value) => cells[side].style.setProperty(name, value);
      set("--columns", columns);
      set("--tile-width", `${Math.floor(cells[side].clientWidth / columns)}px`);
      set("--tile-height", `${Math.floor(Math.min(clientHeight / rows, 190))}px`);
    }
  }

  // How many children fit on a screen of this size.
  function room() {
    const {clientWidth: width, clientHeight: height} = cells[big];
    const [least, lowest] = SMALLEST[width > 420 ? "wide" : "narrow"];
    return Math.max(4, Math.min(MOST, Math.floor(width / least) * Math.floor(height / lowest)));
  }

  const spot = (student, place) => tiles[place].get(student);
  return {show, update, room, spot, door: door.firstChild, big: () => big};
}

export const other = (place) => (place === "home" ? "school" : "home");
export const placeOf = ({state}) => (atSchool(state) ? "school" : "home");

function bigTile(child) {
  return make("button", {class: "tile", type: "button", "data-student": child.id, "data-name": child.short},
    portrait(child), make("span", {class: "name", dir: "auto"}, child.short), make("span", {class: "state"}));
}

// In the small place a portrait can be dragged; who uses the keyboard or listens has the big one.
function token(child) {
  return make("div", {class: "tile token", "data-student": child.id, "aria-hidden": "true"},
    portrait(child), make("span", {class: "name", dir: "auto"}, child.short));
}

function dress(tile, now, big) {
  const look = `${now.state} ${now.since} ${now.waiting}`;
  if (tile.dataset.look === look) return;
  const [picture, short, words] = stateWords(now);
  tile.dataset.look = look;
  tile.dataset.state = now.state;
  tile.classList.toggle("ghost", placeOf(now) !== big);
  tile.classList.toggle("waiting", now.waiting);
  tile.setAttribute("aria-label", `${tile.dataset.name}, ${words}`);
  tile.lastChild.replaceChildren(...(short ? [icon(picture), make("span", {}, short)] : []));
}

function stateWords({state, since}) {
  const time = since ? clockTime(since) : "";
  return {
    expected: ["", "", t("not here yet")],
    here: ["check", time || t("Here"), t("at school since %(time)s", {time})],
    late: ["late", t("Late"), t("at school, came late at %(time)s", {time})],
    left: ["home", time || t("Home"), t("went home at %(time)s", {time})],
    absent: ["away", t("Absent"), t("absent today")],
    excused: ["excused", t("Excused"), t("excused today")],
  }[state] || ["", "", state];
}

function bestGrid(width, height, many) {
  let best = {columns: 1, rows: Math.max(1, many), size: 0};
  for (let columns = 1; columns <= many; columns++) {
    const rows = Math.ceil(many / columns);
    const size = Math.min(width / columns, (height / rows) * 1.1, 190);
    if (size > best.size) best = {columns, rows, size};
  }
  return best;
}

function walkWithArrows(stage, event) {
  const tiles = Array.from(stage.querySelectorAll("button.tile"));
  const at = tiles.indexOf(document.activeElement);
  const columns = at < 0 ? 0 : Number(tiles[at].closest("ul").style.getPropertyValue("--columns"));
  const onward = document.documentElement.dir === "rtl" ? -1 : 1;
  const step = {ArrowRight: onward, ArrowLeft: -onward, ArrowDown: columns, ArrowUp: -columns}[event.key];
  if (at < 0 || !step || !tiles[at + step]) return;
  event.preventDefault();
  tiles[at + step].focus();
}
