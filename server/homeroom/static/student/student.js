// The student page on a shared tablet: nobody here, a child here, or closed until its child comes back.
import { html, render, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t, use } from "/static/i18n.js";
import { openOutbox } from "/static/outbox.js";
import { Cloud } from "./cloud.js";
import * as here from "./here.js";
import { Locked, SignIn } from "./welcome.js";

/** What a signed-in child sees; fetched as soon as somebody is about to sign in. */
const inside = () => import("./inside.js");

function App({ outbox, tablet: first, locked: closed, signedIn }) {
  const [sync, setSync] = useState({ waiting: 0, trouble: "", refused: 0 });
  const [tablet, setTablet] = useState(first);
  const [child, setChild] = useState(null);
  const [locked, setLocked] = useState(closed);
  const [kept, setKept] = useState(closed);
  const [arriving, setArriving] = useState(Boolean(signedIn));
  const enter = async (found) => {
    if (kept && kept.student.id !== found.student.id) await here.forget();
    await here.remember({ student: found.student, session: found.session });
    const [{ Inside }] = await Promise.all([inside(), here.wordsHere()]);
    here.speak(found.student.language);
    setLocked(null);
    setKept(null);
    setArriving(false);
    setChild({ ...found, Inside });
  };
  const lock = async () => {
    const { student, session, secret } = child;
    await here.remember({ student, session, locked: true });
    setLocked({ student, session, secret });
    setKept({ student });
    setChild(null);
    here.speak();
    here.signOut(session);
  };
  const leave = async () => {
    setChild(null);
    setKept(null);
    here.speak();
    await here.forget();
    here.signOut(child.session);
  };
  useEffect(() => outbox.subscribe(setSync), []);
  useEffect(() => {
    if (signedIn) enter(signedIn);
    else setTimeout(() => inside().catch(() => {}), 1000);
  }, []);
  if (child) return html`<${child.Inside} key=${child.session} child=${child} outbox=${outbox} sync=${sync} lock=${lock} leave=${leave} />`;
  if (arriving) return html`<p class="loading">${t("One moment")}</p>`;
  const unsaved = sync.waiting > 0 || sync.refused > 0 || sync.trouble === "storage";
  return html`<div class="t-corner" role="status">${unsaved && html`<${Cloud} sync=${sync} />`}</div>
    ${locked ? html`<${Locked} locked=${locked} tablet=${tablet} enter=${enter} other=${() => setLocked(null)} />`
      : html`<${SignIn} tablet=${tablet} enter=${enter} update=${setTablet} />`}`;
}

async function start() {
  here.learnWords(use);
  here.speak();
  const place = document.getElementById("student");
  render(html`<p class="loading">${t("One moment")}</p>`, place);
  const [outbox, found] = await Promise.all([openOutbox({ name: "tablet" }), here.arrive()]);
  render(html`<${App} outbox=${outbox} ...${found} />`, place);
}

start();
