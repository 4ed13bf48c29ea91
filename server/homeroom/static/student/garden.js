// My skills: a garden. A seed is not begun, a sprout grows, a flower stands, a thirsty plant wants a fresh look. Each says why.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { language, t } from "/static/i18n.js";
import { Disagree, Objection } from "./disagree.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { useKnown } from "./known.js";
import { ReadAloud } from "./player/speech.js";
import { subject, subjectName } from "./tile.js";

const Plant = ({ one, chosen, choose }) => html`<li><button type="button" class="k-plant ${one.state}" aria-pressed=${chosen} onClick=${choose}>
  <img src="/static/art/garden-${one.state}.svg" alt="" /><span class="k-name"><bdi>${one.title}</bdi></span><span class="k-word">${one.word}</span></button></li>`;

// Where she starts, as her latest placement found it.
const Start = ({ day }) => html`<details class="w-group k-start"><summary>${t("Where I start")}</summary>
  <ul>${day.week().start.map((one) => html`<li key=${one.key}><p><bdi>${one.reason}</bdi></p><${Disagree} day=${day} about="placement" of=${one.key} /></li>`)}</ul></details>`;

function Leaf({ one, day, close, said, say }) {
  const place = useRef(null);
  useEffect(() => { place.current.scrollIntoView({ block: "nearest" }); place.current.focus({ preventScroll: true }); }, [one.skill]);
  return html`<section class="k-leaf ${one.state}" tabindex="-1" ref=${place} aria-label=${one.title}>
    <img src="/static/art/garden-${one.state}.svg" alt="" />
    <div><h3><bdi>${one.title}</bdi></h3><p class="k-word">${one.word}</p>
      <p><strong>${t("Why this?")}</strong> <bdi>${one.state === "not_begun" && !one.judged ? one.meaning : one.sentence}</bdi></p>
      ${one.asks && html`<p class="quiet-text"><bdi>${one.asks}</bdi></p>`}
      ${one.recent && html`<p class="k-recent" role="img" aria-label=${t("%(right)s of the last %(all)s right", { right: [...one.recent].filter((mark) => mark === "1").length, all: one.recent.length })}>
        ${[...one.recent].map((mark, i) => html`<span key=${i} class=${mark === "1" ? "yes" : ""}></span>`)}</p>`}
      <div class="c-buttons"><${ReadAloud} lang=${language()} target=${() => place.current} />
        <${Objection} waits=${one.contested || said} answer=${one.answer} send=${(text) => { day.act("skill.contest", { skill: one.skill, text }); say(one.skill); }} />
        <button type="button" class="button big" onClick=${close}><${Icon} name="x" /><span>${t("Close")}</span></button></div></div></section>`;
}

function Bed({ id, skills, day, said, say }) {
  const [chosen, choose] = useState("");
  const begun = skills.filter((one) => one.state !== "not_begun");
  const seeds = skills.filter((one) => one.state === "not_begun");
  const plants = (list) => html`<ul class="k-bed">${list.map((one) => html`<${Plant} key=${one.skill} one=${one} chosen=${chosen === one.skill}
    choose=${() => choose(chosen === one.skill ? "" : one.skill)} />`)}</ul>`;
  const open = skills.find((one) => one.skill === chosen);
  return html`<section class="w-group subject-${id}"><h2><${Icon} name=${id} /> ${subjectName(id)}</h2>
    ${begun.length > 0 && plants(begun)}
    ${open && html`<${Leaf} key=${open.skill} one=${open} day=${day} said=${said.includes(open.skill)} say=${say} close=${() => choose("")} />`}
    ${seeds.length > 0 && html`<details open=${!begun.length}><summary>${t("Still to come: %(n)s", { n: seeds.length })}</summary>${plants(seeds)}</details>`}</section>`;
}

export function Skills({ day, go }) {
  const found = useKnown(day, true);
  const [said, setSaid] = useState([]);
  const skills = found ? found.skills : [];
  const strong = skills.filter((one) => one.state === "mastered").length;
  const beds = [...new Set(skills.map(subject))];
  return html`<main class="w-main">
    <div class="s-head"><button type="button" class="button" onClick=${() => go({ name: "week" })}><${Icon} name="arrow-start" class="turns" /><span>${t("My week")}</span></button>
      <${Heading}>${t("My skills")}<//></div>
    ${!found && html`<p class="loading">${day.away() ? t("The box is away. Your skills come when it is back.") : t("One moment")}</p>`}
    ${found && !skills.length && html`<div class="empty"><img src="/static/art/garden-not_begun.svg" alt="" /><h2>${t("Nothing is sown yet")}</h2></div>`}
    ${strong > 0 && html`<p class="k-strong">${t("In flower: %(n)s", { n: strong })}</p>`}
    ${(day.week().start || []).length > 0 && html`<${Start} day=${day} />`}
    ${beds.map((id) => html`<${Bed} key=${id} id=${id} day=${day} said=${said} say=${(skill) => setSaid([...said, skill])} skills=${skills.filter((one) => subject(one) === id)} />`)}
  </main>`;
}
