// Shows how far the return of a school is, waits while the box starts again, then opens the page to sign in.
const bar = document.getElementById("bar");
const percent = document.getElementById("percent");
const then = document.getElementById("coming").dataset.then;
const EVERY = 1000; // ms

async function look() {
  const answer = await fetch("/api/first-start/restore", { cache: "no-store" });
  if (!answer.ok) throw new Error(answer.status);
  const { state, done, total } = await answer.json();
  if (state === "done") return location.assign(then);
  if (state === "failed" || state === "") return location.reload();
  if (total) {
    bar.value = (100 * done) / total;
    percent.textContent = `${Math.floor((100 * done) / total)} %`;
  }
  return setTimeout(again, EVERY);
}

// While the box starts again nobody answers.
function again() {
  look().catch(() => setTimeout(again, EVERY));
}

again();
