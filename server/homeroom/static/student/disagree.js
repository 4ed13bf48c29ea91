// "I don't agree": a child's word against what was chosen for her, and what her teacher answers. Waits on the tablet while the box is away.
import { html, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "./icon.js";

/** Shows what was said and answered, or the button; `send(text)` says it. */
export function Objection({ waits, answer, agreed, send }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const [said, setSaid] = useState(false);
  if (waits || said) return html`<p class="notice"><${Icon} name="flag" /><span>${t("You do not agree. Your teacher reads it and answers.")}</span></p>`;
  const say = (event) => { event.preventDefault(); send(text.trim()); setSaid(true); };
  return html`${answer && html`<p class="notice good"><${Icon} name="message" /><span><strong>${agreed ? t("Your teacher agrees:") : t("Your teacher answers:")}</strong> <bdi>${answer}</bdi></span></p>`}
    ${open ? html`<form class="k-disagree" onSubmit=${say}><label><span class="p-label">${t("Tell your teacher why, if you like")}</span>
      <textarea class="input" rows="2" maxlength="1000" dir="auto" value=${text} onInput=${(event) => setText(event.target.value)}></textarea></label>
      <button type="submit" class="button primary big"><${Icon} name="send" class="turns" /><span>${t("Send")}</span></button></form>`
      : html`<button type="button" class="button" onClick=${() => setOpen(true)}><${Icon} name="flag" /><span>${t("I don't agree")}</span></button>`}`;
}

/** The same for a card, a place, a quick question, where she starts, or her level. */
export function Disagree({ day, about, of }) {
  const known = (day.week().contests || []).find((one) => one.about === about && one.key === of) || {};
  return html`<${Objection} key=${of} ...${known} send=${(text) => day.act("contest.say", { about, key: of, text })} />`;
}
