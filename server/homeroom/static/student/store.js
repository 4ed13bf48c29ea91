// What this tablet keeps between two page loads. `device`: who may sign in here. `cards`: lesson cards, of no one in particular.
// `child` and `files`: of the child who is signed in, wiped at hand-over. Falls back to memory where IndexedDB is missing.
const STORES = ["device", "cards", "child", "files"];
const memory = Object.fromEntries(STORES.map((name) => [name, new Map()]));
let opening = null;

function open() {
  opening = opening || new Promise((resolve, reject) => {
    const wish = indexedDB.open("homeroom-student", 1);
    wish.onupgradeneeded = () => STORES.forEach((name) => wish.result.createObjectStore(name));
    wish.onerror = () => reject(wish.error);
    wish.onsuccess = () => {
      wish.result.onclose = () => { opening = null; };
      resolve(wish.result);
    };
  });
  return opening;
}

// Safari can lose the connection in the background: one more try with a new one.
async function inside(name, mode, work, again = true) {
  try {
    const db = await open();
    return await new Promise((resolve, reject) => {
      const deal = db.transaction(name, mode);
      const wish = work(deal.objectStore(name));
      deal.oncomplete = () => resolve(wish.result);
      deal.onabort = () => reject(deal.error);
    });
  } catch (trouble) {
    opening = null;
    if (again) return inside(name, mode, work, false);
    throw trouble;
  }
}

/** The value kept under a key, or undefined. */
export const read = (name, key) => inside(name, "readonly", (store) => store.get(key)).catch(() => memory[name].get(key));

/** Keeps a value. */
export const keep = (name, key, value) => inside(name, "readwrite", (store) => store.put(value, key)).catch(() => { memory[name].set(key, value); });

/** Forgets everything in the named stores. */
export async function wipe(...names) {
  names.forEach((name) => memory[name].clear());
  await Promise.all(names.map((name) => inside(name, "readwrite", (store) => store.clear()).catch(() => {})));
}

/** Keeps at most `most` values of a store: those longest in it go first, as told by their `used` time. */
export async function trim(name, most) {
  const [keys, values] = await Promise.all([
    inside(name, "readonly", (store) => store.getAllKeys()), inside(name, "readonly", (store) => store.getAll())]).catch(() => [[], []]);
  const old = keys.map((key, i) => [values[i].used, key]).sort((a, b) => b[0] - a[0]).slice(most);
  await Promise.all(old.map(([, key]) => inside(name, "readwrite", (store) => store.delete(key)).catch(() => {})));
}
