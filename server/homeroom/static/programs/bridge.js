// Runs first in every page of a program. The sandbox gives a program no storage and no network; here it gets a small
// storage that the card keeps for this child alone, the two interfaces of SCORM, and one way to speak: messages
// {v: 1, nonce, type: "ready" | "state" | "score"} to the card that frames it.
(() => {
  "use strict";
  const LARGEST = 8000; // characters of state that the card keeps
  const PATIENCE = 1500; // ms that a frame inside the program waits for what was kept
  const read = () => { try { return Object(JSON.parse(window.name)); } catch { return {}; } };
  const begun = read();
  const nonce = begun.nonce || "";
  const inner = !nonce && window.parent !== window; // a frame inside: the card does not know it, the page around it does
  const tell = (type, more) => window.parent.postMessage({ v: 1, nonce, inner, type, ...more }, "*");

  // What was kept must be there before the first line of the page's own scripts. A frame inside stops, asks the page
  // around it, and loads once more with the answer as its name; then it gets its own name back, since links aim at it.
  const handed = begun.handed;
  if (handed) window.name = begun.name;
  const again = performance.getEntriesByType("navigation").some(({ type }) => type === "reload");
  if (inner && !handed && !again) {
    let waits = true;
    const go = (state) => {
      if (!waits) return;
      waits = false;
      window.name = JSON.stringify({ name: window.name, handed: state });
      window.location.reload();
    };
    window.stop();
    window.addEventListener("message", ({ data, source }) => { if (source === window.parent && data && data.v === 1 && data.type === "kept") go(data.state); });
    setTimeout(() => go({}), PATIENCE);
    tell("ask");
    return;
  }
  const state = { kept: {}, scorm: {}, ...(inner ? handed : begun.state) };
  const resumes = inner ? Object.keys(state.scorm).length > 0 : Boolean(begun.state);
  let changes = {};
  let timer = 0;

  // The name of the outer frame stays when the program goes from one of its pages to the next.
  const remember = () => { if (!inner) window.name = JSON.stringify({ nonce, state }); };
  const share = (except) => { for (let n = 0; n < window.length; n += 1) if (window[n] !== except) window[n].postMessage({ v: 1, type: "kept", state }, "*"); };
  const send = () => {
    clearTimeout(timer);
    timer = 0;
    if (inner) tell("change", { changes });
    else if (JSON.stringify(state).length <= LARGEST) tell("state", { state });
    changes = {};
  };
  const changed = (part, keys, from) => {
    changes[part] = { ...changes[part] };
    keys.forEach((key) => { changes[part][key] = key in state[part] ? state[part][key] : null; });
    remember();
    share(from);
    if (!timer) timer = setTimeout(send, inner ? 0 : 1000);
  };
  const take = (part, values) => Object.entries(values || {}).forEach(([key, value]) => {
    if (value === null) delete state[part][key];
    else state[part][key] = String(value);
  });
  const replace = (part, values) => { Object.keys(state[part]).forEach((key) => delete state[part][key]); take(part, values); };
  const heard = (data, source) => {
    if (data.type === "ask") source.postMessage({ v: 1, type: "kept", state }, "*");
    if (data.type === "score") tell("score", { share: data.share, passed: data.passed, completed: data.completed, raw: data.raw, most: data.most });
    if (data.type === "change") Object.entries(data.changes || {}).filter(([part]) => part in state).forEach(([part, values]) => { take(part, values); changed(part, Object.keys(values), source); });
  };
  window.addEventListener("pagehide", () => { if (timer) send(); });
  window.addEventListener("message", ({ data, source }) => {
    if (!data || data.v !== 1) return;
    if (source !== window.parent) { if (data.inner) heard(data, source); return; }
    if (inner && data.type === "kept" && data.state && !timer) { replace("kept", data.state.kept); replace("scorm", data.state.scorm); share(); }
  });

  // --- storage -----------------------------------------------------------------------------------
  const storage = (values, after) => {
    const has = (key) => Object.prototype.hasOwnProperty.call(values, key);
    const put = (key, value) => { values[key] = String(value); after([key]); };
    const drop = (key) => { delete values[key]; after([key]); };
    const own = {
      getItem: (key) => (has(String(key)) ? values[String(key)] : null),
      setItem: (key, value) => put(String(key), value),
      removeItem: (key) => drop(String(key)),
      clear: () => { const keys = Object.keys(values); keys.forEach((key) => delete values[key]); after(keys); },
      key: (n) => Object.keys(values)[n] || null,
    };
    return new Proxy(own, {
      get: (_, key) => (key === "length" ? Object.keys(values).length : key in own ? own[key] : has(key) ? values[key] : undefined),
      set: (_, key, value) => { put(String(key), value); return true; },
      deleteProperty: (_, key) => { drop(String(key)); return true; },
      has: (_, key) => key in own || has(key),
      ownKeys: () => Object.keys(values),
      getOwnPropertyDescriptor: (_, key) => (has(key) ? { value: values[key], enumerable: true, configurable: true, writable: true } : undefined),
    });
  };
  const give = (target, name, descriptor) => {
    try { Object.defineProperty(target, name, { configurable: true, ...descriptor }); } catch { /* it has its own */ }
  };
  give(window, "localStorage", { value: storage(state.kept, (keys) => changed("kept", keys)) });
  give(window, "sessionStorage", { value: storage({}, () => {}) });
  const crumbs = {};
  give(document, "cookie", {
    get: () => Object.entries(crumbs).map(([name, value]) => `${name}=${value}`).join("; "),
    set: (text) => { const [name, value] = String(text).split(";")[0].split("="); crumbs[name.trim()] = value || ""; },
  });

  // --- SCORM -------------------------------------------------------------------------------------
  const scorm = state.scorm;
  const number = (key) => (scorm[key] === undefined || scorm[key] === "" || Number.isNaN(Number(scorm[key])) ? null : Number(scorm[key]));
  let told = "";
  const report = () => {
    const status = scorm["cmi.core.lesson_status"] || "";
    const success = scorm["cmi.success_status"] || "";
    const raw = number("cmi.core.score.raw") === null ? number("cmi.score.raw") : number("cmi.core.score.raw");
    const most = number("cmi.core.score.max") || number("cmi.score.max") || 100;
    const least = number("cmi.core.score.min") || number("cmi.score.min") || 0;
    const scaled = number("cmi.score.scaled");
    const share = scaled !== null ? scaled : raw === null || most <= least ? null : (raw - least) / (most - least);
    const passed = success === "passed" || status === "passed" ? true : success === "failed" || status === "failed" ? false : null;
    const completed = ["completed", "passed", "failed"].includes(status) || scorm["cmi.completion_status"] === "completed";
    const found = { share, passed, completed, raw, most: raw === null ? null : most };
    if (JSON.stringify(found) === told || (share === null && passed === null && !completed)) return;
    told = JSON.stringify(found);
    tell("score", found);
  };
  const first = {
    "cmi.core.lesson_status": "not attempted", "cmi.core.lesson_mode": "normal", "cmi.core.credit": "credit",
    "cmi.core.student_id": "student", "cmi.core.student_name": "", "cmi.core.entry": resumes ? "resume" : "ab-initio",
    "cmi.core.total_time": "0000:00:00", "cmi.core.score.raw": "", "cmi.core._children": "student_id,student_name,lesson_location,credit,lesson_status,entry,score,total_time,exit,session_time",
    "cmi.completion_status": "unknown", "cmi.success_status": "unknown", "cmi.mode": "normal", "cmi.credit": "credit",
    "cmi.learner_id": "student", "cmi.learner_name": "", "cmi.entry": resumes ? "resume" : "ab-initio", "cmi.total_time": "PT0S",
  };
  const rows = (key) => {
    const found = key.match(/^(.*)\._count$/);
    if (!found) return null;
    const numbers = Object.keys(scorm).map((name) => name.startsWith(`${found[1]}.`) ? Number(name.slice(found[1].length + 1).split(".")[0]) + 1 : 0);
    return String(Math.max(0, ...numbers));
  };
  const get = (key) => (scorm[key] !== undefined ? scorm[key] : rows(key) || first[key] || "");
  const set = (key, value) => { scorm[key] = String(value); changed("scorm", [key]); return "true"; };
  const yes = () => "true";
  const commit = () => { report(); send(); return "true"; };
  const none = () => "0";
  window.API = {
    LMSInitialize: yes, LMSFinish: commit, LMSCommit: commit, LMSGetValue: get, LMSSetValue: set,
    LMSGetLastError: none, LMSGetErrorString: () => "", LMSGetDiagnostic: () => "",
  };
  window.API_1484_11 = {
    Initialize: yes, Terminate: commit, Commit: commit, GetValue: get, SetValue: set,
    GetLastError: none, GetErrorString: () => "", GetDiagnostic: () => "",
  };
  remember();
  tell(inner && !handed ? "ask" : "ready");
})();
