// The outbox: what this device has to tell the box, kept on disk until the box has answered.
//
//   const outbox = await openOutbox({name: "kiosk"})
//   await outbox.add(kind, body, {student, session, when})     → n, once the act is safe on this disk
//   await outbox.attach("photos" | "recordings", id, bytes, {student, type})   an ArrayBuffer
//   await outbox.pendingFor(student)     → acts not answered yet, in order; without student: everybody's
//   await outbox.refused()               → what the box would not take ("needs a teacher"), each with key and message
//   await outbox.settle(key)             a teacher has dealt with it: forget it
//   outbox.waiting()                     → how many acts and files are not answered yet
//   outbox.flush()                       try to send now
//   outbox.subscribe(fn)                 fn({waiting, sending, lastSaved, trouble, refused}) now and on change; → stop()
//      trouble: "" | "offline" | "box" (answers with errors) | "enrol" (401, 403) | "storage" (add, attach rejected)
//
// An outbox id is random and lives as long as the page; each act keeps the id it was born with. So (outbox, n) is known
// before the first write: written or sent twice, because nobody answered, it is still one act to the box.

import {openDisk, openMirror} from "./outbox/disk.js";
import {postActs, putFile} from "./outbox/wire.js";
import {whenever} from "./outbox/rhythm.js";

const BATCH = 50;
const LEASE = 5000; // spares the box work: what two tabs send is known the second time
const MANY_FILES = 200;
const FINAL = ["saved", "known", "refused"];

