// What I may choose: four steps, where I stand, and what the next one asks.
import { html } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Disagree } from "./disagree.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";

function Step({ step, level }) {
  const here = step.level === level;
  const mine = step.level <= level;
  return html`<li class="f-step ${mine ? "mine" : ""} ${here ? "here" : ""} ${step.level === level + 1 ? "next" : ""}" aria-current=${here ? "step" : undefined}>
    <span class="f-rung" aria-hidden="true">${step.level}</span>
    <div><h2>${step.name}${here && html` <span class="chip good"><${Icon} name="check" /><span>${t("I am here")}</span></span>`}</h2>
      <ul>${step.new.map((what) => html`<li key=${what}><${Icon} name=${mine ? "check" : "plus"} /> ${what}</li>`)}</ul>
      ${step.level === level + 1 && html`<p class="f-asks"><strong>${t("It asks of me:")}</strong> ${step.asks}</p>`}</div></li>`;
}

export function Choices({ day, go }) {
  const { level, steps, why } = day.week().independence;
  return html`<main class="w-main">
    <div class="s-head"><button type="button" class="button" onClick=${() => go({ name: "week" })}><${Icon} name="arrow-start" class="turns" /><span>${t("My week")}</span></button>
      <${Heading}>${t("What I choose")}<//></div>
    <ol class="f-steps">${steps.map((step) => html`<${Step} key=${step.level} step=${step} level=${level} />`)}</ol>
    ${why && html`<p><strong>${t("Why this?")}</strong> ${why}</p>`}<${Disagree} day=${day} about="level" of="level" />
    <p>${level < steps.length ? t("Do you feel ready for more? Talk about it with your teacher.") : t("You lead your own week. Show others how you do it.")}</p>
  </main>`;
}
