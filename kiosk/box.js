// The only file of the kiosk, beside the outbox, that speaks to the box.

const PATIENCE = 6000;

async function get(path, headers = {}) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(path, {cache: "no-store", headers, signal: stop.signal});
    const body = answer.status === 200 ? await answer.json() : null;
    return {status: answer.status, body, tag: answer.headers.get("ETag")};
  } finally {
    clearTimeout(late);
  }
}

// → {status, body, tag}; status 304: nothing is new. Throws when the box does not answer.
export function askRoster(tag) {
  return get("/api/kiosk", tag ? {"If-None-Match": tag} : {});
}

// → {status, body, tag} as above.
export function askStations(tag) {
  return get("/api/stations", tag ? {"If-None-Match": tag} : {});
}

// → {status, body}: what the corner for grown-ups needs.
export function askCorner() {
  return get("/api/kiosk/corner");
}

// → {version, time}, or null when the box does not answer.
export async function ping() {
  const {body} = await get("/api/ping").catch(() => ({}));
  return body || null;
}

// Brings the files of a newer version into the browser's cache, all of them; only then may the page be loaded anew.
export async function fetchShell() {
  const files = performance.getEntriesByType("resource").map(({name}) => new URL(name))
    .filter(({origin, pathname}) => origin === location.origin && /^\/(kiosk|static)\//.test(pathname))
    .map(({href}) => href);
  const answers = await Promise.all([location.href, ...files].map((file) => fetch(file, {cache: "reload"})));
  return answers.every((answer) => answer.ok);
}
