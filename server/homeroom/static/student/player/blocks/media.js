// Sound and film, each with a button to hear the last ten seconds again.
import { html, useRef } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../../icon.js";

const Again = ({ player }) => html`<button type="button" class="button"
  onClick=${() => { player.current.currentTime = Math.max(0, player.current.currentTime - 10); }}>
  <${Icon} name="undo" /><span>${t("10 seconds back")}</span></button>`;

export function Sound({ block }) {
  const player = useRef(null);
  return html`<div class="p-sound">
    <audio ref=${player} controls preload="metadata" src=${block.src}></audio><${Again} player=${player} />
    ${block.transcript && html`<details><summary>${t("Read the words")}</summary><p>${block.transcript}</p></details>`}
  </div>`;
}

export function Film({ block }) {
  const player = useRef(null);
  const tracks = (block.captions || []).map((track, i) => html`<track key=${track.lang} kind="captions" srclang=${track.lang}
    label=${track.lang} src=${track.src} default=${i === 0} />`);
  return html`<figure class="p-film">
    <video ref=${player} controls playsinline preload="metadata" poster=${block.poster || undefined} src=${block.src} aria-label=${block.alt}>${tracks}</video>
    <${Again} player=${player} />
  </figure>`;
}
