// Brings everything of the week onto the tablet, so that it opens when the box is away: the cards first, then their pictures and sounds.
import { fetchForGood } from "./box.js";
import { trim } from "./store.js";

const CARDS_KEPT = 200;
const MEDIA = /"(\/b\/[0-9a-f]{64})"/g;
const fetched = new Set();

async function bring(url) {
  if (fetched.has(url)) return;
  fetched.add(url);
  await fetchForGood(url).then((answer) => answer.arrayBuffer()).catch(() => fetched.delete(url));
}

/** card(slot) gives the card of a slot and keeps it; stopped() says that the child has gone. */
export async function gather(week, card, stopped) {
  const cards = [];
  const asked = Object.values(week.testouts || {}).flat().map(([version]) => ({ card_version: version, url: `/api/cards/${version}.json` }));
  for (const slot of [...week.slots, ...(week.shelf || []), ...asked]) {
    if (stopped()) return;
    cards.push(await card(slot).catch(() => null));
  }
  for (const one of [...cards, week]) {
    for (const [, url] of JSON.stringify(one).matchAll(MEDIA)) {
      if (stopped()) return;
      await bring(url);
    }
  }
  trim("cards", CARDS_KEPT);
}
