// A card being worked on: the player, and what it reports turned into acts of this child on this card.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { finished } from "./after.js";
import { Hand } from "./hand.js";
import { Icon } from "./icon.js";
import { alone } from "./player/pages.js";

const FILES = { "work.photo": "photos", "work.drawing": "photos", "work.recording": "recordings" };

function useCard(day, slot) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let gone = false;
    // Work that was given back, or finished before, is shown from its beginning.
    const again = slot.status === "returned" || finished(slot);
    Promise.all([day.card(slot), day.placeOf(slot), import("./player/player.js")]).then(
      ([card, saved, { Player }]) => { if (!gone) setFound({ card: slot.quick ? alone(card, slot.quick) : card, saved: again ? { ...saved, page: 0 } : saved, Player }); },
      () => { if (!gone) setFound({ missing: true }); },
    );
    return () => { gone = true; };
  }, [slot.card_version]);
  return found;
}

/** What the teacher said last about this card, as long as it is the last word. */
function Word({ day, slot }) {
  const last = (day.week().messages || []).filter((one) => one.slot === slot.slot).pop();
  const back = slot.status === "returned" && slot.note;
  const text = back || (last && last.from === "teacher" && last.text);
  return text && html`<div class="notice c-note ${back ? "warn" : ""}"><${Icon} name="message" />
    <p><strong>${back ? t("The teacher asks you to try again:") : t("The teacher wrote:")}</strong> <bdi>${text}</bdi></p></div>`;
}

export function CardPage({ day, slot, go }) {
  const found = useCard(day, slot);
  const now = useRef(slot);
  const page = useRef(null);
  now.current = slot;
  useEffect(() => {
    day.act("work.open", { slot: slot.slot, card: slot.card, card_version: slot.card_version });
    return () => { day.tellPlace(now.current); };
  }, []);
  const onAct = async (kind, { file, ...body }) => {
    const about = { slot: slot.slot, card: slot.card };
    if (kind === "work.place") {
      day.draft(slot, body.place);
      if (page.current !== null && page.current !== body.place.page) day.tellPlace(slot);
      page.current = body.place.page;
      return;
    }
    if (file) await day.keepFile(FILES[kind], body.photo || body.recording, file);
    if (kind === "work.answer") about.card_version = slot.card_version;
    await day.act(kind, { ...about, ...body });
    if (kind === "work.finish") go({ name: "week", landed: slot.slot });
  };
  const back = html`<button type="button" class="button c-back" onClick=${() => go({ name: "week" })}>
    <${Icon} name="grid" /><span>${t("My week")}</span></button>`;
  if (!found) return html`<main class="c-card"><p class="loading">${t("One moment")}</p></main>`;
  if (found.missing) {
    return html`<main class="c-card"><div class="empty"><${Icon} name="cloud-off" /><h1 tabindex="-1">${t("This card is not on the tablet yet")}</h1>
      <p>${t("It comes when the box is back. Choose another one until then.")}</p>${back}</div></main>`;
  }
  return html`<main class="c-card"><h1 class="visually-hidden" dir="auto">${found.card.title}</h1>
    <div role="status"><${Word} day=${day} slot=${slot} /></div>
    <${found.Player} card=${found.card} saved=${found.saved} onAct=${onAct} fileOf=${day.fileOf} mode="student" back=${back}
      aside=${html`<${Hand} slot=${slot} act=${day.act} />`} /></main>`;
}
