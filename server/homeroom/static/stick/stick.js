// The page Stick: the bar moves by itself, also after a reload, and a stick that is put in appears.
const EVERY = 1000;
const trip = document.getElementById("trip");
const choose = document.getElementById("choose");
const running = trip && trip.dataset.state === "running";

async function look() {
  const answer = await fetch("/api/stick", { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function show(now) {
  const bar = document.getElementById("bar");
  bar.max = now.total;
  bar.value = now.done;
  document.getElementById("percent").textContent = String(Math.floor((100 * now.done) / now.total));
}

const idle = () => !document.querySelector("input:focus") && !document.hidden;

async function tick() {
  try {
    const now = await look();
    if (running && now.state === "running") show(now);
    else if (running || now.state === "running") window.location.reload();
    else if (choose && now.sticks.join("|") !== choose.dataset.sticks && idle()) window.location.reload();
  } catch (error) {
    // The box does not answer just now; it goes on by itself, and so do we.
  }
  setTimeout(tick, running ? EVERY : 3 * EVERY);
}

tick();
