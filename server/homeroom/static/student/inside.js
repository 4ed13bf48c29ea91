// What a child sees who is signed in: the bar on top, and below it the week, the cover of a card, or the card itself.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { openDay } from "./day.js";
import { StillThere, useIdle } from "./idle.js";
import { Later, cardPage, cover, fetchLater } from "./later.js";
import { newId } from "./newid.js";
import { Top } from "./top.js";
import { Week } from "./week.js";

const LOOK = 10000;
const WEEK = { name: "week" };

// The browser's own back button goes one screen up inside the page and never to somebody else's.
function useBackButton(view, setView) {
  const deep = useRef(false);
  const marked = () => Boolean((history.state || {}).inside);
  useEffect(() => {
    const inside = view.name !== "week";
    if (inside && !deep.current) history.pushState({ inside }, "");
    if (!inside && deep.current && marked()) history.back();
    deep.current = inside;
  }, [view.name]);
  useEffect(() => {
    const back = () => {
      if (marked() && !deep.current) history.back();
      if (!marked() && deep.current) { deep.current = false; setView(WEEK); }
    };
    window.addEventListener("popstate", back);
    return () => {
      window.removeEventListener("popstate", back);
      if (deep.current && marked()) history.back();
    };
  }, []);
}

function useDay({ child, outbox, sync, lock }) {
  const [day, setDay] = useState(null);
  const [, redraw] = useState(0);
  const waiting = useRef(0);
  useEffect(() => {
    let opened = null;
    let gone = false;
    openDay({ ...child, outbox, changed: () => redraw((n) => n + 1) }).then((found) => { opened = found; if (!gone) setDay(found); });
    return () => { gone = true; if (opened) opened.close(); };
  }, []);
  const look = async () => { if (day && !document.hidden && (await day.refresh()) === "ended") lock(); };
  useEffect(() => {
    if (!day) return undefined;
    look().then(fetchLater);
    const again = setInterval(look, LOOK);
    const hidden = () => (document.hidden ? day.tellPlaces() : look());
    document.addEventListener("visibilitychange", hidden);
    return () => { clearInterval(again); document.removeEventListener("visibilitychange", hidden); };
  }, [day]);
  useEffect(() => {
    if (waiting.current && !sync.waiting) look();
    waiting.current = sync.waiting;
  }, [sync.waiting]);
  return day;
}

function Screen({ day, view, go, ...shelf }) {
  const week = day.week();
  if (!week) return html`<main><p class="loading">${day.away() ? t("The box is away. Your week comes when it is back.") : t("One moment")}</p></main>`;
  const slot = week.slots.find((one) => one.slot === view.slot);
  const fresh = (week.shelf || []).find((one) => one.card === view.card);
  const add = () => { const id = newId(); day.act("week.add", { card: fresh.card, slot: id }); go({ name: "cover", slot: id }); };
  if (view.part) return html`<${Later} key=${view.part} ...${view} day=${day} slot=${slot} go=${go} />`;
  if (view.name === "cover" && fresh) return html`<${Later} key=${fresh.card} load=${cover} part="Cover" day=${day} slot=${{ ...fresh, status: "new" }} isNew go=${go} add=${add} />`;
  if (view.name === "cover" && slot) return html`<${Later} key=${slot.slot} load=${cover} part="Cover" day=${day} slot=${slot} go=${go} />`;
  if (view.name === "card" && slot) return html`<${Later} key=${slot.slot + slot.card_version} load=${cardPage} part="CardPage" day=${day} slot=${slot} go=${go} />`;
  return html`<${Week} day=${day} go=${go} landed=${view.landed} ...${shelf} />`;
}

export function Inside({ child, outbox, sync, lock, leave }) {
  const { student } = child;
  const [view, setView] = useState(WEEK);
  const [grouping, group] = useState("subject");
  const open = useRef(null);
  // Before the tablet is closed or handed over, the box is told where the child was.
  const close = async (then) => {
    if (open.current) await open.current.tellPlaces().catch(() => {});
    then();
  };
  const day = useDay({ child, outbox, sync, lock: () => close(lock) });
  open.current = day;
  const left = useIdle(true, () => close(lock));
  useBackButton(view, setView);
  const go = (next) => { setView(next); window.scrollTo(0, 0); };
  return html`<${Top} student=${student} sync=${sync} away=${day && day.away()} leave=${() => close(leave)} />
    ${day ? html`<${Screen} day=${day} view=${view} go=${go} grouping=${grouping} group=${group} />` : html`<main><p class="loading">${t("One moment")}</p></main>`}
    ${left > 0 && html`<${StillThere} student=${student} left=${left} />`}`;
}
