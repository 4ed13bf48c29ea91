// The day of the child who is signed in: her week, her cards, what she does. All of it is kept on the tablet until hand-over.
import { after } from "./after.js";
import { ask, fetchForGood } from "./box.js";
import { keep, read } from "./store.js";

const LARGEST_PLACE = 15000;

/** Opens the day; changed() is called whenever something a screen shows may be different. */
export async function openDay({ student, session, outbox, changed }) {
  let week = (await read("child", "week")) || null;
  let etag = "";
  let since = [];
  let closed = false;
  let away = false;
  const places = new Map();

  const show = (next) => {
    if (closed) return;
    week = next;
    keep("child", "week", week);
    changed();
  };

  async function act(kind, body) {
    const doing = { kind, body, when: Date.now() };
    since.push(doing);
    if (week) show(after(week, doing));
    await outbox.add(kind, body, { student: student.id, session, when: doing.when });
  }

  // The box's week counts only when it has heard everything that was done here.
  async function refresh() {
    const before = (await outbox.pendingFor(student.id)).length;
    const count = since.length;
    const answer = await ask("/api/week", { etag: before || !week ? "" : etag }).catch(() => null);
    if (closed) return "closed";
    const was = away;
    away = !answer;
    if (was !== away) changed();
    if (was && !away) outbox.flush();
    if (!answer) return "away";
    if (answer.status === 401 || answer.status === 403) return "ended";
    if (answer.status !== 200 || (week && (before || since.length !== count))) return "";
    ({ etag } = answer);
    since = [];
    show({ ...answer.body, heard: Date.now() });
    import("./gather.js").then(({ gather }) => gather(answer.body, card, () => closed)).catch(() => {}); // the next look tries again
    return "";
  }

  async function card(slot) {
    const kept = await read("cards", slot.card_version);
    if (kept) return kept.card;
    const found = await (await fetchForGood(slot.url)).json();
    await keep("cards", slot.card_version, { card: found, used: Date.now() });
    return found;
  }

  async function placeOf(slot) {
    const here = places.get(slot.slot) || (await read("child", `place ${slot.slot}`));
    return here && here.card === slot.card && here.at >= ((slot.resume || {}).at || 0) ? here : slot.resume;
  }

  function draft(slot, place) {
    const kept = { ...place, card: slot.card, at: Date.now() };
    places.set(slot.slot, kept);
    keep("child", `place ${slot.slot}`, kept);
    return kept;
  }

  /** Tells the box the place in a card, if it has changed. */
  async function tellPlace(slot) {
    const place = places.get(slot.slot);
    if (!place || place.told) return;
    const small = { ...place };
    place.told = true;
    // The box keeps a place up to a size; long drafts then stay on this tablet until they are handed in.
    await act("work.place", { slot: slot.slot, place: JSON.stringify(small).length < LARGEST_PLACE ? small : { ...small, texts: {} } });
  }

  async function keepFile(kind, id, file) {
    const bytes = await new Promise((resolve, reject) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.onerror = () => reject(reader.error);
      reader.readAsArrayBuffer(file);
    });
    await outbox.attach(kind, id, bytes, { student: student.id, type: file.type });
    if (!closed) await keep("files", id, { bytes, type: file.type });
  }

  return {
    student, act, refresh, card, placeOf, draft, tellPlace, keepFile,
    tellPlaces: () => Promise.all([...places.keys()].map((slot) => tellPlace({ slot }))),
    week: () => week,
    away: () => away,
    fileOf: async (id) => { const kept = await read("files", id); return kept ? new Blob([kept.bytes], { type: kept.type }) : `/uploads/${id}`; },
    close: () => { closed = true; week = null; places.clear(); },
  };
}
