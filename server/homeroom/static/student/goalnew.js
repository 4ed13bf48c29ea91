// Setting a goal: what it is (cards to finish, something to get better at, one card, or words, voice and drawing of one's own), and until when.
import { html, useState } from "/static/vendor/preact-htm.js";
import { nt, t } from "/static/i18n.js";
import { finished } from "./after.js";
import { Page, Pick, WHENS, useDesk } from "./goals.js";
import { Icon } from "./icon.js";
import { useKnown } from "./known.js";
import { newId } from "./newid.js";
import { Evidence } from "./player/evidence.js";
import { Picture, subject, subjectName } from "./tile.js";

const SUBJECTS = ["math", "reading", "science", "art", "body", "world"];
const PICTURES = [["star", "star", () => t("Star")], ["book", "book", () => t("Book")], ["pencil", "pencil", () => t("Pencil")], ["talk", "talk", () => t("Talking")], ["pair", "pair", () => t("Friends")], ["heart", "heart", () => t("Heart")]];
const COUNTS = [1, 2, 3, 4, 5];
const KINDS = () => [["cards", "grid", () => t("Finish cards")], ["skill", "plant", () => t("Get better at something")], ["card", "book", () => t("Finish one card")], ["", "star", () => t("A goal of my own")]];
const STEPS = ["project", "world", () => t("A step of my project")];

/** What a tied goal is called until the box says it. */
function nameOf({ about, ref, count, label }) {
  if (about === "cards" && ref) return nt("Finish %(n)s card: %(subject)s", "Finish %(n)s cards: %(subject)s", count, { subject: subjectName(ref) });
  if (about === "cards") return nt("Finish %(n)s card", "Finish %(n)s cards", count);
  return about === "card" ? t("Finish “%(title)s”", { title: label }) : t("Be able to do “%(skill)s”", { skill: label });
}

const Cards = ({ slots, tie, set }) => html`<${Pick} title=${t("Which cards?")} value=${tie.ref} set=${(ref) => set({ ...tie, ref })}
    rows=${[["", "grid", () => t("Any card")], ...SUBJECTS.filter((id) => slots.some((slot) => subject(slot) === id)).map((id) => [id, id, () => subjectName(id)])]} />
  <section class="g-step"><h2>${t("How many?")}</h2><div class="g-picks" role="group" aria-label=${t("How many?")}>${COUNTS.map((n) => html`<button type="button" key=${n} class="g-pick g-count" aria-pressed=${tie.count === n} onClick=${() => set({ ...tie, count: n })}>
    <b>${n}</b><span class="g-stones" aria-hidden="true">${Array.from({ length: n }, (_, i) => html`<i key=${i} class="done"></i>`)}</span></button>`)}</div></section>`;

const OneCard = ({ slots, tie, set }) => html`<section class="g-step"><h2>${t("Which card?")}</h2>
  ${slots.length === 0 && html`<p>${t("All your cards are done.")}</p>`}
  <div class="g-picks wide">${slots.map((slot) => html`<button type="button" key=${slot.slot} class="g-pick subject-${subject(slot)}" aria-pressed=${tie.ref === slot.card} onClick=${() => set({ ...tie, ref: slot.card, label: slot.title, icon: subject(slot) })}>
    <${Picture} slot=${slot} /><span><bdi>${slot.title}</bdi></span></button>`)}</div></section>`;

const Step = ({ projects, tie, set }) => html`<section class="g-step"><h2>${t("Which step?")}</h2><div class="g-picks wide">
  ${projects.map(({ project, milestones = [] }) => milestones.filter((one) => !one.done).map((one) => html`<button type="button" key=${one.id} class="g-pick" aria-pressed=${tie.ref === `${project}/${one.id}`} onClick=${() => set({ ...tie, ref: `${project}/${one.id}`, label: one.title, icon: "world" })}>
    <${Icon} name="world" /><span><bdi>${one.title}</bdi></span></button>`))}</div></section>`;

function Skill({ day, tie, set }) {
  const found = useKnown(day);
  const skills = ((found || {}).skills || []).filter((one) => one.state !== "mastered");
  if (!found) return html`<p class="loading">${t("One moment")}</p>`;
  return html`<section class="g-step"><h2>${t("What do you want to get better at?")}</h2>
    ${skills.length === 0 && html`<p>${t("Nothing is growing just now. Choose another goal.")}</p>`}
    <div class="g-picks wide">${skills.map((one) => html`<button type="button" key=${one.skill} class="g-pick subject-${subject(one)}" aria-pressed=${tie.ref === one.skill} onClick=${() => set({ ...tie, ref: one.skill, label: one.title, icon: "plant" })}>
      <img src="/static/art/garden-${one.state}.svg" alt="" /><span><bdi>${one.title}</bdi></span></button>`)}</div></section>`;
}

export function NewGoal({ day, go, load }) {
  const [tie, set] = useState(null);
  const [by, until] = useState("friday");
  const [icon, picture] = useState("star");
  const { desk, text, upload, kind } = useDesk(day);
  const week = day.week();
  const back = () => go({ name: "goals", load, part: "Goals" });
  const chosen = tie && (tie.about === "cards" || (tie.about ? tie.ref : text || upload));
  const save = () => {
    const told = tie.about ? { about: tie.about, ref: tie.ref, count: tie.count, text: tie.about === "project" ? tie.label : "", title: tie.about === "project" ? tie.label : nameOf(tie), icon: tie.icon || (tie.about === "cards" ? tie.ref || "grid" : "book") }
      : { text, upload, upload_kind: kind, picture: icon, icon, title: text || t("A goal with a picture or a recording") };
    day.act("goal.set", { goal: newId(), by, until: by && WHENS.find(([id]) => id === by)[2](), ...told });
    back();
  };
  const parts = {
    cards: () => html`<${Cards} slots=${week.slots} tie=${tie} set=${set} />`,
    card: () => html`<${OneCard} slots=${week.slots.filter((slot) => !finished(slot))} tie=${tie} set=${set} />`,
    project: () => html`<${Step} projects=${week.projects} tie=${tie} set=${set} />`,
    skill: () => html`<${Skill} day=${day} tie=${tie} set=${set} />`,
    "": () => html`<section class="g-step"><h2>${t("What do you want to reach?")}</h2><${Evidence} id="goal" inputs=${["text", "audio", "drawing"]} desk=${desk} /></section>
      <${Pick} title=${t("A picture for it")} rows=${PICTURES} value=${icon} set=${picture} />`,
  };
  return html`<${Page} title=${t("Set a goal")} back=${back}>
    <${Pick} title=${t("What is your goal?")} rows=${week.projects && week.projects.length ? [...KINDS(), STEPS] : KINDS()} value=${tie && tie.about} set=${(about) => set({ about, ref: "", count: about === "cards" ? 2 : 1 })} />
    ${tie && parts[tie.about]()}
    ${tie && html`<${Pick} title=${t("Until when?")} rows=${WHENS} value=${by} set=${until} />
      <p class="g-do"><button type="button" class="button primary big" disabled=${!chosen} onClick=${save}><${Icon} name="flag" /><span>${t("This is my goal")}</span></button></p>`}<//>`;
}
