// The bar of a pack that is on its way; the page is asked for again when it is here.
const bar = document.getElementById("bar");
const percent = document.getElementById("percent");

async function look() {
  const answer = await fetch("/api/packs/coming");
  const { state, done, whole } = await answer.json();
  if (state !== "running") return location.reload();
  if (whole) {
    bar.max = whole;
    bar.value = done;
    percent.textContent = `${Math.floor((100 * done) / whole)} %`;
  }
  return setTimeout(() => look().catch(() => setTimeout(look, 3000)), 700);
}

look().catch(() => {});
