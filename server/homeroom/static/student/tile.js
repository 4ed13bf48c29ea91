// One card as it stands on the shelf.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { finished } from "./after.js";
import { Icon } from "./icon.js";

const SUBJECTS = { math: () => t("Math"), reading: () => t("Reading"), science: () => t("Science"), art: () => t("Art"), body: () => t("Body"), world: () => t("World") };
const WITH = { pair: ["pair", () => t("With a partner")], group: ["group", () => t("In a group")], teacher: ["teacher", () => t("With the teacher")] };
const STATUS = {
  started: ["play", "accent", () => t("Started")],
  done: ["check", "good", () => t("Done")],
  waiting: ["clock", "", () => t("Teacher is looking")],
  returned: ["repeat", "warn", () => t("Try again")],
  accepted: ["star", "good", () => t("Accepted")],
};

export const subject = (slot) => (SUBJECTS[slot.subject] ? slot.subject : "world");
export const subjectName = (id) => SUBJECTS[id]();

export const Chip = ({ icon, color = "", children }) => html`<span class="chip ${color}"><${Icon} name=${icon} /><span>${children}</span></span>`;

/** Minutes, with whom, off the screen. */
export const Facts = ({ slot }) => html`<${Chip} icon="clock" color="w-fact">${t("%(n)s min", { n: slot.minutes || 5 })}<//>
  ${WITH[slot.with] && html`<${Chip} icon=${WITH[slot.with][0]} color="w-fact">${WITH[slot.with][1]()}<//>`}
  ${slot.offscreen && html`<${Chip} icon="plant" color="w-fact">${t("Off the screen")}<//>`}`;

export const Status = ({ slot }) => {
  const [icon, color, words] = STATUS[slot.status] || [];
  return html`${words && html`<${Chip} icon=${icon} color=${color}>${words()}<//>`}
    ${slot.asked && html`<${Chip} icon="hand" color="warn">${t("Hand is up")}<//>`}`;
};

export const Picture = ({ slot }) => html`<span class="w-picture">${slot.image
  ? html`<img src=${slot.image} alt="" loading="lazy" decoding="async" />` : html`<${Icon} name=${subject(slot)} />`}</span>`;

export function Tile({ slot, open, news, landing }) {
  const done = finished(slot);
  return html`<li class="w-slot ${landing ? "landing" : ""}"><button type="button" onClick=${open}
    class="w-tile subject-${subject(slot)} ${done ? "finished" : ""} ${slot.must ? "" : "may"}">
    <${Picture} slot=${slot} />
    <span class="w-words"><span class="w-name"><bdi>${slot.title}</bdi></span>
      ${!done && slot.reason && html`<span class="w-why"><bdi>${slot.reason}</bdi></span>`}
      <span class="w-marks"><${Status} slot=${slot} />
        ${news > 0 && html`<${Chip} icon="message" color="accent">${t("Message")}<//>`}
        ${!done && html`${slot.must ? html`<${Chip} icon="pin">${t("Must do")}<//>` : html`<${Chip} icon="heart">${t("May do")}<//>`}<${Facts} slot=${slot} />`}</span></span>
  </button></li>`;
}
