// "I know this already": a few questions without hints. Three straight, or four of five (a door, on which other skills build: four, or five of six); it stops at the second miss. The box counts again by itself.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { check } from "./check.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { newId } from "./newid.js";
import { BLOCKS } from "./player/blocks/index.js";
import { alone } from "./player/pages.js";
import { KINDS } from "./player/questions/index.js";
import { Html } from "./player/rich.js";

const USUAL = { straight: 3, right: 4, of: 5 };
const DOOR = { straight: 4, right: 5, of: 6 };
const MISSES = 2;

/** true passed, false not yet, null go on: the same rule as the box's. */
export function verdict(answers, left, test = USUAL) {
  const right = answers.filter(Boolean).length;
  if (answers.length - right >= MISSES) return false;
  if (right === answers.length && right >= test.straight) return true;
  if (answers.length >= test.of) return right >= test.right;
  return left ? null : false;
}

/** One question by itself, with what is to be read for it; done(response, verdict or null). */
export function Ask({ card, question, done }) {
  const seed = useRef(newId());
  const q = card.blocks.find((block) => block.id === question);
  const kind = KINDS[q.kind];
  const [value, set] = useState(() => (kind.first ? kind.first(q, seed.current) : undefined));
  const desk = { card, mode: "student", place: { seed: seed.current, answers: {}, texts: {}, media: {}, ticks: {}, seen: {} }, set: () => {}, act: () => {}, file: () => null, keyOf: (block) => block.id };
  const readFirst = alone(card, question).blocks.filter((block) => ["text", "image", "audio", "video"].includes(block.type));
  const ready = kind.ready(q, value);
  const submit = (event) => { event.preventDefault(); if (ready) done(value, check(q, value)); };
  return html`<form class="p-question" onSubmit=${submit} noValidate lang=${card.lang} dir=${card.dir || "ltr"}>
    ${readFirst.map((block, i) => html`<${BLOCKS[block.type]} key=${i} block=${block} desk=${desk} />`)}
    <${Html} class="p-prompt" of=${q.prompt} id="asked" />
    <div class="p-work" role="group" aria-labelledby="asked"><${kind.View} q=${q} value=${value} set=${set} locked=${false} marks=${{}} seed=${seed.current} desk=${desk} /></div>
    <div class="p-actions"><button type="button" class="button big" onClick=${() => done(null, null)}>${t("I don't know yet")}</button>
      <button type="submit" class="button primary big" disabled=${!ready}>${t("That is my answer")}</button></div>
  </form>`;
}

const Said = ({ right, go }) => html`<div class="p-feedback ${right ? "good" : "again"}"><${Icon} name=${right ? "check" : "eye"} class="big" />
  <div><p class="p-verdict">${right ? t("Yes, that's it.") : t("Not yet.")}</p></div></div>
  <div class="p-actions"><button type="button" class="button primary big" ref=${(it) => it && it.focus()} onClick=${go}><span>${t("Next")}</span><${Icon} name="arrow-end" class="turns" /></button></div>`;

function End({ passed, slot, go }) {
  const home = html`<button type="button" class="button ${passed ? "primary" : ""} big" onClick=${() => go({ name: "week", landed: slot.slot })}>${t("My week")}</button>`;
  return html`<div class="p-end"><span class="p-end-mark ${passed ? "all" : ""}"><${Icon} name=${passed ? "star" : "plant"} /></span>
    <${Heading}>${passed ? t("You know this.") : t("Not yet, and that is fine.")}<//>
    <p>${passed ? t("The card is off your list. In a week comes one quick question, to see that it is still there.") : t("The card shows you the rest. You can try again another time.")}</p>
    <div class="p-left">${!passed && html`<button type="button" class="button primary big" onClick=${() => go({ name: "card", slot: slot.slot })}>${t("To the card")}</button>`}${home}</div></div>`;
}

function useCards(day, refs) {
  const [found, setFound] = useState(null);
  useEffect(() => {
    let gone = false;
    Promise.all(refs.map(([version, question]) => day.card({ card_version: version, url: `/api/cards/${version}.json` })
      .then((card) => ({ version, question, card }), () => null)))
      .then((cards) => { if (!gone) setFound(cards.filter((one) => one && one.card.blocks.some((block) => block.id === one.question))); });
    return () => { gone = true; };
  }, []);
  return found;
}

export function TestOut({ day, slot, go }) {
  const asked = useCards(day, ((day.week().testouts || {})[(slot || {}).testout] || []));
  const isDoor = (day.week().doors || []).includes((slot || {}).testout);
  const test = isDoor ? DOOR : USUAL;
  const run = useRef(`try-${newId()}`);
  const since = useRef(Date.now());
  const [answers, setAnswers] = useState([]);
  const [said, say] = useState(null);
  const [passed, end] = useState(null);
  const done = (response, found) => {
    const one = asked[answers.length];
    const right = Boolean(found && found.correct);
    const ms = Date.now() - since.current;
    day.act("work.answer", { slot: run.current, card: slot.card, card_version: one.version, question: one.question, response, correct: right, score: found ? found.score : 0, tries: 1, hints: 0, ms });
    setAnswers([...answers, right]);
    say(right);
  };
  const on = () => {
    const found = verdict(answers, asked.length - answers.length, test);
    since.current = Date.now();
    say(null);
    if (found === null) return;
    day.act("week.testout", { slot: slot.slot, run: run.current, passed: found });
    end(found);
  };
  const page = () => {
    if (!slot || !asked) return html`<p class="loading">${t("One moment")}</p>`;
    if (asked.length < test.straight) return html`<div class="empty"><${Icon} name="cloud-off" /><h2>${t("The questions are not on this tablet yet. They come when the box is back.")}</h2></div>`;
    if (passed !== null) return html`<${End} passed=${passed} slot=${slot} go=${go} />`;
    if (said !== null) return html`<div role="status"><${Said} right=${said} go=${on} /></div>`;
    const one = asked[answers.length];
    const n = answers.length + 1;
    return html`${isDoor && html`<p class="notice"><${Icon} name="door" /><span>${t("This one is a door: other things build on it. So it takes four right in a row, or five of six.")}</span></p>`}
      <p class="quiet-text">${isDoor ? t("Question %(n)s. At most six, without hints.", { n }) : t("Question %(n)s. At most five, without hints.", { n })}</p><${Ask} key=${answers.length} card=${one.card} question=${one.question} done=${done} />`;
  };
  return html`<main class="w-main t-test">
    <div class="s-head"><button type="button" class="button" onClick=${() => go(slot ? { name: "cover", slot: slot.slot } : { name: "week" })}><${Icon} name="arrow-start" class="turns" /><span>${t("Back")}</span></button>
      ${passed === null && html`<${Heading}>${t("I know this already")}<//>`}</div>
    ${page()}</main>`;
}