export async function openOutbox({url = "/api/acts", name = "outbox"} = {}) {
  const id = randomId();
  const disk = openDisk(`homeroom-${name}`);
  const mirror = openMirror(`homeroom-${name}`);
  const state = {waiting: 0, sending: false, lastSaved: 0, trouble: "", refused: 0};
  const readers = new Set();
  let last = 0;
  let keeping = 0; // being written
  let limit = BATCH;

  function tell(change) {
    Object.assign(state, change);
    readers.forEach((read) => read({...state}));
  }

  // ---- keep

  async function add(kind, body = {}, {student, session, when = Date.now()} = {}) {
    const act = {outbox: id, n: ++last, kind, when, student, session, body};
    await keep(disk("readwrite", ["acts"], ({acts}) => {
      acts.index("n").getKey([id, act.n]).onsuccess = (event) => event.target.result || acts.add(act);
    }).catch(() => mirror.put(act)));
    return act.n;
  }

  async function attach(kind, file, bytes, {student = "", type = "image/jpeg"} = {}) {
    const row = {id: file, kind, student, type, bytes};
    const [many] = await disk("readonly", ["files"], ({files}) => [files.count()]).catch(() => [0]);
    if (many >= MANY_FILES) throw new Error("too many files are waiting");
    await keep(disk("readwrite", ["files"], ({files}) => [files.put(row)]).catch(() => sendNow(row)));
  }

  async function sendNow(file) {
    if (!(await putFile(file)).ok) throw new Error("the box refused the file");
  }

  // Waiting from the first moment: nobody reads "saved" while the disk writes.
  async function keep(written) {
    keeping++;
    tell({waiting: state.waiting + 1});
    try {
      await written;
    } catch (problem) {
      tell({trouble: "storage", waiting: state.waiting - 1});
      throw problem;
    } finally {
      keeping--;
    }
    flush();
  }

  // ---- look

  async function count() {
    const [acts, files, aside, saved] = await disk("readonly", ["acts", "files", "aside", "meta"], (stores) =>
      [stores.acts.count(), stores.files.count(), stores.aside.count(), stores.meta.get("saved")],
    ).catch(() => [0, 0, 0, state.lastSaved]);
    const waiting = acts + files + mirror.waiting().length;
    tell({waiting: waiting + keeping, refused: aside + mirror.aside().length, lastSaved: saved || 0});
    return waiting;
  }

  async function pendingFor(student) {
    const [acts] = await disk("readonly", ["acts"], (stores) => [stores.acts.getAll()]).catch(() => [[]]);
    const rows = acts.concat(mirror.waiting());
    return student === undefined ? rows : rows.filter((row) => row.student === student);
  }

  async function refused() {
    const [rows] = await disk("readonly", ["aside"], ({aside}) => [aside.getAll()]).catch(() => [[]]);
    return rows.concat(mirror.aside());
  }

  async function settle(key) {
    mirror.drop(key);
    await disk("readwrite", ["aside"], ({aside}) => [aside.delete(key)]).catch(() => {});
    await count();
  }

  // ---- send

  // Sends the next acts of one outbox id, or one file. False: there is nothing, or another tab is sending.
  async function sendSome() {
    const {acts, files} = await claim();
    if (acts.length) {
      const {outbox} = acts[0];
      await sendActs(acts.filter((act) => act.outbox === outbox).sort((a, b) => a.n - b.n).slice(0, limit));
    } else if (files.length) {
      // Any file: one that the box can't take must not stop the others.
      await sendFile(files[Math.floor(Math.random() * files.length)]);
    }
    return acts.length + files.length > 0;
  }

  async function claim() {
    const now = Date.now();
    const free = (lease) => !lease || lease.by === id || lease.until < now || lease.until > now + LEASE;
    let mine = true;
    const [acts, files] = await disk("readwrite", ["acts", "files", "meta"], (stores) => {
      stores.meta.get("lease").onsuccess = (event) => {
        mine = free(event.target.result);
        if (mine) stores.meta.put({by: id, until: now + LEASE}, "lease");
      };
      return [stores.acts.getAll(null, BATCH), stores.files.getAllKeys()];
    }).catch(() => [[], []]);
    return mine ? {acts: mirror.waiting().concat(acts), files} : {acts: [], files: []};
  }

  function release() {
    disk("readwrite", ["meta"], ({meta}) => {
      meta.get("lease").onsuccess = (event) => (event.target.result || {}).by === id && meta.delete("lease");
    }).catch(() => {});
  }

  async function sendActs(acts) {
    const {ok, body} = await postActs(url, acts, Math.max(0, state.waiting - acts.length));
    if (!ok && acts.length > 1) {
      limit = Math.ceil(acts.length / 2);
      return;
    }
    limit = BATCH;
    const results = ok ? body.results || [] : [{n: acts[0].n, status: "refused", message: body.detail}];
    const answered = results.filter((result) => FINAL.includes(result.status));
    if (!answered.length) throw Object.assign(new Error("no act was answered"), {trouble: "box"});
    const rows = answered.map(({n, status, message}) => ({
      ...acts.find((act) => act.n === n),
      message: status === "refused" ? message || status : "",
    }));
    await settleOnDisk(rows.filter(({key}) => typeof key === "number"), "acts");
    rows.filter(({key}) => typeof key === "string").forEach((row) => (row.message ? mirror.put(row) : mirror.drop(row.key)));
  }

  async function sendFile(key) {
    const [file] = await disk("readonly", ["files"], ({files}) => [files.get(key)]);
    const {ok, body} = await putFile(file);
    await settleOnDisk([{...file, key, message: ok ? "" : body.detail || "refused"}], "files");
  }

  function settleOnDisk(rows, store) {
    return disk("readwrite", [store, "aside", "meta"], (stores) => {
      rows.forEach((row) => {
        if (row.message) stores.aside.put(row);
        stores[store].delete(row.key);
      });
      stores.meta.put(Date.now(), "saved");
    }).catch(() => {}); // sent again later, and known to the box
  }

  const flush = whenever(async () => {
    if (!(await count())) return true;
    tell({sending: true});
    try {
      while (await sendSome()) await count();
      tell({trouble: ""});
    } catch (problem) {
      tell({trouble: problem.trouble || "offline"});
      throw problem;
    } finally {
      release();
      tell({sending: false});
    }
    return !(await count());
  });

  function subscribe(read) {
    readers.add(read);
    read({...state});
    return () => readers.delete(read);
  }

  await count();
  flush();
  return {id, add, attach, pendingFor, refused, settle, waiting: () => state.waiting, flush, subscribe};
}

function randomId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
