// Starts the kiosk and decides which screen it shows.

import {t} from "/static/i18n.js";
import {openOutbox} from "/static/outbox.js";
import {openSign} from "./adults.js";
import {askRoster} from "./box.js";
import {openHall} from "./hall.js";
import {icon, make} from "./make.js";
import {openNight} from "./night.js";
import {keepCurrent} from "./renew.js";
import {openSchool} from "./school.js";
import {keepCorner} from "./staff.js";
import {keepStations} from "./stations.js";

const app = document.getElementById("app");

async function start() {
  const early = askRoster(""); // while the disk is opened
  early.catch(() => {});
  const outbox = await openOutbox({name: "kiosk", url: "/api/acts?device=kiosk"});
  const school = await openSchool(outbox);
  let screen = "";
  let hall = null;

  function draw() {
    const next = !school.enrolled ? "strange" : !school.roster ? "lost" : school.roster.students.length ? "hall" : "empty";
    if (next !== screen) {
      screen = next;
      hall = next === "hall" ? openHall(app, school, outbox) : null;
      if (!hall) notice(next, outbox);
    }
    if (hall) hall.draw();
  }

  school.subscribe(draw);
  if (school.roster) draw();
  await school.ask(early);
  keepStations();
  keepCorner(school, outbox);
  openNight(school.now);
  keepCurrent(school, outbox);
}

function notice(which, outbox) {
  const [picture, title, words] = {
    strange: ["mended", t("This kiosk does not belong to a school yet"), t("A grown-up opens the page /enrol and types the code that the office shows.")],
    lost: ["lost", t("Looking for the school’s box …"), t("Is the box on, and is this device in the school’s Wi-Fi? This page goes on by itself.")],
    empty: ["schoolhouse", t("No children yet"), t("The office adds the children; then they appear here by themselves.")],
  }[which];
  app.replaceChildren(make("main", {class: "notice-page"},
    make("img", {src: `/static/art/${picture}.svg`, alt: ""}), make("h1", {}, title), make("p", {}, words),
    which === "strange" ? make("a", {class: "button primary big", href: "/enrol"}, icon("qr"), make("span", {}, t("Enrol this device"))) : null,
    outbox.waiting() ? openSign({roster: null}, outbox) : null));
}

addEventListener("contextmenu", (event) => event.preventDefault());
start();
