// How typed answers are read: numbers in the world's digits and signs. The same as packs/reading.py on the box.
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0, 0xf20, 0x1040, 0xff10];
const PLAIN = new Map([..."−-–-—-⁄/∕/÷/٫.٪%％%"].reduce((pairs, sign, i, all) => (i % 2 ? pairs : [...pairs, [sign, all[i + 1]]]), [["٬", ""]]));
ZEROS.forEach((zero) => { for (let n = 0; n < 10; n += 1) PLAIN.set(String.fromCodePoint(zero + n), String(n)); });
const VULGAR = Object.entries({
  "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
  "⅙": "1/6", "⅚": "5/6", "⅐": "1/7", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8", "⅑": "1/9", "⅒": "1/10",
});
const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\u061c\ufeff]/g;
const LONGEST = 60;
const MIXED = /^(-?)(?:(\d+) )?(\d+) ?\/ ?(\d+)$/;
const WHOLE_OR_DECIMAL = /^-?(?:\d+(?:[.,]\d+)?|[.,]\d+)$/;
const GROUPED = /^-?\d{1,3}(?:([ ,.'’])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d+)?$/;

/** The same characters whatever keyboard they come from: western digits, plain signs, single spaces. */
export function tidy(text) {
  const plain = [...text.replace(INVISIBLE, "")].map((sign) => (PLAIN.has(sign) ? PLAIN.get(sign) : sign)).join("");
  return VULGAR.reduce((made, [sign, words]) => made.split(sign).join(` ${words}`), plain).replace(/\s+/g, " ").trim();
}

/** An exact value from plain decimal writing: "-0.75" → {n, d}. */
export function exact(text) {
  const [, sign, whole, part] = /^(-?)(\d*)\.?(\d*)$/.exec(text);
  const n = BigInt(whole + part || "0");
  return { n: sign ? -n : n, d: 10n ** BigInt(part.length) };
}

export const less = (a, b) => a.n * b.d < b.n * a.d;
export const equal = (a, b) => a.n * b.d === b.n * a.d;
export const times = (a, b) => ({ n: a.n * b.n, d: a.d * b.d });
export const apart = (a, b) => {
  const n = a.n * b.d - b.n * a.d;
  return { n: n < 0n ? -n : n, d: a.d * b.d };
};

function fraction([, sign, whole = "0", over, under]) {
  const [top, bottom] = [BigInt(over), BigInt(under)];
  if (!bottom) return [];
  const n = BigInt(whole) * bottom + top;
  return [{ value: { n: sign ? -n : n, d: bottom }, top, bottom, decimal: false }];
}

// Thousands without their marks, or "" where the mark is rather the decimal point: "1.000".
function ungrouped(text, mark) {
  if (mark === "." && text.split(".").length === 2 && !text.includes(",")) return "";
  const sign = [".", ","].find((one) => one !== mark && text.includes(one));
  const at = sign ? text.indexOf(sign) : text.length;
  return text.slice(0, at).split(mark).join("") + text.slice(at).replace(",", ".");
}

/** Every number a text may mean: "1,000" is one thousand here and one there. Empty if it is none. */
export function readings(written) {
  let text = tidy(written);
  if ([...text].length > LONGEST) return [];
  text = text.replace(/^([+-]) /, "$1").replace(/^\+/, "");
  const mixed = MIXED.exec(text);
  if (mixed) return fraction(mixed);
  const found = [];
  const read = (plain) => found.push({ value: exact(plain), top: 0n, bottom: 0n, decimal: plain.includes(".") });
  if (WHOLE_OR_DECIMAL.test(text)) read(text.replace(/,/g, "."));
  const groups = GROUPED.exec(text);
  const number = groups && ungrouped(text, groups[1]);
  if (number) read(number);
  return found;
}
