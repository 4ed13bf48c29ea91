// A card's text, taken apart into head, texts and blocks, and put together again without losing a sign.

const LINE = /^([a-z_]+):[ \t]*(.*)$/;

/** {head, parts}: parts are {raw, fence}; fence is {info, body} or null for plain text. */
export function take(text) {
  const lines = text.split("\n");
  let at = 0;
  if (lines[0].trim() === "---") {
    const end = lines.findIndex((line, n) => n > 0 && line.trim() === "---");
    at = end < 0 ? lines.length : end + 1;
  }
  const head = lines.slice(0, at).join("\n");
  const parts = [];
  let plain = [];
  const flush = () => { if (plain.length) parts.push({ raw: plain.join("\n"), fence: null }); plain = []; };
  while (at < lines.length) {
    if (!lines[at].startsWith("```")) { plain.push(lines[at]); at += 1; continue; }
    const close = lines.findIndex((line, n) => n > at && line.trim() === "```");
    const end = close < 0 ? lines.length : close + 1;
    flush();
    const rows = lines.slice(at, end);
    parts.push({ raw: rows.join("\n"), fence: close < 0 ? null : { info: rows[0].slice(3), body: rows.slice(1, -1).join("\n") } });
    at = end;
  }
  flush();
  return { head, parts };
}

/** The text again. */
export function join({ head, parts }) {
  return [head, ...parts.map((part) => part.raw)].join("\n");
}

/** A fenced block as a part. */
export function fenced(info, body) {
  return { raw: `\`\`\`${info}\n${body}\n\`\`\``, fence: { info, body } };
}

/** The lines of the head by key, as they are written. */
export function headOf(head) {
  const found = {};
  head.split("\n").forEach((line) => {
    const match = LINE.exec(line);
    if (match) found[match[1]] = match[2].trim();
  });
  return found;
}

/** The head with one line changed, added or (when "") taken out. */
export function withHead(head, key, value) {
  const lines = head.split("\n");
  const at = lines.findIndex((line) => (LINE.exec(line) || [])[1] === key);
  if (at >= 0) lines.splice(at, 1, ...(value ? [`${key}: ${value}`] : []));
  else if (value) lines.splice(lines.length - 1, 0, `${key}: ${value}`);
  return lines.join("\n");
}

/** A word or sentence as the head writes it. */
export const quoted = (text) => (/^[\w][\w ]*$/.test(text) ? text : JSON.stringify(text));

/** What the head means by it. */
export function unquoted(text) {
  if (!text || !/^".*"$/.test(text)) return text || "";
  try { return JSON.parse(text); } catch (error) { return text.slice(1, -1); }
}
