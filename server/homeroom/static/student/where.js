// Where and with whom a card is done: chosen by the child, as far as her level of independence goes.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "./icon.js";
import { read } from "./store.js";

const WITH_OTHERS = ["pair", "group"];

// The children of her classes, as this tablet knows them.
function useMates(student, wanted) {
  const [mates, setMates] = useState([]);
  useEffect(() => {
    if (!wanted) return;
    read("device", "tablet").then((tablet) => {
      const everybody = (tablet || {}).students || [];
      const groups = (everybody.find((one) => one.id === student.id) || {}).class || [];
      setMates(everybody.filter((one) => one.id !== student.id && one.class.some((id) => groups.includes(id))));
    });
  }, [wanted]);
  return mates;
}

export function Where({ day, slot, may }) {
  const [open, setOpen] = useState("");
  const together = WITH_OTHERS.includes(slot.with) && may.includes("partner");
  const { places, mates: open_to } = day.week().independence || {};
  const mates = useMates(day.student, together).filter((one) => !open_to || open_to.includes(one.id));
  if (!places || !may.includes("place")) return null;
  const partner = mates.find((one) => one.id === slot.partner);
  const set = (change) => {
    setOpen("");
    day.act("week.arrange", { slot: slot.slot, place: slot.place || "", partner: slot.partner || "", ...change });
  };
  const turn = (name) => setOpen(open === name ? "" : name);
  return html`<div class="c-where">
    <div class="c-buttons"><button type="button" class="button" aria-expanded=${open === "place"} onClick=${() => turn("place")}>
      <${Icon} name="home" /><span>${(places.find(([id]) => id === slot.place) || [])[1] || t("Where will I work?")}</span></button>
    ${together && html`<button type="button" class="button" aria-expanded=${open === "partner"} onClick=${() => turn("partner")}>
      ${partner ? html`<img class="portrait small" src=${partner.portrait} alt="" />` : html`<${Icon} name="pair" />`}
      <span><bdi>${partner ? partner.short || partner.name : t("With whom?")}</bdi></span></button>`}</div>
    ${open === "place" && html`<ul class="c-choices">${places.map(([id, name]) => html`<li key=${id}><button type="button" class="button"
      aria-pressed=${slot.place === id} onClick=${() => set({ place: slot.place === id ? "" : id })}><span>${name}</span></button></li>`)}</ul>`}
    ${open === "partner" && html`<ul class="c-choices">${mates.map((one) => html`<li key=${one.id}><button type="button" class="button"
      aria-pressed=${slot.partner === one.id} onClick=${() => set({ partner: slot.partner === one.id ? "" : one.id })}>
      <img class="portrait small" src=${one.portrait} alt="" loading="lazy" /><span><bdi>${one.short || one.name}</bdi></span></button></li>`)}</ul>`}
  </div>`;
}
