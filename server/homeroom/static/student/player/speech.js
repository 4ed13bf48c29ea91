// The read-aloud button: only with a voice of the card's language that lives on the tablet, else it is not shown.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../icon.js";
import { inWords } from "./rich.js";

const synth = window.speechSynthesis;
const short = (lang) => String(lang || "").slice(0, 2).toLowerCase();
const voiceFor = (lang) => synth && synth.getVoices().find((v) => v.localService && short(v.lang) === short(lang));

function useVoice(lang) {
  const [voice, setVoice] = useState(() => voiceFor(lang));
  useEffect(() => {
    const look = () => setVoice(voiceFor(lang));
    look();
    if (!synth || !synth.addEventListener) return undefined;
    synth.addEventListener("voiceschanged", look);
    return () => synth.removeEventListener("voiceschanged", look);
  }, [lang]);
  return voice;
}

/** The words of a part of the page as a person would read them. */
export function wordsOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("button:not([data-read]),audio,video,details,.visually-hidden,[data-quiet]").forEach((n) => n.remove());
  copy.querySelectorAll("math").forEach((n) => n.replaceWith(` ${inWords(n)} `));
  copy.querySelectorAll("[role=img][aria-label]").forEach((n) => n.replaceWith(` ${n.getAttribute("aria-label")} `));
  copy.querySelectorAll("img").forEach((n) => n.replaceWith(` ${n.alt}. `));
  copy.querySelectorAll("p,li,label,h1,h2,h3,td,th,button").forEach((n) => n.append(". "));
  return copy.textContent.replace(/\s+/g, " ").replace(/([.!?:,]) ?\. /g, "$1 ").trim();
}

/** A button that reads what `target()` returns. */
export function ReadAloud({ lang, target }) {
  const voice = useVoice(lang);
  const [on, setOn] = useState(false);
  useEffect(() => () => synth && synth.cancel(), []);
  if (!voice) return null;
  const press = () => {
    synth.cancel();
    if (on) return setOn(false);
    setOn(true);
    const parts = wordsOf(target()).match(/[^.!?]+[.!?]*/g) || [];
    setTimeout(() => parts.forEach((part, i) => {
      const say = new SpeechSynthesisUtterance(part);
      Object.assign(say, { voice, lang: voice.lang, rate: 0.9 });
      say.onerror = () => setOn(false);
      if (i === parts.length - 1) say.onend = () => setOn(false);
      synth.speak(say);
    }), 50);
    return undefined;
  };
  return html`<button type="button" class="button p-speak" aria-pressed=${on} onClick=${press}>
    <${Icon} name=${on ? "stop" : "sound"} /><span>${on ? t("Stop") : t("Read to me")}</span></button>`;
}
