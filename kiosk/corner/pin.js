// The pad for the PIN: big digits, a keyboard works too. What was typed is checked here, with or without the box.

import {t} from "/static/i18n.js";
import {icon, make, say} from "../make.js";
import {openOverlay} from "../overlay.js";
import {fromHex, hmac, pbkdf2, toHex} from "./hash.js";
import {attempt, waits} from "./tries.js";

const OPEN_FOR = 60;
const MOST = 8;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

export function isRight(pin, {salt, rounds, bound, mark}) {
  const text = new TextEncoder();
  return toHex(hmac(pbkdf2(text.encode(pin), fromHex(salt), rounds), text.encode(bound))) === mark;
}

// verifier() → what to check with; opened() when the PIN was right.
export function askPin(verifier, opened) {
  let typed = "";
  let busy = false;
  const dots = make("p", {class: "dots", role: "img"});
  const said = make("p", {class: "pin-said"});
  const button = (label, press, ...content) => make("button", {class: "button digit", type: "button", "aria-label": label, onclick: press}, ...content);
  const digits = DIGITS.concat("0").map((digit) => button(digit, () => type(digit), digit));
  const zero = digits.pop();
  const close = openOverlay({label: t("PIN for grown-ups"), name: "pin", seconds: OPEN_FOR, closed: () => clearInterval(ticking)},
    make("h2", {}, t("PIN for grown-ups")), dots, said,
    make("div", {class: "pad"}, ...digits,
      button(t("Delete the last digit"), remove, icon("undo")), zero,
      make("button", {class: "button primary digit", type: "button", "aria-label": t("Open"), onclick: submit}, icon("check"))),
    make("button", {class: "button", type: "button", onclick: () => close("no")}, icon("x"), make("span", {}, t("Close"))));
  const ticking = setInterval(showWait, 1000);
  const card = dots.closest("[role=dialog]");
  card.addEventListener("keydown", (event) => {
    if (/^\d$/.test(event.key)) type(event.key);
    else if (event.key === "Backspace") remove();
    else if (event.key === "Enter" && event.target === card && !event.repeat) submit();
  });

  function type(digit) {
    if (typed.length < MOST) typed += digit;
    draw();
  }

  function remove() {
    typed = typed.slice(0, -1);
    draw();
  }

  function draw() {
    dots.replaceChildren(...Array.from(typed, () => make("span", {class: "pin-dot"})));
    dots.setAttribute("aria-label", t("Digits typed: %(n)s", {n: typed.length}));
  }

  async function showWait() {
    const left = await waits();
    if (left) said.textContent = t("Too many wrong tries. Wait %(time)s.", {time: minutes(left)});
    else if (said.dataset.waiting) said.textContent = "";
    if (left) said.dataset.waiting = "1";
    else delete said.dataset.waiting;
    return left;
  }

  function tell(words) {
    said.textContent = words;
    say(words);
  }

  async function submit() {
    if (busy || !typed) return;
    busy = true;
    const pin = typed;
    typed = "";
    draw();
    if (!(await showWait())) {
      const known = verifier();
      if (await attempt(() => !known || isRight(pin, known))) {
        close();
        opened();
        return;
      }
      tell(t("This PIN is not right."));
      await showWait();
    }
    busy = false;
  }

  draw();
  showWait();
}

function minutes(ms) {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
