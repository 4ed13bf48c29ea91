// My project: the question, who does what, the steps, looking back; and where I learn outside the school, with my log.
import { html, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { STEPS, finished } from "./after.js";
import { Page, Pick, useDesk } from "./goals.js";
import { Icon } from "./icon.js";
import { newId } from "./newid.js";
import { Evidence, Kept } from "./player/evidence.js";

const change = (week, list, key, id, told) => ({ ...week, [list]: (week[list] || []).map((one) => (one[key] === id ? { ...one, ...told(one) } : one)) });
const daysBack = { today: () => t("Today"), yesterday: () => t("Yesterday") };
Object.assign(STEPS, {
  "project.reflect": (week, { project, text, upload }) => change(week, "projects", "project", project, () => ({ reflection: text, reflection_upload: upload, reflected: true })),
  "outside.log": (week, { outside, log, day, time, text, upload, upload_kind }) => change(week, "outside", "outside", outside, (one) => ({
    logs: [{ log, mine: true, kind: "log", day: daysBack[day](), time, text, upload, upload_kind }, ...(one.logs || [])] })),
  "outside.unlog": (week, { outside, log }) => change(week, "outside", "outside", outside, (one) => ({ logs: (one.logs || []).filter((other) => other.log !== log) })),
});

const Gone = ({ back }) => html`<${Page} title=${t("This is over")} back=${back}><p>${t("Your teacher has put it away.")}</p><//>`;

function Back({ one, day }) {
  const { desk, text, upload } = useDesk(day);
  const [again, setAgain] = useState(false);
  if (one.reflected && !again) {
    return html`${one.reflection && html`<p><q dir="auto">${one.reflection}</q></p>`}
      ${one.reflection_upload && html`<ul class="p-kept"><${Kept} desk=${desk} item=${{ id: one.reflection_upload, kind: "recording" }} n=${1} /></ul>`}
      <p><button type="button" class="button" onClick=${() => setAgain(true)}><${Icon} name="pencil" /><span>${t("Say it anew")}</span></button></p>`;
  }
  const keep = () => { day.act("project.reflect", { project: one.project, text, upload }); setAgain(false); };
  return html`<${Evidence} id="goal" inputs=${["text", "audio"]} desk=${desk} />
    <p class="g-do"><button type="button" class="button primary big" disabled=${!text && !upload} onClick=${keep}><${Icon} name="check" /><span>${t("Keep")}</span></button></p>`;
}

export function Project({ day, go, project }) {
  const week = day.week();
  const one = (week.projects || []).find((other) => other.project === project);
  const home = () => go({ name: "week" });
  if (!one) return html`<${Gone} back=${home} />`;
  const slotOf = (card) => week.slots.find((slot) => slot.card === card);
  const step = (mile) => {
    const slot = slotOf(mile.card);
    const done = mile.done || (slot && finished(slot));
    return html`<li key=${mile.id} class="g-goal ${done ? "there" : ""}"><span class="g-sign"><${Icon} name=${done ? "check" : "flag"} /></span><div><p class="g-title"><bdi>${mile.title}</bdi></p>
      <p class="g-when">${done ? t("Done") : html`<bdi>${mile.until}</bdi>`}</p>
      ${slot && html`<button type="button" class="button big ${done ? "" : "primary"}" onClick=${() => go({ name: "cover", slot: slot.slot })}><${Icon} name=${done ? "eye" : "play"} /><span>${done ? t("Look at it again") : t("To the card")}</span></button>`}</div></li>`;
  };
  return html`<${Page} title=${html`<bdi>${one.title}</bdi>`} back=${home}>
    <p class="g-big"><bdi>${one.question}</bdi></p>
    <p><${Icon} name="group" /> <b><bdi>${one.team}</bdi></b>${one.with && html` · <bdi>${one.with.join(t(", "))}</bdi>`}</p>
    ${one.role && html`<p><${Icon} name="person" /> ${t("I do this:")} <b><bdi>${one.role}</bdi></b></p>`}
    ${one.products && html`<p><${Icon} name="box" /> ${t("We make:")} <bdi>${one.products.join(t(", "))}</bdi></p>`}
    ${one.exhibition && html`<p class="notice"><${Icon} name="calendar" /><span>${t("We show it:")} <b><bdi>${one.exhibition}</bdi></b></span></p>`}
    <section><h2>${t("Our steps")}</h2><ol class="g-goals">${(one.milestones || []).map(step)}</ol></section>
    ${one.marks && html`<section><h2>${t("What my teacher saw")}</h2><ul class="g-marks">${one.marks.map((mark) => html`<li key=${mark.title}><b>${mark.mark}</b><span><bdi>${mark.title}</bdi> · ${mark.word}</span></li>`)}</ul>${one.said && html`<p class="notice g-said"><${Icon} name="message" /><bdi>${one.said}</bdi></p>`}</section>`}
    ${one.slips && html`<section><h2>${t("What visitors wrote to us")}</h2>${one.slips.map((slip, n) => html`<div key=${n} class="notice g-said"><${Icon} name="message" /><div>${slip.liked && html`<p><bdi>${slip.liked}</bdi></p>`}${slip.asked && html`<p><${Icon} name="help" /> <bdi>${slip.asked}</bdi></p>`}</div></div>`)}</section>`}
    <section><h2>${t("Looking back: what did I learn? What was hard?")}</h2><${Back} one=${one} day=${day} /></section><//>`;
}

const TIMES = [[30, () => t("Half an hour")], [60, () => t("1 hour")], [120, () => t("2 hours")], [180, () => t("3 hours")], [240, () => t("4 hours")], [360, () => t("6 hours")]];

function NewLine({ one, day, close }) {
  const { desk, text, upload, kind } = useDesk(day);
  const [when, setWhen] = useState("today");
  const [minutes, setMinutes] = useState(120);
  const keep = () => {
    const time = TIMES.find(([n]) => n === minutes)[1]();
    day.act("outside.log", { outside: one.outside, log: newId(), day: when, minutes, time, text, upload, upload_kind: kind });
    close();
  };
  return html`<${Page} title=${t("I was there")} back=${close}>
    <${Pick} title=${t("When?")} rows=${Object.entries(daysBack).map(([id, words]) => [id, "calendar", words])} value=${when} set=${setWhen} />
    <${Pick} title=${t("How long?")} rows=${TIMES.map(([n, words]) => [n, "clock", words])} value=${minutes} set=${setMinutes} />
    <section class="g-step"><h2>${t("What did you do and learn?")}</h2><${Evidence} id="goal" inputs=${["text", "audio", "photo", "drawing"]} desk=${desk} /></section>
    <p class="g-do"><button type="button" class="button primary big" onClick=${keep}><${Icon} name="check" /><span>${t("Keep")}</span></button></p><//>`;
}

/** Asks once more before a line is gone. */
function TakeBack({ act }) {
  const [sure, ask] = useState(false);
  if (!sure) return html`<button type="button" class="button" onClick=${() => ask(true)}><${Icon} name="trash" /><span>${t("Take it back")}</span></button>`;
  return html`<p><b>${t("Shall this be gone?")}</b></p><div class="p-takes"><button type="button" class="button danger" onClick=${act}>${t("Yes, take it away")}</button>
    <button type="button" class="button" onClick=${() => ask(false)}>${t("No, keep it")}</button></div>`;
}

export function Outside({ day, go, outside }) {
  const [writing, write] = useState(false);
  const one = (day.week().outside || []).find((other) => other.outside === outside);
  const home = () => go({ name: "week" });
  if (!one) return html`<${Gone} back=${home} />`;
  if (writing) return html`<${NewLine} one=${one} day=${day} close=${() => write(false)} />`;
  const line = (log) => html`<li key=${log.log} class="g-goal"><span class="g-sign"><${Icon} name=${log.kind === "slip" ? "person" : "pencil"} /></span><div>
    <p class="g-when"><bdi>${log.day}</bdi>${log.time && html` · <bdi>${log.time}</bdi>`}${log.kind === "slip" && html` · ${t("My mentor there")}`}</p>${log.text && html`<p><bdi>${log.text}</bdi></p>`}
    ${log.upload && html`<ul class="p-kept"><${Kept} desk=${{ file: day.fileOf }} item=${{ id: log.upload, kind: log.upload_kind }} n=${1} /></ul>`}
    ${log.mine && html`<${TakeBack} act=${() => day.act("outside.unlog", { outside, log: log.log })} />`}</div></li>`;
  return html`<${Page} title=${html`<bdi>${one.place}</bdi>`} back=${home}>
    ${one.mentor && html`<p><${Icon} name="person" /> <b><bdi>${one.mentor}</bdi></b></p>`}<p><${Icon} name="clock" /> <bdi>${one.spent}</bdi></p>
    ${one.aims && html`<section><h2>${t("What I want to learn there")}</h2><ul>${one.aims.map((aim) => html`<li key=${aim}><bdi>${aim}</bdi></li>`)}</ul></section>`}
    ${!one.over && html`<p class="g-do"><button type="button" class="button primary big" onClick=${() => write(true)}><${Icon} name="plus" /><span>${t("I was there")}</span></button></p>`}
    <section><h2>${t("My log")}</h2>${(one.logs || []).length === 0 && html`<p>${t("Nothing is written yet.")}</p>`}<ul class="g-goals">${(one.logs || []).map(line)}</ul></section><//>`;
}
