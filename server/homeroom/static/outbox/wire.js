// How the outbox speaks to the box: every outcome is either an answer to keep or a reason to try again.

const PATIENCE = 12000;
const OUR_FAULT = [400, 413, 415, 422];
const NOT_ENROLLED = [401, 403];

// → {ok, body}; ok false: the box has read it and will never take it as it is.
// Throws {trouble: "offline" | "box" | "enrol", wait: ms} when it may be sent again unchanged.
export async function ask(path, options) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(path, {...options, signal: stop.signal});
    const body = await answer.json().catch(() => null);
    if (OUR_FAULT.includes(answer.status)) return {ok: false, body: body || {}};
    if (answer.ok && body) return {ok: true, body};
    throw Object.assign(new Error(`answer ${answer.status}`), {
      trouble: NOT_ENROLLED.includes(answer.status) ? "enrol" : "box",
      wait: 1000 * (Number(answer.headers.get("Retry-After")) || 0),
    });
  } finally {
    clearTimeout(late);
  }
}

// `left` acts and files stay on the device after these; the box shows it to the people who look after devices.
export function postActs(url, acts, left) {
  return ask(url, {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({
      outbox: acts[0].outbox,
      time: Date.now(),
      waiting: left,
      acts: acts.map(({n, kind, when, student, session, body}) => ({n, kind, when, student, session, body})),
    }),
  });
}

export function putFile(file) {
  return ask(`/api/${file.kind}/${file.id}`, {
    method: "PUT",
    headers: {"Content-Type": file.type, "X-Student": file.student},
    body: file.bytes,
  });
}
