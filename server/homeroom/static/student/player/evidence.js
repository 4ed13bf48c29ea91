// Showing one's work: write, take or choose a photo, draw, speak.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../icon.js";
import { newId } from "../newid.js";
import { smaller } from "./capture.js";
import { Draw } from "./draw.js";

const SOUNDS = /webm|ogg|mp4|m4a|aac|mpeg|mp3|wav/;
const LARGEST = 8 * 1024 * 1024;

export function Kept({ desk, item, n }) {
  const [src, setSrc] = useState("");
  useEffect(() => {
    let made = "";
    let gone = false;
    Promise.resolve(desk.file(item.id)).then((found) => {
      if (gone || !found) return;
      made = typeof found === "string" ? "" : URL.createObjectURL(found);
      setSrc(made || found);
    });
    return () => { gone = true; if (made) URL.revokeObjectURL(made); };
  }, [item.id]);
  const name = { photo: t("Photo %(n)s", { n }), drawing: t("Drawing %(n)s", { n }), recording: t("Recording %(n)s", { n }) }[item.kind];
  const away = () => setSrc("");
  if (src && item.kind === "recording") return html`<li><audio controls src=${src} aria-label=${name} onError=${away}></audio></li>`;
  return html`<li>${src ? html`<img src=${src} alt=${name} onError=${away} />` : html`<span class="p-kept-name"><${Icon} name="check" /> ${name}</span>`}</li>`;
}

const Take = ({ icon, words, accept, capture, take }) => html`<label class="button p-take"><${Icon} name=${icon} /><span>${words}</span>
  <input type="file" class="visually-hidden" accept=${accept} capture=${capture} onChange=${(event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (file) take(file);
  }} /></label>`;

/** inputs: which of text, photo, drawing, audio are offered. */
export function Evidence({ id, inputs, desk, title }) {
  const [drawing, draw] = useState(false);
  const [trouble, setTrouble] = useState("");
  const kept = desk.place.media[id] || [];
  const keep = (kind, file) => {
    if (file.size > LARGEST) return setTrouble(t("This file is too big for the box. Make a shorter one."));
    const item = { id: newId(), kind };
    setTrouble("");
    return desk.keep(id, item, file).catch(() => setTrouble(t("This tablet has no room for more. Ask a teacher.")));
  };
  const photo = async (file) => {
    const small = await smaller(file).catch(() => null);
    return small ? keep("photo", small) : setTrouble(t("This picture can't be read here. Take it with the camera."));
  };
  const voice = (file) => (SOUNDS.test(file.type) ? keep("recording", file) : setTrouble(t("The box can't read this recording. Write it, or tell your teacher.")));
  const has = (kind) => inputs.includes(kind);
  return html`<div class="p-evidence">
    ${title && html`<h3>${title}</h3>`}
    ${has("text") && html`<label class="field"><span class="p-label">${t("Write here")}</span>
      <textarea class="input" rows="4" dir="auto" maxlength="4000" value=${desk.place.texts[id] || ""}
        onInput=${(event) => desk.set("texts", id, event.target.value)}></textarea></label>`}
    <div class="p-takes">
      ${has("photo") && html`<${Take} icon="camera" words=${t("Take a photo")} accept="image/*" capture="environment" take=${photo} />
        <${Take} icon="image" words=${t("Choose a picture")} accept="image/*" take=${photo} />`}
      ${has("drawing") && html`<button type="button" class="button" onClick=${() => draw(true)}><${Icon} name="pencil" /><span>${t("Draw")}</span></button>`}
      ${has("audio") && html`<${Take} icon="mic" words=${t("Say it")} accept="audio/*" capture="user" take=${voice} />`}
    </div>
    <p role="status" class="p-trouble">${trouble}</p>
    ${kept.length > 0 && html`<ul class="p-kept">${kept.map((item, i) => html`<${Kept} key=${item.id} desk=${desk} item=${item} n=${i + 1} />`)}</ul>`}
    ${drawing && html`<${Draw} onClose=${() => draw(false)} onKeep=${(blob) => { draw(false); keep("drawing", blob); }} />`}
  </div>`;
}
