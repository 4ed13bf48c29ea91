// Sends a pack in pieces, so that a cut costs one piece; without this script the form sends it whole.
import { t } from "/static/i18n.js";

const PIECE = 4000000; // bytes
const TRIES = 5;
const form = document.getElementById("upload");
const bar = document.getElementById("sent");
const words = document.getElementById("words");

// The same file has the same name on the box, today and tomorrow.
async function identOf(file) {
  const text = `${file.name} ${file.size} ${file.lastModified}`;
  let a = 0x811c9dc5, b = 0x1234567, c = 0xdeadbeef, d = file.size >>> 0;
  for (const letter of text) {
    const code = letter.codePointAt(0);
    [a, b, c, d] = [Math.imul(a ^ code, 16777619), Math.imul(b ^ a, 2654435761), Math.imul(c ^ b, 1597334677), Math.imul(d ^ c, 3812015801)];
  }
  return [a, b, c, d].map((part) => (part >>> 0).toString(16).padStart(8, "0")).join("");
}

const call = async (url, options) => {
  const answer = await fetch(url, options);
  const told = await answer.json();
  if (!answer.ok) throw Object.assign(new Error(told.detail), { told: true });
  return told.received;
};

function show(done, whole) {
  bar.max = whole;
  bar.value = done;
  words.textContent = `${Math.floor((100 * done) / whole)} %`;
}

async function sendAll(file, url) {
  let have = await call(url);
  let tries = 0;
  while (have < file.size) {
    show(have, file.size);
    try {
      have = await call(`${url}/${have}`, { method: "PUT", headers: { "Content-Type": "application/octet-stream" }, body: file.slice(have, have + PIECE) });
      tries = 0;
    } catch (error) {
      tries += 1;
      if (error.told || tries > TRIES) throw error;
      await new Promise((done) => setTimeout(done, 1000 * tries));
      have = await call(url).catch(() => have);
    }
  }
  show(file.size, file.size);
}

form.addEventListener("submit", async (event) => {
  const [file] = form.elements.pack.files;
  if (!file) return;
  event.preventDefault();
  document.getElementById("sending").hidden = false;
  form.querySelector("button").disabled = true;
  try {
    const ident = await identOf(file);
    await sendAll(file, `/api/packs/uploads/${ident}`);
    const next = document.createElement("form");
    next.method = "post";
    next.action = form.dataset.look;
    const source = document.createElement("input");
    source.type = "hidden";
    source.name = "source";
    source.value = `upload:${ident}`;
    next.append(source);
    document.body.append(next);
    next.submit();
  } catch (error) {
    words.textContent = error.told ? error.message : t("The box did not answer. Choose the file again: it goes on where it was.");
    form.querySelector("button").disabled = false;
  }
});
