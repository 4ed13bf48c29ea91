// The inbox by keyboard: j k next and before, a accept, 1-4 mark, r return, Enter write, Ctrl+Enter send.
import { t } from "../i18n.js";

const form = document.getElementById("answer");
const text = document.getElementById("text");
const TOAST = 9000;

const button = (value) => form && form.querySelector(`button[value="${value}"]`);

function follow(rel) {
  const link = document.querySelector(`a[rel="${rel}"]`);
  if (link) link.click();
}

function mark(n) {
  const choice = form && form.querySelector(`input[name="mark"][value="${n}"]`);
  if (choice) choice.checked = true;
}

/** Returning needs words: what to change. */
function sendBack() {
  if (text.value.trim()) return button("return").click();
  text.placeholder = t("What should change?");
  text.focus();
  return undefined;
}

const KEYS = {
  j: () => follow("next"),
  k: () => follow("prev"),
  a: () => button("accept") && button("accept").click(),
  r: () => form && sendBack(),
  Enter: () => text && text.focus(),
  ...Object.fromEntries(["1", "2", "3", "4"].map((n) => [n, () => mark(n)])),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=radio]), textarea, select");
  if (typing && event.key === "Enter" && (event.ctrlKey || event.metaKey)) return button("reply").click();
  if (typing && event.key === "Escape") return event.target.blur();
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return undefined;
  if (event.key === "Enter" && event.target.closest("a, button, summary")) return undefined;
  event.preventDefault();
  return KEYS[event.key]();
});

if (form) {
  const phrases = form.querySelector(".phrases");
  phrases.hidden = false;
  phrases.addEventListener("click", (event) => {
    const phrase = event.target.closest("[data-phrase]");
    if (!phrase) return;
    const before = text.value.trim();
    text.value = before ? `${before} ${phrase.textContent}` : phrase.textContent;
    text.focus();
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.value === "return" && !text.value.trim()) {
      event.preventDefault();
      sendBack();
      return;
    }
    setTimeout(() => { for (const one of form.querySelectorAll("button")) one.disabled = true; });
  });
}

const toast = document.getElementById("toast");
if (toast) {
  history.replaceState(null, "", location.pathname);
  setTimeout(() => toast.remove(), TOAST);
}
