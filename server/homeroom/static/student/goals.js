// My goals: set one, see how far it is, reach it or move it on. What is done here goes through the outbox like all else.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { language, t } from "/static/i18n.js";
import { STEPS } from "./after.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { Stones } from "./mine.js";
import { Evidence, Kept } from "./player/evidence.js";
import { ReadAloud } from "./player/speech.js";

export { NewGoal } from "./goalnew.js";

const change = (week, { goal }, told) => ({ ...week, goals: week.goals.map((one) => (one.goal === goal ? { ...one, ...told } : one)) });
Object.assign(STEPS, {
  "goal.set": (week, { goal, title, icon, until, upload, upload_kind, about, count }) => ({
    ...week, goals: [...week.goals, { goal, title, icon, until, upload, upload_kind, tie: about, of: about ? count || 1 : 0, state: "open" }] }),
  "goal.reach": (week, body) => change(week, body, { state: "reached", feeling: body.feeling, reflection: body.text }),
  "goal.move": (week, body) => change(week, body, { until: body.until, late: false }),
  "goal.reopen": (week, body) => change(week, body, { state: "open" }),
  "goal.drop": (week, body) => change(week, body, { state: "let-go" }),
  "goal.take": (week, body) => change(week, body, { state: "open" }),
});

const FEELINGS = [["proud", "heart", () => t("I am proud")], ["hard", "bulb", () => t("It was hard work")], ["helped", "pair", () => t("Somebody helped me")]];
export const WHENS = [["tomorrow", "clock", () => t("Tomorrow")], ["friday", "calendar", () => t("By Friday")], ["next", "repeat", () => t("By Friday of next week")], ["", "idle", () => t("No day")]];

/** What she writes, says or draws for a goal: one text, and files that are kept at once. */
export function useDesk(day) {
  const [place, setPlace] = useState({ texts: {}, media: {} });
  const desk = {
    place, file: day.fileOf,
    set: (name, id, value) => setPlace((now) => ({ ...now, [name]: { ...now[name], [id]: value } })),
    keep: async (id, item, file) => {
      await day.keepFile(item.kind === "recording" ? "recordings" : "photos", item.id, file);
      setPlace((now) => ({ ...now, media: { ...now.media, [id]: [item] } }));
    },
  };
  const [item] = place.media.goal || [];
  return { desk, text: (place.texts.goal || "").trim(), upload: item ? item.id : undefined, kind: item ? item.kind : undefined };
}

/** Big pictures of which one is taken. */
export const Pick = ({ title, rows, value, set }) => html`<section class="g-step"><h2>${title}</h2><div class="g-picks" role="group" aria-label=${title}>
  ${rows.map(([id, icon, words]) => html`<button type="button" key=${id} class="g-pick" aria-pressed=${value === id} onClick=${() => set(id)}>
    <${Icon} name=${icon} /><span>${words()}</span></button>`)}</div></section>`;

/** A page with a way back and a voice. */
export function Page({ title, back, children }) {
  const all = useRef(null);
  return html`<main class="w-main g-page" ref=${all}>
    <div class="s-head"><button type="button" class="button" onClick=${back}><${Icon} name="arrow-start" class="turns" /><span>${t("Back")}</span></button>
      <${Heading}>${title}<//><${ReadAloud} lang=${language()} target=${() => all.current} /></div>${children}</main>`;
}

function Reach({ goal, day, close }) {
  const [feeling, feel] = useState("");
  const [talk, setTalk] = useState(false);
  const { desk, text, upload } = useDesk(day);
  const done = () => { day.act("goal.reach", { goal: goal.goal, feeling, text, upload, talk }); close(); };
  return html`<${Page} title=${t("You are there!")} back=${close}>
    <p class="g-big"><${Icon} name=${goal.icon || "star"} /> <bdi>${goal.title}</bdi></p>
    <${Pick} title=${t("How was it?")} rows=${FEELINGS} value=${feeling} set=${feel} />
    <section class="g-step"><h2>${t("Tell about it, if you like")}</h2><${Evidence} id="goal" inputs=${["text", "audio"]} desk=${desk} /></section>
    <p class="g-do"><button type="button" class="button big" aria-pressed=${talk} onClick=${() => setTalk(!talk)}><${Icon} name=${talk ? "check" : "talk"} /><span>${t("I want to talk about it")}</span></button></p>
    <p class="g-do"><button type="button" class="button primary big" onClick=${done}><${Icon} name="star" /><span>${t("I reached my goal")}</span></button></p><//>`;
}

