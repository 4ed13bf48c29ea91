// When nobody touches the tablet for three minutes it closes itself, ten seconds after asking; never while something plays.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";

const QUIET = 180000;
const WARNING = 10000;
const SIGNS = ["pointerdown", "keydown", "input", "scroll", "wheel"];

const playing = () => (window.speechSynthesis && window.speechSynthesis.speaking)
  || [...document.querySelectorAll("audio,video")].some((media) => !media.paused && !media.ended);

/** Seconds left when the warning is up, else 0; calls lock() at the end. */
export function useIdle(active, lock) {
  const last = useRef(Date.now());
  const now = useRef(lock);
  now.current = lock;
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (!active) return undefined;
    last.current = Date.now();
    const touched = () => { last.current = Date.now(); setLeft(0); };
    const look = setInterval(() => {
      if (playing()) last.current = Date.now();
      const quiet = Date.now() - last.current;
      if (quiet >= QUIET) now.current();
      else setLeft(quiet > QUIET - WARNING ? Math.ceil((QUIET - quiet) / 1000) : 0);
    }, 500);
    SIGNS.forEach((name) => window.addEventListener(name, touched, { capture: true, passive: true }));
    return () => {
      clearInterval(look);
      setLeft(0);
      SIGNS.forEach((name) => window.removeEventListener(name, touched, { capture: true }));
    };
  }, [active]);
  return left;
}

export function StillThere({ student, left }) {
  const button = useRef(null);
  useEffect(() => button.current.focus(), []);
  return html`<div class="i-cover"><div class="i-box card" role="alertdialog" aria-labelledby="still-there">
    <img class="portrait big" src=${student.portrait} alt="" />
    <h2 id="still-there">${t("Are you still there?")}</h2>
    <p>${t("Closing in %(n)s", { n: left })}</p>
    <button type="button" class="button primary big" ref=${button}>${t("Yes, I'm here")}</button></div></div>`;
}
