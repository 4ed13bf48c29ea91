// Signing in: my class, my portrait, my three pictures (or number, or straight in). No keyboard needed.
import { html, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Heading } from "./heading.js";
import { Icon } from "./icon.js";
import { Later, clock, pin } from "./later.js";

const PICTURES = 3;

export const Classes = ({ classes, choose }) => html`<main class="s-wide">
  <div class="s-door"><img src="/static/art/schoolhouse.svg" alt="" /><${Heading} class="s-ask">${t("Which class are you in?")}<//></div>
  <ul class="s-classes">${classes.map((one) => html`<li key=${one.id}>
    <button type="button" class="s-class" onClick=${() => choose(one)}>
      <img src="/static/art/sign-${one.sign}.svg" alt="" /><span><bdi>${one.name}</bdi></span></button></li>`)}</ul>
</main>`;

export const Portraits = ({ students, choose, back }) => html`<main class="s-wide">
  <div class="s-head">${back && html`<button type="button" class="button" onClick=${back}><${Icon} name="arrow-start" class="turns" /><span>${t("Other class")}</span></button>`}
    <${Heading} class="s-ask">${t("Who are you?")}<//></div>
  ${students.length === 0 && html`<div class="empty"><${Icon} name="person" /><p>${t("There is nobody in this class yet. Ask a teacher.")}</p></div>`}
  <ul class="s-faces">${students.map((one) => html`<li key=${one.id}>
    <button type="button" class="s-face" onClick=${() => choose(one)}>
      <img class="portrait" src=${one.portrait} alt="" /><span><bdi>${one.short || one.name}</bdi></span></button></li>`)}</ul>
</main>`;

const Dots = ({ filled, total, shaking }) => html`<div class="s-dots ${shaking ? "shake" : ""}" role="img"
  aria-label=${t("%(n)s of %(total)s", { n: filled, total })}>
  ${Array.from({ length: total }, (_, i) => html`<span key=${i} class=${i < filled ? "filled" : ""}></span>`)}</div>`;

const Pictures = ({ pictures, busy, tap }) => html`<ul class="s-pictures">${pictures.map((one) => html`<li key=${one.id}>
  <button type="button" disabled=${busy} onClick=${() => tap(one.id)}><img src=${one.url} alt=${one.name} /></button></li>`)}</ul>`;

/** signIn(secret) → {ok} | {message, wait (seconds)} */
export function Secret({ student, way, pictures, signIn, back, backWords }) {
  const [chosen, setChosen] = useState([]);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [wait, setWait] = useState(null);
  const send = async (secret) => {
    setBusy(true);
    const answer = await signIn(secret);
    if (answer.ok) return;
    setBusy(false);
    setChosen([]);
    setWrong(answer.message);
    setWait(answer.wait ? { until: Date.now() + answer.wait * 1000, total: answer.wait * 1000 } : null);
  };
  const tap = (one) => {
    if (busy) return;
    setWrong("");
    setChosen((all) => {
      const next = [...all, one]; // two may come before the page is drawn
      if (way === "pictures" && next.length === PICTURES) send(next);
      return next;
    });
  };
  return html`<main class="s-narrow">
    <div class="s-head"><button type="button" class="button" onClick=${back}><${Icon} name="arrow-start" class="turns" /><span>${backWords}</span></button></div>
    <div class="s-me"><img class="portrait big" src=${student.portrait} alt="" />
      <${Heading}><bdi>${t("Hello, %(name)s", { name: student.short || student.name })}</bdi><//></div>
    ${wait ? html`<${Later} load=${clock} part="Clock" ...${wait} door=${() => signIn(null)} over=${() => { setWait(null); setWrong(""); }} />` : html`
      ${way !== "none" && html`<p class="s-how">${way === "pin" ? t("Tap your number.") : t("Tap your three pictures in order.")}</p>
      <div class="s-entry"><${Dots} filled=${chosen.length} total=${way === "pin" ? Math.max(4, chosen.length) : PICTURES} shaking=${wrong} />
        <button type="button" class="button" disabled=${!chosen.length || busy} aria-label=${t("Take the last one back")}
          onClick=${() => setChosen(chosen.slice(0, -1))}><${Icon} name="undo" class="turns" /></button></div>`}
      <p class="s-wrong" role="alert">${wrong}</p>
      ${way === "pictures" && html`<${Pictures} pictures=${pictures} busy=${busy} tap=${tap} />`}
      ${way === "pin" && html`<${Later} load=${pin} part="Pin" tap=${tap} chosen=${chosen} set=${setChosen} busy=${busy} done=${() => send(chosen.join(""))} />`}
      ${way === "none" && html`<p class="s-center"><button type="button" class="button big primary" disabled=${busy} onClick=${() => send(null)}>${t("That's me")}</button></p>`}`}
  </main>`;
}
