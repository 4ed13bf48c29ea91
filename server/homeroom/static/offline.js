// Imported once by a page that shall open while the box is off, where the browser allows it: with TLS, or with the
// policy for this address. worker.js does the keeping.
const LOCAL = /^(localhost|127\.|\[::1\])/; // a demo on one's own machine: its box is always there

async function keepPages() {
  await navigator.serviceWorker.register("/worker.js");
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
  active.postMessage([location.href.split("#")[0], ...loaded]);
}

if ("serviceWorker" in navigator && window.isSecureContext && !LOCAL.test(location.hostname)) keepPages().catch(() => {});