function NotYet({ goal, day, close }) {
  const move = (by) => { day.act("goal.move", { goal: goal.goal, by, until: WHENS.find(([id]) => id === by)[2]() }); close(); };
  const drop = () => { day.act("goal.drop", { goal: goal.goal }); close(); };
  return html`<${Page} title=${t("Not yet")} back=${close}>
    <p class="g-big"><${Icon} name=${goal.icon || "star"} /> <bdi>${goal.title}</bdi></p>
    <p>${t("That is fine. Some things take longer. Until when do you want to try?")}</p>
    <${Pick} title=${t("Until when?")} rows=${WHENS} value=${null} set=${move} />
    <p><button type="button" class="button" onClick=${drop}><${Icon} name="x" /><span>${t("I don't want this goal any more")}</span></button></p><//>`;
}

function Line({ goal, day, go }) {
  const act = (kind) => () => day.act(kind, { goal: goal.goal });
  const file = goal.upload && html`<ul class="p-kept"><${Kept} desk=${{ file: day.fileOf }} item=${{ id: goal.upload, kind: goal.upload_kind }} n=${1} /></ul>`;
  const there = goal.of > 0 && goal.done >= goal.of;
  const button = (icon, words, press, more = "") => html`<button type="button" class="button big ${more}" onClick=${press}><${Icon} name=${icon} /><span>${words}</span></button>`;
  const does = {
    open: () => html`${button("star", t("I did it"), () => go("reach"), there ? "primary" : "")}${button("repeat", t("Not yet"), () => go("move"))}`,
    suggested: () => html`${button("check", t("Yes, I want that"), act("goal.take"), "primary")}${button("x", t("No, thank you"), act("goal.drop"))}`,
    reached: () => button("undo", t("Not reached after all"), act("goal.reopen")),
    "let-go": () => button("undo", t("I want it again"), act("goal.reopen")),
  };
  return html`<li class="g-goal ${goal.state} ${there ? "there" : ""}"><span class="g-sign"><${Icon} name=${goal.state === "reached" ? "star" : goal.icon || "star"} /></span>
    <div><p class="g-title"><bdi>${goal.title}</bdi></p>${goal.about && html`<p class="quiet-text"><bdi>${goal.about}</bdi></p>`}
      ${goal.state === "suggested" && html`<p class="g-when">${t("Your teacher suggests this")}</p>`}
      ${goal.state === "open" && (goal.late ? html`<p class="g-when">${t("Its day is over. How did it go?")}</p>` : goal.until && html`<p class="g-when"><bdi>${goal.until}</bdi></p>`)}
      ${goal.state === "open" && goal.of > 0 && html`<p><${Stones} goal=${goal} />${there && html` <strong>${t("You are there!")}</strong>`}</p>`}
      ${file}${goal.reflection && html`<p><q dir="auto">${goal.reflection}</q></p>`}
      ${(goal.said || []).map((one, n) => html`<p key=${n} class="notice g-said"><${Icon} name="message" /><span><b><bdi>${one.who}</bdi></b> <bdi>${one.text}</bdi></span></p>`)}
      <div class="p-takes">${does[goal.state]()}</div></div></li>`;
}

export function Goals({ day, go, load }) {
  const [doing, setDoing] = useState(null);
  const goals = day.week().goals || [];
  const close = () => setDoing(null);
  useEffect(() => { window.scrollTo(0, 0); }, [doing]);
  const found = doing && goals.find((one) => one.goal === doing.goal);
  if (found && doing.what === "reach") return html`<${Reach} goal=${found} day=${day} close=${close} />`;
  if (found && doing.what === "move") return html`<${NotYet} goal=${found} day=${day} close=${close} />`;
  const list = (title, states) => {
    const some = goals.filter((goal) => states.includes(goal.state));
    return some.length > 0 && html`<section><h2>${title}</h2><ul class="g-goals">${some.map((goal) => html`<${Line} key=${goal.goal} goal=${goal} day=${day} go=${(what) => setDoing({ what, goal: goal.goal })} />`)}</ul></section>`;
  };
  return html`<${Page} title=${t("My goals")} back=${() => go({ name: "week" })}>
    <p class="g-do"><button type="button" class="button primary big" onClick=${() => go({ name: "goals", load, part: "NewGoal" })}><${Icon} name="plus" /><span>${t("Set a goal")}</span></button></p>
    ${goals.length === 0 && html`<div class="empty"><${Icon} name="flag" /><h2>${t("No goal yet")}</h2><p>${t("What do you want to be able to do? Choose something small.")}</p></div>`}
    ${list(t("For you to decide"), ["suggested"])}${list(t("I am at it"), ["open"])}${list(t("I did it"), ["reached"])}${list(t("Let go"), ["let-go"])}<//>`;
}
