// The card player: one card, page by page. The student page shows it with <Player>, the teacher's preview with mountCard().
//
//   const shown = mountCard(element, card, {mode: "student" | "preview", onAct, saved, fileOf});  shown.unmount()
//   onAct(kind, body)   work.place {place}, work.answer, work.hint, work.write {block, text}, work.finish {},
//                       work.photo | work.drawing {block, photo, file}, work.recording {block, recording, file}: file is a Blob
//   saved               the place of the last work.place, to go on from there
//   fileOf(id)          the Blob of a photo, drawing or recording kept earlier, or nothing
import { html, render, useEffect, useMemo, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../icon.js";
import { newId } from "../newid.js";
import { BLOCKS, through } from "./blocks/index.js";
import { EndPage, Steps } from "./end.js";
import { pagesOf, readBefore } from "./pages.js";
import { ReadAloud } from "./speech.js";

const EMPTY = { page: 0, answers: {}, texts: {}, media: {}, ticks: {}, seen: {}, sent: {} };

// A short sign of a text, to know whether it has changed since it was handed in.
const markOf = (text) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.codePointAt(0)) | 0, text.length);

function usePlace(saved, onAct) {
  const [place, setPlace] = useState(() => ({ ...EMPTY, seed: newId(), ...saved }));
  const now = useRef(place);
  const change = (next) => {
    now.current = { ...now.current, ...next };
    setPlace(now.current);
    onAct("work.place", { place: now.current });
  };
  return [place, change, now];
}

function deskFor({ card, mode, onAct, fileOf }, place, change, now) {
  const files = useRef(new Map());
  const set = (part, id, value) => change({ [part]: { ...now.current[part], [id]: value } });
  return {
    card, mode, place, set, act: onAct,
    keyOf: (block) => block.id || `block-${card.blocks.indexOf(block)}`,
    file: (id) => files.current.get(id) || (fileOf && fileOf(id)),
    keep: async (block, { id, kind }, file) => {
      files.current.set(id, file);
      await onAct(`work.${kind}`, { block, [kind === "recording" ? "recording" : "photo"]: id, file });
      set("media", block, [...(now.current.media[block] || []), { id, kind }]);
    },
  };
}

function Page({ blocks, again, desk }) {
  const show = (block) => {
    const Block = BLOCKS[block.type];
    return Block && html`<${Block} key=${desk.keyOf(block)} block=${block} desk=${desk} />`;
  };
  return html`${again.length > 0 && html`<details class="p-again"><summary><${Icon} name="book" /> ${t("Show the text again")}</summary>${again.map(show)}</details>`}
    ${blocks.map(show)}`;
}

/** A card as a component; back and aside: more for the bar on top and the one below. */
export function Player(props) {
  const { card, onAct, aside, back, mode } = props;
  const [place, change, now] = usePlace(props.saved, onAct);
  const desk = deskFor(props, place, change, now);
  const pages = useMemo(() => pagesOf(card.blocks), [card]);
  const at = Math.min(place.page, pages.length);
  const top = useRef(null);
  const body = useRef(null);
  const moved = useRef(false);
  const done = pages.map((blocks) => blocks.every((block) => through(block, place, desk.keyOf(block))));
  useEffect(() => {
    if (!moved.current) return;
    top.current.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [at]);
  const write = () => Object.entries(now.current.texts).forEach(([block, text]) => {
    const mark = markOf(text);
    if (!text.trim() || now.current.sent[block] === mark) return;
    onAct("work.write", { block, text });
    change({ sent: { ...now.current.sent, [block]: mark } });
  });
  const go = (page) => { moved.current = true; write(); change({ page }); };
  const finish = () => { write(); onAct("work.finish", {}); };
  const end = at === pages.length;
  return html`<div class="player">
    <div class="p-top">${back}
      <${Steps} done=${done} at=${at} />
      <${ReadAloud} key=${at} lang=${card.lang} target=${() => body.current} />
    </div>
    <div class="p-page" key=${at} ref=${body} lang=${card.lang} dir=${card.dir || "ltr"}>
      <h2 class=${at ? "visually-hidden" : "p-title"} tabindex="-1" ref=${top}>${at ? t("%(title)s: page %(n)s", { title: card.title, n: at + 1 }) : card.title}</h2>
      ${end ? html`<${EndPage} card=${card} done=${done} place=${place} go=${go} />`
        : html`<${Page} blocks=${pages[at]} again=${readBefore(pages, at)} desk=${desk} />`}
    </div>
    <div class="p-bar">
      <button type="button" class="button big" disabled=${at === 0} onClick=${() => go(at - 1)}><${Icon} name="arrow-start" class="turns" /><span>${t("Back")}</span></button>
      ${aside}
      ${end
        ? html`<button type="button" class="button big primary" disabled=${mode === "preview"} onClick=${finish}><span>${t("Finish")}</span><${Icon} name="check" /></button>`
        : html`<button type="button" class="button big ${done[at] ? "primary" : ""}" onClick=${() => go(at + 1)}>
            <span>${done[at] ? t("Next") : t("Later")}</span><${Icon} name="arrow-end" class="turns" /></button>`}
    </div>
  </div>`;
}

/** Shows a card inside an element; returns {unmount}. */
export function mountCard(element, card, { mode = "student", onAct = () => {}, saved = null, fileOf = null } = {}) {
  render(html`<${Player} card=${card} mode=${mode} onAct=${onAct} saved=${saved} fileOf=${fileOf} />`, element);
  return { unmount: () => render(null, element) };
}
