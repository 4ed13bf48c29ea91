// Where the outbox keeps its rows: IndexedDB, and localStorage for the day when IndexedDB is broken.

const STORES = {
  acts: {keyPath: "key", autoIncrement: true},
  files: {keyPath: "id"},
  aside: {keyPath: "key"},
  meta: {},
};
const TRIES = 3;
const PATIENCE = 3000;

// disk(mode, stores, work) runs one transaction and resolves, after it is durable, to the results of the requests
// that work(stores by name) returns. A connection that has died (Safari, after a sleep) is opened again.
export function openDisk(name) {
  let connection = null;
  return async function disk(mode, stores, work) {
    for (let tries = 1; ; tries++) {
      try {
        return await inTime(
          (connection = connection || connect(name)).then((database) => transact(database, mode, stores, work)),
        );
      } catch (trouble) {
        if (connection) connection.then((database) => database.close(), () => {});
        connection = null;
        if (tries === TRIES || trouble.late) throw trouble;
      }
    }
  };
}

function connect(name) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onupgradeneeded = () => {
      for (const store in STORES) request.result.createObjectStore(store, STORES[store]);
      request.transaction.objectStore("acts").createIndex("n", ["outbox", "n"], {unique: true});
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function transact(database, mode, stores, work) {
  return new Promise((resolve, reject) => {
    const tx = database.transaction(stores, mode, {durability: "strict"});
    const found = {};
    stores.forEach((store) => (found[store] = tx.objectStore(store)));
    const requests = work(found) || [];
    tx.oncomplete = () => resolve(requests.map((request) => request.result));
    tx.onabort = () => reject(tx.error);
  });
}

function inTime(promise) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(Object.assign(new Error("no answer"), {late: true})), PATIENCE);
    promise.then(resolve, reject).finally(() => clearTimeout(late));
  });
}

// Acts only; files are too big for it. The rows' keys are texts here, numbers on the disk.
export function openMirror(name) {
  const put = (row) => {
    const key = `${name}/${row.outbox}/${row.n}`;
    localStorage.setItem(key, JSON.stringify({...row, key}));
  };
  const rows = () => {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(`${name}/`))
        .map((key) => JSON.parse(localStorage.getItem(key)))
        .sort((a, b) => a.when - b.when || a.n - b.n);
    } catch (trouble) {
      return [];
    }
  };
  return {
    put,
    drop: (key) => localStorage.removeItem(key),
    waiting: () => rows().filter((row) => !row.message),
    aside: () => rows().filter((row) => row.message),
  };
}
