// The only file of the student page that asks the box for something; what children do goes through the outbox.
const PATIENCE = 8000;

/** Asks the box; {status, body, etag}, or throws when the box is away (no answer, or it can't answer now). */
export async function ask(path, { method = "GET", body, etag, patience = PATIENCE } = {}) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), patience);
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (etag) headers["If-None-Match"] = etag;
  try {
    const answer = await fetch(path, {
      method, headers, signal: stop.signal, cache: "no-store", credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if ([500, 502, 503, 504].includes(answer.status)) throw new Error("away");
    const text = answer.status === 304 || answer.status === 204 ? "" : await answer.text();
    return { status: answer.status, etag: answer.headers.get("ETag"), body: text ? JSON.parse(text) : null };
  } finally {
    clearTimeout(late);
  }
}

/** Fetches what never changes (cards, pictures) so that it is there when the box is not. */
export async function fetchForGood(path) {
  const answer = await fetch(path, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.status);
  return answer;
}
