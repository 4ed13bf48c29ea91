// Planning without loading the page anew: open a child's week under its row, change one card, see the row change.
import { ask, sorry } from "../asking.js";

function made(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html.trim();
  return holder.content;
}

const weekUnder = (row) => {
  const next = row.nextElementSibling;
  return next && next.classList.contains("child-week") ? next : null;
};

/** Opens or closes a child's week under its row; with the place of a card, shows what can be done with it. */
async function toggle(row, place) {
  const open = weekUnder(row);
  const strip = row.querySelector("a.strip");
  if (open && place < 0) {
    open.remove();
    strip.setAttribute("aria-expanded", "false");
    return;
  }
  const week = open || document.createElement("li");
  if (!open) {
    const body = await ask(row.dataset.url);
    week.className = "child-week";
    week.dataset.student = row.dataset.student;
    week.append(made(body.html));
    row.after(week);
    strip.setAttribute("aria-expanded", "true");
  }
  const card = week.querySelectorAll(".plan-card")[place];
  if (card) {
    await panel(card.querySelector("a[data-panel]"), true);
    card.scrollIntoView({ block: "nearest" });
  }
}

function close(form) {
  form.closest(".plan-card").classList.remove("open");
  form.remove();
}

/** Opens or closes the ways to change one card. */
async function panel(link, open) {
  const card = link.closest(".plan-card");
  const there = card.querySelector(".slot-form");
  if (there) {
    if (!open) close(there);
    return;
  }
  const before = card.parentElement.querySelector(".slot-form");
  const body = await ask(link.href);
  if (before) close(before);
  card.append(made(body.html));
  card.classList.add("open");
  card.querySelector(".slot-form button").focus();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const link = event.target.closest("a.strip, a[data-panel]");
  if (!link) return;
  event.preventDefault();
  const place = Array.from(link.children).indexOf(event.target);
  const work = link.matches(".strip") ? toggle(link.closest(".plan-row"), place) : panel(link);
  work.catch(sorry);
});

function renew({ rows, child }) {
  for (const [student, html] of Object.entries(rows || {})) {
    const row = document.getElementById(`row-${student}`);
    const week = document.querySelector(`.child-week[data-student="${student}"]`);
    if (row) {
      const fresh = made(html).firstElementChild;
      row.replaceWith(fresh);
      if (week && fresh.querySelector("a.strip")) fresh.querySelector("a.strip").setAttribute("aria-expanded", "true");
    }
    if (week && child && html.includes(`"row-${student}"`) && Object.keys(rows).length === 1) {
      week.textContent = "";
      week.append(made(child));
    } else if (week && row) {
      week.remove();
    }
  }
}

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-row]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  const data = new URLSearchParams(new FormData(form));
  data.set("do", event.submitter.value);
  const week = form.closest(".child-week");
  const card = form.closest(".plan-card");
  event.submitter.disabled = true;
  try {
    renew(await ask(form.action, { method: "POST", body: data }));
    const again = week && card && (document.getElementById(card.id) || week.querySelector(".plan-card"));
    const target = again ? again.querySelector("a[data-panel]") : document.querySelector(`[data-student="${data.get("student")}"] a.strip`);
    if (target) target.focus();
  } catch (error) {
    event.submitter.disabled = false;
    sorry(error);
  }
});
