// On the week: what is hers beside the cards. Her goals, her projects, learning outside; each opens its own page.
import { html, useEffect } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "./icon.js";
import { Quick } from "./quick.js";

const MOST = 4;
const AFTER = 1500; // ms: these pages come after what she sees first, but before the box may be away
const goals = () => import("./goals.js");
const away = () => import("./project.js");

/** Done of all, as countable stones. */
export const Stones = ({ goal }) => html`<span class="g-stones" role="img" aria-label=${t("%(n)s of %(total)s done", { n: goal.done || 0, total: goal.of })}>
  ${Array.from({ length: goal.of }, (_, n) => html`<i key=${n} class=${n < (goal.done || 0) ? "done" : ""}></i>`)}</span>`;

export const Words = ({ goal }) => html`<span class="g-words"><span class="g-title"><bdi>${goal.title}</bdi></span>
  ${goal.state === "suggested" ? html`<span class="g-when">${t("Your teacher suggests this")}</span>`
    : goal.late ? html`<span class="g-when">${t("Its day is over. How did it go?")}</span>`
      : goal.until && html`<span class="g-when"><bdi>${goal.until}</bdi></span>`}
  ${goal.of > 1 && html`<${Stones} goal=${goal} />`}</span>`;

function Goals({ week, go }) {
  const mine = week.goals.filter((goal) => goal.state === "open" || goal.state === "suggested");
  const open = () => go({ name: "goals", load: goals, part: "Goals" });
  return html`<section class="g-strip"><h2><${Icon} name="flag" /> ${t("My goals")}</h2>
    <ul>${mine.slice(0, MOST).map((goal) => html`<li key=${goal.goal}><button type="button" class="g-mini ${goal.state} ${goal.of > 0 && goal.done >= goal.of ? "there" : ""}" onClick=${open}>
      <${Icon} name=${goal.of > 0 && goal.done >= goal.of ? "check" : goal.icon || "star"} /><${Words} goal=${goal} /></button></li>`)}
    <li><button type="button" class="g-mini g-new" onClick=${mine.length ? open : () => go({ name: "goals", load: goals, part: "NewGoal" })}>
      <${Icon} name=${mine.length ? "list" : "plus"} /><span class="g-words"><span class="g-title">${mine.length ? t("See my goals") : t("Set a goal")}</span></span></button></li></ul></section>`;
}

const Door = ({ icon, title, more, open }) => html`<li><button type="button" class="g-mini" onClick=${open}><${Icon} name=${icon} />
  <span class="g-words"><span class="g-title"><bdi>${title}</bdi></span>${more && html`<span class="g-when"><bdi>${more}</bdi></span>`}</span></button></li>`;

function Bigger({ week, go }) {
  const [projects, places] = [week.projects || [], week.outside || []];
  const next = ({ milestones = [] }) => (milestones.find((one) => !one.done) || {}).title;
  if (!projects.length && !places.length) return null;
  return html`<section class="g-strip"><h2><${Icon} name="world" /> ${t("My projects")}</h2><ul>
    ${projects.map((one) => html`<${Door} key=${one.project} icon="world" title=${one.title} more=${next(one)} open=${() => go({ name: "project", load: away, part: "Project", project: one.project })} />`)}
    ${places.map((one) => html`<${Door} key=${one.outside} icon="door" title=${one.place} more=${one.spent} open=${() => go({ name: "outside", load: away, part: "Outside", outside: one.outside })} />`)}</ul></section>`;
}

export function Mine(props) {
  const week = props.day.week() || {};
  useEffect(() => {
    const later = setTimeout(() => Promise.all([goals(), away()]).catch(() => {}), AFTER);
    return () => clearTimeout(later);
  }, []);
  return html`<${Quick} ...${props} />${week.goals && html`<${Goals} week=${week} go=${props.go} />`}<${Bigger} week=${week} go=${props.go} />`;
}
