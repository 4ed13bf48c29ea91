// What this very device can do with the box, tried and not guessed.
import { t } from "/static/i18n.js";

const list = document.getElementById("checks");
const SKEW = 120000; // ms that a clock may be off

const stores = () => new Promise((done) => {
  const request = indexedDB.open("homeroom-check", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("one");
  request.onerror = () => done(false);
  request.onsuccess = () => {
    const db = request.result;
    const writing = db.transaction("one", "readwrite");
    writing.objectStore("one").put(1, 1);
    writing.oncomplete = () => { db.close(); indexedDB.deleteDatabase("homeroom-check"); done(true); };
    writing.onabort = () => done(false);
  };
});

async function clock() {
  const before = Date.now();
  const answer = await fetch("/api/ping");
  const { time } = await answer.json();
  return Math.abs(time - (before + Date.now()) / 2) < SKEW;
}

const never = () => false;
const kept = async () => Boolean(navigator.storage && navigator.storage.persisted && await navigator.storage.persisted());

const CHECKS = () => [
  [t("Work waits safely on this device while the box is away"), stores, t("Storage is off: a private window, or a full device.")],
  [t("Its clock is right"), clock, t("Set date and time to automatic. Until then the box corrects what it sends.")],
  [t("It uses the box's name, which stays"), () => location.href.startsWith(list.dataset.address) || location.protocol === "https:",
    t("Open %(address)s instead: a number may change.", { address: list.dataset.address })],
  [t("The browser keeps its data when space gets short"), kept, t("Open Homeroom from its icon on the home screen.")],
  [t("The connection is encrypted"), () => window.isSecureContext && location.protocol === "https:", t("Install the certificate below, then use the secure address.")],
  [t("Pages open while the box is off"), () => "serviceWorker" in navigator && window.isSecureContext, t("Needs the encrypted connection, or the policies for Chrome.")],
  [t("The camera opens inside the page"), () => Boolean(navigator.mediaDevices), t("Photos still work through the device's own camera.")],
];

function row(words, well, otherwise) {
  const line = document.createElement("li");
  line.className = well ? "s-yes" : "s-no";
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("role", "img");
  icon.setAttribute("aria-label", well ? t("Yes") : t("No"));
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `/static/art/icons.svg#${well ? "check" : "info"}`);
  icon.append(use);
  const text = document.createElement("span");
  text.textContent = words;
  line.append(icon, text);
  if (!well) {
    const more = document.createElement("small");
    more.textContent = otherwise;
    line.append(more);
  }
  return line;
}

Promise.all(CHECKS().map(async ([words, check, otherwise]) => row(words, await Promise.resolve().then(check).catch(never), otherwise)))
  .then((rows) => list.replaceChildren(...rows));
