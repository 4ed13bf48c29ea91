// Keeps what is written: in steps that can be taken back, on the box soon after, and never silently lost.

const IDLE = 1200; // ms without a key before it is saved
const AGAIN = 5000; // ms after a failure

/** Asks the box; throws with a sentence. */
export async function ask(method, path, body) {
  const form = body instanceof FormData;
  const headers = { Accept: "application/json", ...(form ? {} : { "Content-Type": "application/json" }) };
  const answer = await fetch(path, { method, headers, body: form ? body : JSON.stringify(body), credentials: "same-origin" });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.detail || String(answer.status));
  return told;
}

/** {text, put, undo, state, told}; `changed` is called after each step and answer. */
export function makeDesk(start, changed) {
  const desk = { text: start.text, state: "saved", why: "", told: start, past: [], ref: start.ref, other: "" };
  let timer = 0;
  let busy = false;

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };

  async function save() {
    if (busy) { later(IDLE); return; }
    const text = desk.text;
    busy = true;
    desk.state = "saving";
    changed();
    try {
      const told = await ask("PUT", `/api/workshop/cards/${desk.told.card}`, { text, ref: desk.ref });
      desk.ref = told.ref;
      desk.other = told.other || desk.other;
      desk.told = { ...desk.told, ...told };
      desk.state = desk.text === text ? "saved" : "waiting";
    } catch (error) {
      desk.why = error instanceof TypeError ? "" : error.message;
      desk.state = "failed";
    }
    busy = false;
    if (desk.state === "failed" && !desk.why) later(AGAIN);
    if (desk.state === "waiting") later(IDLE);
    changed();
  }

  desk.put = (text) => {
    if (text === desk.text) return;
    desk.past.push(desk.text);
    if (desk.past.length > 200) desk.past.shift();
    desk.text = text;
    desk.state = "waiting";
    later(IDLE);
    changed();
  };
  desk.undo = () => {
    if (!desk.past.length) return;
    desk.text = desk.past.pop();
    desk.state = "waiting";
    later(IDLE);
    changed();
  };
  addEventListener("beforeunload", (event) => {
    if (desk.state !== "saved") { event.preventDefault(); event.returnValue = ""; }
  });
  return desk;
}
