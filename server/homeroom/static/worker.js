// Keeps pages of children and of the kiosk for when the box is off. The box always goes first: what is kept is shown
// only when it does not answer, so nobody sees an old page while a new one is there. No work of a child is kept here.
const CACHE = "pages-1";
const KEPT = /^\/(?:student$|kiosk(?:$|\/)|static\/|words\/|portraits\/|api\/cards\/|b\/)/;
const LARGEST = 2000000; // bytes of one file: films stay on the box
const MOST = 600;
const PATIENCE = 8000; // ms: a box that is there answers sooner

const ours = (request) => {
  const url = new URL(request.url);
  return request.method === "GET" && url.origin === self.location.origin && KEPT.test(url.pathname) && !request.headers.has("range");
};

async function keep(request, answer) {
  if (answer.status !== 200 || Number(answer.headers.get("content-length") || 0) > LARGEST) return;
  const cache = await caches.open(CACHE);
  await cache.put(request, answer);
  const known = await cache.keys();
  await Promise.all(known.slice(0, Math.max(0, known.length - MOST)).map((old) => cache.delete(old)));
}

async function kept(request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(request, { ignoreVary: true })) || cache.match(request, { ignoreVary: true, ignoreSearch: true });
}

async function answer(event) {
  const { request } = event;
  const asked = fetch(request).then((found) => {
    event.waitUntil(keep(request, found.clone()).catch(() => {}));
    return found;
  });
  const late = new Promise((done) => setTimeout(done, PATIENCE)).then(() => kept(request));
  try {
    return (await Promise.race([asked, late])) || (await asked);
  } catch (away) {
    const found = await kept(request);
    if (found) return found;
    throw away;
  }
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => { if (ours(event.request)) event.respondWith(answer(event)); });
// What a page was made of before this worker watched.
self.addEventListener("message", ({ data }) => {
  const wanted = data.map((url) => new Request(url, { credentials: "same-origin" })).filter(ours);
  wanted.forEach((request) => kept(request).then((there) => there || fetch(request).then((found) => keep(request, found))).catch(() => {}));
});
