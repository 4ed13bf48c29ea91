// The stations board: drag a child to another station, or open her panel and choose; the box says at once what it costs.
import { ask, sorry } from "../asking.js";
import { watchDrags } from "./drag.js";

const plan = document.getElementById("plan");
const panel = document.getElementById("panel");
const said = document.getElementById("said");
let period = new URLSearchParams(location.search).get("period") || "";
let asking = 0;

function show({ html, said: words }) {
  const focused = document.activeElement && document.activeElement.dataset.child;
  plan.innerHTML = html;
  said.textContent = words || "";
  const again = focused && plan.querySelector(`[data-child="${focused}"]`);
  if (again) again.focus();
}

async function send(path, data) {
  if (asking) return;
  asking += 1;
  plan.setAttribute("aria-busy", "true");
  try {
    show(await ask(path, { method: "POST", body: data }));
  } catch (error) {
    sorry(error);
  } finally {
    asking -= 1;
    plan.removeAttribute("aria-busy");
  }
}

// ---- the panel of one child

async function openPanel(link) {
  const body = await ask(link.href);
  panel.innerHTML = body.html;
  panel.hidden = false;
  panel.dataset.of = link.dataset.child || panel.dataset.of;
  mark(panel.dataset.of);
  document.getElementById("panel-title").focus();
}

function closePanel() {
  if (panel.hidden) return;
  panel.hidden = true;
  panel.textContent = "";
  const kid = plan.querySelector(`[data-child="${panel.dataset.of}"]`);
  mark("");
  if (kid) kid.focus();
}

function mark(child) {
  for (const kid of plan.querySelectorAll(".g-kid")) kid.classList.toggle("chosen", kid.dataset.child === child);
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a[data-child], a[data-panel], a[data-close], a[data-period]");
  if (!link) return;
  event.preventDefault();
  if (link.matches("[data-close]")) closePanel();
  else if (link.matches("[data-period]")) turn(link.dataset.period);
  else openPanel(link).catch(sorry);
});

function turn(to) {
  period = to;
  closePanel();
  history.replaceState(null, "", `?period=${period}`);
  ask(`${plan.dataset.url}?period=${period}`).then(show)
    .then(() => plan.querySelector(`[data-period="${period}"]`).focus()).catch(sorry);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closePanel();
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-quick]");
  if (!form) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(form));
  if (event.submitter && event.submitter.name) data.set(event.submitter.name, event.submitter.value);
  const inPanel = panel.contains(form);
  send(form.getAttribute("action"), data).then(() => inPanel && closePanel());
});

// Safari 14 does not say which button sent a form.
document.addEventListener("click", (event) => {
  const button = event.target.closest("form[data-quick] button[name]");
  if (!button || "submitter" in SubmitEvent.prototype) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(button.form));
  data.set(button.name, button.value);
  const inPanel = panel.contains(button);
  send(button.form.getAttribute("action"), data).then(() => inPanel && closePanel());
});

// ---- dragging

watchDrags(plan, {
  aim(station) {
    for (const one of plan.querySelectorAll(".aimed")) one.classList.remove("aimed");
    if (station) station.classList.add("aimed");
  },
  drop(kid, station) {
    const from = kid.closest("[data-station]").dataset.station;
    if (!station || station.dataset.station === from) return;
    closePanel();
    const data = new URLSearchParams({ student: kid.dataset.child, station: station.dataset.station });
    data.set("period", (plan.querySelector("[data-period][aria-current]") || { dataset: {} }).dataset.period || period);
    send(`${plan.dataset.url}/move`, data);
  },
});
