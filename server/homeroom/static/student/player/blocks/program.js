// A game or simulation of somebody else, in a frame without rights; what it says is a claim that the card passes on.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../../icon.js";
import { newId } from "../../newid.js";

const PATIENCE = 8000; // ms until another address is tried
const LARGEST = 9000;
const share = (value) => (typeof value === "number" && value >= 0 && value <= 1 ? value : 0);
const places = () => { const told = document.querySelector("meta[name=programs]"); return told ? JSON.parse(told.content) : []; };

function useFrame({ desk, id }) {
  const [at, setAt] = useState(-1);
  const [ready, setReady] = useState(false);
  const frame = useRef(null);
  const nonce = useRef("");
  const since = useRef(0);
  const tries = useRef(0);
  useEffect(() => {
    if (at < 0) return undefined;
    const heard = (event) => {
      const said = event.data;
      if (!frame.current || event.source !== frame.current.contentWindow || !said || said.v !== 1 || said.nonce !== nonce.current) return;
      setReady(true);
      if (said.type === "state" && JSON.stringify(said.state || {}).length <= LARGEST) desk.set("programs", id, said.state);
      if (said.type === "score") {
        tries.current += 1;
        const ms = Date.now() - since.current;
        since.current += ms;
        const response = { program: { share: said.share, raw: said.raw, most: said.most, completed: Boolean(said.completed) } };
        desk.act("work.answer", {
          question: id, response, correct: typeof said.passed === "boolean" ? said.passed : null,
          score: share(said.share), tries: tries.current, hints: 0, ms,
        });
      }
    };
    window.addEventListener("message", heard);
    const next = setTimeout(() => setAt((now) => (now === at ? at + 1 : now)), PATIENCE);
    if (ready) clearTimeout(next);
    return () => { window.removeEventListener("message", heard); clearTimeout(next); };
  }, [at, ready]);
  return {
    at, ready, frame,
    start: () => {
      nonce.current = newId();
      since.current = Date.now();
      setAt(0);
      setReady(false);
      desk.set("seen", id, true);
    },
    name: () => JSON.stringify({ nonce: nonce.current, state: (desk.place.programs || {})[id] }),
  };
}

export function Program({ block, desk }) {
  const id = desk.keyOf(block);
  const { at, ready, frame, start, name } = useFrame({ desk, id });
  const [large, setLarge] = useState(false);
  const origins = places();
  const named = useRef("");
  const sha = block.src.split("/").pop();
  if (!/^[0-9a-f]{64}$/.test(sha)) return html`<section class="p-program"><div class="p-program-door">
    <${Icon} name="pack" class="big" /><h3>${block.title}</h3><p>${t("It opens when the lessons are installed.")}</p></div></section>`;
  if (at < 0) return html`<section class="p-program"><div class="p-program-door">
    <${Icon} name="play" class="big" /><h3>${block.title}</h3>
    <button type="button" class="button big primary" onClick=${() => { start(); named.current = name(); }}>
      <${Icon} name="play" /><span>${t("Start")}</span></button></div></section>`;
  if (at >= origins.length) return html`<section class="p-program"><div class="p-program-door" role="alert">
    <${Icon} name="cloud-off" class="big" /><p>${t("This does not open just now. It needs the box nearby.")}</p>
    <button type="button" class="button big" onClick=${() => { start(); named.current = name(); }}>
      <${Icon} name="repeat" /><span>${t("Try again")}</span></button></div></section>`;
  const path = block.start.split("/").map(encodeURIComponent).join("/");
  return html`<section class="p-program ${large ? "large" : ""}" aria-busy=${!ready}>
    <iframe key=${at} ref=${frame} name=${named.current} title=${block.title} sandbox="allow-scripts allow-forms allow-modals"
      referrerpolicy="no-referrer" src=${`${origins[at]}/x/${sha}/${path}`}></iframe>
    <button type="button" class="button" onClick=${() => setLarge(!large)}>
      <${Icon} name=${large ? "minus" : "plus"} /><span>${large ? t("Smaller") : t("Larger")}</span></button>
  </section>`;
}
