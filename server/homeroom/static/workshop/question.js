// The inside of a question block as fields, and back. What would not come back as it was stays text.

const KEY = /^([a-z]+(?: [a-z0-9]+)?):(?:[ \t]+(.*)|$)/;
const OPTION = /^- \[([xX ])\] (.*)$/;
const REMARK = /^([^]*?)(?: \{mis:([^}]*)\})?(?: \/\/ ([^]*))?$/;
const KEYS = {
  choice: ["shuffle"],
  multi: ["shuffle"],
  number: ["answer", "tolerance", "unit", "wrong"],
  fraction: ["answer", "form", "wrong"],
  short: ["answer", "spelling", "case", "accents", "wrong"],
};
const SHARED = ["hint", "solution"];

/** An answer with the wrong idea it shows and what is said to it. */
export function remark(text) {
  const [, words, idea, said] = REMARK.exec(text);
  return { words, idea: idea || "", said: said || "" };
}

/** The same as text. */
export const remarked = ({ words, idea, said }) => `${words}${idea ? ` {mis:${idea}}` : ""}${said ? ` // ${said}` : ""}`;

/** {kind, more, prompt, options, keys} of a question, or null when only its text can be edited. */
export function fields({ info, body }) {
  const [name, kind, ...more] = info.trim().split(/\s+/);
  if (name !== "question" || !KEYS[kind]) return null;
  const known = [...KEYS[kind], ...SHARED];
  const found = { kind, more, prompt: "", options: [], keys: [] };
  const prompt = [];
  body.split("\n").forEach((line) => {
    const key = KEY.exec(line);
    const option = kind === "choice" || kind === "multi" ? OPTION.exec(line) : null;
    if (option && !found.keys.length) found.options.push({ right: option[1] !== " ", ...remark(option[2]) });
    else if (key && known.includes(key[1])) found.keys.push({ key: key[1], text: key[2] || "" });
    else if (found.keys.length) found.keys[found.keys.length - 1].text += `\n${line}`;
    else if (found.options.length) found.options[found.options.length - 1].said += `\n${line}`;
    else prompt.push(line);
  });
  found.prompt = prompt.join("\n");
  return written(found).body === body ? found : null;
}

/** The block's {info, body} again. */
export function written({ kind, more, prompt, options, keys }) {
  const lines = [prompt, ...options.map((one) => `- [${one.right ? "x" : " "}] ${remarked(one)}`)];
  keys.forEach(({ key, text }) => lines.push(text ? `${key}: ${text}` : `${key}:`));
  return { info: ["question", kind, ...more].join(" "), body: lines.join("\n") };
}

/** Which keys a kind of question may have. */
export const keysOf = (kind) => [...KEYS[kind], ...SHARED];
