// The tablet on its place: which one it is, and the child to whom the kiosk gave it. It shows her portrait by itself,
// but not under somebody's finger, and not again once somebody else said that she is not it.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { ask } from "./box.js";

const CALM = 3000; // ms without a touch before a portrait comes up
const PEACE = 60000; // ms without a touch before it comes up again for a child who was sent away or has gone on
let seen = ""; // whom the tablet has shown
let touched = 0;
addEventListener("pointerdown", () => { touched = Date.now(); }, true);
addEventListener("keydown", () => { touched = Date.now(); }, true);

const Sign = ({ sign, mark }) => html`<span class="marked"><img src="/static/art/sign-${sign}.svg" alt="" width="72" height="72" />
  ${mark && html`<img class="mark" src="/static/art/mark-${mark}.svg" alt="" width="40" height="40" />`}</span>`;

/** now: whose secret is asked for; busy: somebody chose her class; show(student) asks for hers, show(null) for nobody's. */
export function Waits({ tablet, now, busy, show }) {
  const [mine, setMine] = useState(null); // "": nobody; null: not known yet
  useEffect(() => {
    let timer = 0;
    let over = false;
    const look = async () => {
      clearTimeout(timer);
      const answer = document.hidden ? null : await ask("/api/tablet/waits").catch(() => null);
      if (over) return;
      const told = answer && answer.status === 200 ? answer.body : null;
      if (told) setMine(told.student);
      timer = setTimeout(look, (told ? told.again : 15) * 1000);
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => { over = true; clearTimeout(timer); document.removeEventListener("visibilitychange", look); };
  }, []);
  useEffect(() => {
    const offer = () => {
      const child = tablet.students.find((one) => one.id === mine);
      const quiet = Date.now() - touched;
      if (mine !== null && now && now.waited && now.id !== mine && quiet > CALM) show(null);
      else if (child && !now && quiet > (seen === mine || busy ? PEACE : CALM)) { seen = mine; show({ ...child, waited: true }); }
      if (mine === "") seen = "";
    };
    offer();
    const again = setInterval(offer, 1000);
    return () => clearInterval(again);
  }, [mine, now, busy, tablet]);
  if (now && !now.waited) return null;
  const { device } = tablet;
  if (!device || !device.sign) return null;
  return html`<div class=${now ? "s-this asks" : "s-this"}><${Sign} ...${device} />
    <p><strong dir="auto">${now ? t("Is it you?") : device.name}</strong><span dir="auto">${now ? device.name : device.words}</span></p></div>`;
}
