// The week as it looks after an act that the box may not have heard of yet. Pure: the same week and act give the same week.
const EVIDENCE = ["work.write", "work.photo", "work.recording", "work.drawing"];
const FINISHED = ["done", "waiting", "accepted"];

/** Whether a card needs nothing more from the student now. */
export const finished = (slot) => FINISHED.includes(slot.status);

const changed = (week, id, change) => ({
  ...week, slots: week.slots.map((slot) => (slot.slot === id ? { ...slot, ...(typeof change === "function" ? change(slot) : change) } : slot)),
});

function said(week, act, kind) {
  if (!act.body.text) return week;
  const message = { id: `here-${act.when}`, slot: act.body.slot, from: "me", text: act.body.text, when: act.when, kind };
  return { ...week, messages: [...(week.messages || []), message] };
}

function swapped(slot, card) {
  const variant = (slot.variants || []).find((other) => other.card === card);
  if (!variant) return {};
  const old = { card: slot.card, title: slot.title, interest: slot.interest, url: slot.url, card_version: slot.card_version, image: slot.image };
  return {
    ...variant, status: "new", resume: null, right: 0, answered: 0,
    variants: [...slot.variants.filter((other) => other !== variant), old],
  };
}

function added(week, { card, slot }) {
  const found = (week.shelf || []).find((other) => other.card === card);
  if (!found || week.slots.some((other) => other.slot === slot)) return week;
  const fresh = { status: "new", must: false, right: 0, answered: 0, note: null, resume: null, variants: [], ...found, slot };
  return { ...week, slots: [...week.slots, fresh], shelf: week.shelf.filter((other) => other !== found) };
}

export const STEPS = {
  "work.open": (week, { slot }) => changed(week, slot, (now) => (now.status === "new" ? { status: "started" } : {})),
  "work.place": (week, { slot, place }) => changed(week, slot, { resume: place }),
  "work.finish": (week, { slot }) => changed(week, slot, (now) => ({ status: now.shown || now.status === "returned" ? "waiting" : "done" })),
  "work.unask": (week, { slot }) => changed(week, slot, { asked: false }),
  "week.swap": (week, { slot, card }) => changed(week, slot, (now) => swapped(now, card)),
  "week.add": added,
  "week.arrange": (week, { slot, place, partner }) => changed(week, slot, { place, partner }),
  "week.testout": (week, { slot, passed }) => changed(week, slot, passed ? { tested: true, status: "done" } : {}),
  "week.order": (week, { slots }) => ({ ...week, slots: [...week.slots].sort((a, b) => slots.indexOf(a.slot) - slots.indexOf(b.slot)) }),
};

/** The week after one act. */
export function after(week, act) {
  const { kind, body } = act;
  if (kind === "work.ask") return said(changed(week, body.slot, { asked: true }), act, "question");
  if (kind === "work.say") return said(week, act, "reply");
  if (EVIDENCE.includes(kind)) return changed(week, body.slot, { shown: true });
  return STEPS[kind] ? STEPS[kind](week, body) : week;
}
