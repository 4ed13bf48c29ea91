// One quick question inside the week, on something that may have faded; never more than two a day.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Disagree } from "./disagree.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { taken, useKnown } from "./known.js";
import { Ask } from "./testout.js";
import { subject } from "./tile.js";

/** On the week: the offer, if there is one. */
export function Quick({ day, go, load }) {
  const found = useKnown(day);
  // What her week asks about anyway is not offered a second time.
  const inWeek = (skill) => ((day.week() || {}).slots || []).some((slot) => slot.quick && slot.about === skill);
  const offer = found && found.rechecks.find((one) => !inWeek(one.skill));
  return offer && html`<section class="k-quick subject-${subject(offer)}"><img src="/static/art/garden-rusty.svg" alt="" />
    <div><h2>${t("One quick question")}</h2><p><bdi>${offer.reason}</bdi></p>
    <button type="button" class="button big" onClick=${() => go({ name: "quick", load, part: "QuickPage", offer })}><span>${t("Try it")}</span><${Icon} name="arrow-end" class="turns" /></button>
    <${Disagree} day=${day} about="recheck" of=${offer.skill} /></div></section>`;
}

const End = ({ right, offer, go }) => html`<div class="p-end" role="status"><img class="k-end" src="/static/art/garden-${right ? "mastered" : "rusty"}.svg" alt="" />
  <${Heading}>${right ? t("It is still there.") : t("It wants a little practice.")}<//>
  <p>${right ? t("Well kept. You won't be asked again soon.") : t("That happens to everybody. A card about it comes in one of your weeks.")}</p>
  <p class="quiet-text"><bdi>${offer.title}</bdi></p>
  <button type="button" class="button primary big" ref=${(it) => it && it.focus()} onClick=${() => go({ name: "week" })}>${t("My week")}</button></div>`;

/** The question itself, and what came of it. */
export function QuickPage({ day, offer, go }) {
  const [card, setCard] = useState(null);
  const [right, setRight] = useState(null);
  const [since] = useState(Date.now());
  const about = { slot: offer.slot, card: offer.card };
  useEffect(() => {
    taken(offer.slot);
    day.act("skill.recheck", { ...about, skill: offer.skill });
    day.act("work.open", { ...about, card_version: offer.card_version });
    day.card(offer).then(setCard, () => setCard(false));
  }, []);
  const done = (response, verdict) => {
    const told = { correct: Boolean(verdict && verdict.correct), score: verdict ? verdict.score : 0 };
    day.act("work.answer", { ...about, ...told, card_version: offer.card_version, question: offer.question, response, tries: 1, hints: 0, ms: Date.now() - since });
    day.act("work.finish", about);
    setRight(told.correct);
  };
  const back = html`<button type="button" class="button c-back" onClick=${() => go({ name: "week" })}><${Icon} name="grid" /><span>${t("My week")}</span></button>`;
  if (card === false) return html`<main class="c-card"><div class="empty"><${Icon} name="cloud-off" /><${Heading}>${t("This card is not on the tablet yet")}<//>${back}</div></main>`;
  if (!card) return html`<main class="c-card"><p class="loading">${t("One moment")}</p></main>`;
  return html`<main class="c-card"><div class="player"><div class="p-top">${right === null && back}</div><div class="p-page">
    ${right === null ? html`<${Heading}>${t("One quick question")}<//><${Ask} card=${card} question=${offer.question} done=${done} />`
      : html`<${End} right=${right} offer=${offer} go=${go} />`}</div></div></main>`;
}
