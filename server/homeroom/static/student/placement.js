// Where do I start: one question after the other, as the box finds the next one. It can be left and gone on with at any time.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { ask } from "./box.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { own } from "./later.js";
import { Ask } from "./testout.js";

const AGAIN = 500;

/** On the week, while a placement waits. */
export const Invite = ({ go }) => html`<section class="w-next subject-world"><span class="w-picture"><${Icon} name="flag" /></span>
  <div><p class="w-next-title">${t("Where do you start?")}</p><p>${t("A few questions show which cards fit you. “I don't know yet” is a good answer.")}</p>
    <button type="button" class="button big" onClick=${() => go({ name: "own", load: own, part: "Placement" })}><span>${t("Go")}</span><${Icon} name="arrow-end" class="turns" /></button></div></section>`;

const Done = ({ go }) => html`<div class="p-end"><span class="p-end-mark all"><${Icon} name="flag" /></span>
  <${Heading}>${t("Thank you. Now your teacher knows where you start.")}<//>
  <div class="p-left"><button type="button" class="button primary big" onClick=${() => go({ name: "week" })}>${t("My week")}</button></div></div>`;

/** Asks for the next question as soon as the box has heard the last answer; waits while the box is away. */
export function Placement({ day, go }) {
  const count = useRef(0);
  const since = useRef(Date.now());
  const [now, setNow] = useState({});
  const [turn, next] = useState(0);
  useEffect(() => {
    let gone = false;
    let timer = 0;
    const look = async () => {
      const answer = await ask("/api/placement").catch(() => null);
      const told = answer && answer.status === 200 ? answer.body : null;
      const heard = told && (!told.next || told.answered >= count.current);
      const card = heard && told.next ? await day.card(told.next).catch(() => null) : null;
      if (gone) return;
      since.current = Date.now();
      if (heard && (card || !told.next)) setNow({ ...told, card });
      else { setNow({ away: !told }); timer = setTimeout(look, AGAIN); }
    };
    look();
    return () => { gone = true; clearTimeout(timer); };
  }, [turn]);
  const done = async (response) => {
    const { strand, card, card_version: version, question } = now.next;
    count.current = now.answered + 1;
    setNow({});
    await day.act("placement.answer", { placement: now.placement, strand, card, card_version: version, question, response, ms: Date.now() - since.current });
    next(turn + 1);
  };
  const page = () => {
    if (now.card) {
      return html`<p class="quiet-text">${t("Question %(n)s of about %(total)s", { n: now.answered + 1, total: now.about })}</p>
        <${Ask} key=${now.next.card_version + now.next.question} card=${now.card} question=${now.next.question} done=${done} />`;
    }
    if (now.next === null) return html`<${Done} go=${go} />`;
    return html`<p class="loading">${now.away ? t("The box is away. It goes on when it is back.") : t("One moment")}</p>`;
  };
  return html`<main class="w-main t-test">
    <div class="s-head"><button type="button" class="button" onClick=${() => go({ name: "week" })}><${Icon} name="arrow-start" class="turns" /><span>${t("Go on later")}</span></button>
      ${now.next !== null && html`<${Heading}>${t("Where do you start?")}<//>`}</div>
    ${page()}</main>`;
}
