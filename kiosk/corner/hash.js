// SHA-256 (FIPS 180-4), HMAC (RFC 2104) and PBKDF2 (RFC 8018, one block) in plain JavaScript: over http a browser has
// no crypto.subtle. Everything is bytes in, bytes out.

const PRIMES = firstPrimes(64);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const ROUND = Int32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const START = Int32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const BLOCK = 64;
const words = new Int32Array(64);

function firstPrimes(many) {
  const found = [];
  for (let n = 2; found.length < many; n++) if (found.every((prime) => n % prime)) found.push(n);
  return found;
}

const turn = (word, by) => (word >>> by) | (word << (32 - by));

// One block of 16 words (in `words`) into the state, in place.
function mix(state) {
  for (let i = 16; i < 64; i++) {
    const [x, y] = [words[i - 15], words[i - 2]];
    words[i] = words[i - 16] + (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + words[i - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let i = 0; i < 64; i++) {
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[i] + words[i]) | 0;
    const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + first) | 0;
    d = c; c = b; b = a; a = (first + second) | 0;
  }
  state[0] += a; state[1] += b; state[2] += c; state[3] += d;
  state[4] += e; state[5] += f; state[6] += g; state[7] += h;
}

// The state after some blocks and then these bytes, the last of all; `before` is how many bytes went before.
function finish(state, bytes, before) {
  const size = Math.ceil((bytes.length + 9) / BLOCK) * BLOCK;
  const padded = new Uint8Array(size);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(size - 4, (before + bytes.length) * 8);
  const found = state.slice();
  for (let at = 0; at < size; at += BLOCK) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4);
    mix(found);
  }
  return found;
}

function toBytes(state) {
  const view = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => view.setInt32(i * 4, word));
  return new Uint8Array(view.buffer);
}

export const sha256 = (bytes) => toBytes(finish(START, bytes, 0));

// The key is mixed in once; every further message costs two blocks.
function keyed(key) {
  const short = key.length > BLOCK ? sha256(key) : key;
  const [inner, outer] = [0x36, 0x5c].map((pad) => {
    const block = new Uint8Array(BLOCK).fill(pad);
    short.forEach((byte, i) => (block[i] ^= byte));
    const view = new DataView(block.buffer);
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(i * 4);
    const state = START.slice();
    mix(state);
    return state;
  });
  return (bytes) => toBytes(finish(outer, toBytes(finish(inner, bytes, BLOCK)), BLOCK));
}

export const hmac = (key, bytes) => keyed(key)(bytes);

// The first 32 bytes that PBKDF2-HMAC-SHA-256 makes of a password.
export function pbkdf2(password, salt, rounds) {
  const sign = keyed(password);
  const first = new Uint8Array(salt.length + 4);
  first.set(salt);
  first[salt.length + 3] = 1;
  let last = sign(first);
  const sum = last.slice();
  for (let round = 1; round < rounds; round++) {
    last = sign(last);
    for (let i = 0; i < 32; i++) sum[i] ^= last[i];
  }
  return sum;
}

export const fromHex = (text) => Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
