// A newer version of this page: taken when nobody is working and the box is there.
// True when the box has another version of this page; the browser's cache then has it whole.
async function newerPage() {
  const answer = await fetch(location.pathname, { cache: "reload", credentials: "same-origin" });
  const [, build] = /data-build="([^"]*)"/.exec(await answer.text()) || [];
  if (!build || build === document.documentElement.dataset.build) return false;
  const scripts = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => /\/static\/.*\.js$/.test(name));
  await Promise.all(scripts.map((script) => fetch(script, { cache: "reload" })));
  return true;
}

/** Loads the page again if the box has a newer one. */
export async function renew() {
  if (await newerPage().catch(() => false)) location.reload();
}
