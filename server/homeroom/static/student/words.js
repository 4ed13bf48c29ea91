// How typed words are compared: case, accents and a slip of the finger, as the author allows. The same as packs/words.py.
import { tidy } from "./reading.js";

const MARKS = ["0300-\\u036f", "0591-\\u05bd", "05bf", "05c1", "05c2", "05c4", "05c5", "05c7", "064b-\\u065f", "0670"];
const ACCENTS = new RegExp(`[${MARKS.map((mark) => `\\u${mark}`).join("")}]`, "g");
const OUTER = /^[ .!?,;:"'؟،؛。]+|[ .!?,;:"'؟،؛。]+$/g;
const LONGEST = 300;

/** The text as it is compared: outer marks and double spaces gone, case and accents only if they count. */
export function plain(text, { case: cased, accents } = {}) {
  let made = tidy([...text].slice(0, LONGEST).join("")).replace(/[’‘`´ʼʻ′]/g, "'").replace(/[“”„«»]/g, '"');
  made = made.replace(/ی/g, "ي").replace(/ک/g, "ك").replace(/ـ/g, "").normalize("NFC").replace(OUTER, "");
  if (!cased) made = made.toLowerCase();
  if (!accents) made = made.normalize("NFD").replace(ACCENTS, "");
  return made.normalize("NFC");
}

/** Does a text fit a pattern in which * stands for anything? */
export function matches(pattern, text) {
  const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^(?:${parts.join(".*")})$`).test(text);
}

/** Letters added, left out, changed or swapped with a neighbor; stops counting above `most`. */
export function slips(one, other, most) {
  const [a, b] = [[...one], [...other]];
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let before = [];
  let row = [0, ...b.map((_, j) => j + 1)];
  for (let i = 1; i <= a.length; i += 1) {
    const line = [i];
    for (let j = 1; j <= b.length; j += 1) {
      let least = Math.min(row[j] + 1, line[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1] ? 1 : 0));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2] + 1);
      line.push(least);
    }
    if (Math.min(...line) > most) return most + 1;
    [before, row] = [row, line];
  }
  return row[b.length];
}
