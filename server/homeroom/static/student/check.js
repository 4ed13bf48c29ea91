// Is an answer right, how nearly, and which wrong idea does it show? The same as packs/rules.py, held to it by tests/packs/check_cases.json.
import { apart, equal, exact, less, readings, tidy, times } from "./reading.js";
import { matches, plain, slips } from "./words.js";

const UNITS_OF = /[a-zA-Z²³°%€$£]+$/;
const verdict = (correct, score, { feedback = null, misconception = null, note = null } = {}) =>
  ({ correct, score, feedback, misconception, note });
const RIGHT = verdict(true, 1);
const UNREADABLE = verdict(false, 0, { note: "unreadable" });
const isMap = (it) => Boolean(it) && typeof it === "object" && !Array.isArray(it) && Object.keys(it).length > 0;
const first = (options, key) => (options.find((option) => option[key]) || {})[key] || null;
const value = (text) => readings(text)[0].value;

function choice(q, response) {
  const option = q.options.find((one) => one.id === response);
  return option ? verdict(option.correct, option.correct ? 1 : 0, option) : UNREADABLE;
}

function multi(q, response) {
  const known = q.options.map((option) => option.id);
  if (!Array.isArray(response) || !response.length || !response.every((one) => known.includes(one))) return UNREADABLE;
  const chosen = q.options.filter((option) => response.includes(option.id));
  const wrong = chosen.filter((option) => !option.correct);
  const count = q.options.filter((option) => option.correct).length;
  const hits = chosen.length - wrong.length;
  if (!wrong.length && hits === count) return verdict(true, 1, { feedback: first(chosen, "feedback") });
  return verdict(false, Math.max(0, (hits - wrong.length) / count), {
    feedback: first(wrong, "feedback"), misconception: first(wrong, "misconception"), note: wrong.length ? null : "incomplete",
  });
}

const letter = (text) => /^\p{L}$/u.test(text);

function withoutUnit(text, units) {
  const low = text.toLowerCase();
  const known = [...new Set(units.map((unit) => tidy(unit).toLowerCase()))].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  for (const unit of known) {
    const head = low.slice(0, low.length - unit.length);
    if (low.endsWith(unit) && !letter(head.slice(-1))) return [text.slice(0, head.length).trimEnd(), true];
    if (low.startsWith(unit) && !letter(low.slice(unit.length)[0] || "")) return [text.slice(unit.length).trimStart(), true];
  }
  const stem = text.replace(UNITS_OF, "");
  return units.length && stem !== text ? [stem.trimEnd(), false] : [text, true];
}

function near(found, answer, tolerance) {
  const size = { n: answer.n < 0n ? -answer.n : answer.n, d: answer.d };
  const most = tolerance.endsWith("%") ? times(size, { ...exact(tolerance.slice(0, -1)), d: exact(tolerance.slice(0, -1)).d * 100n }) : exact(tolerance);
  return !less(most, apart(found, answer));
}

// The first wrong answer the author foresaw that fits: a value, or a range such as "> 10".
function knownWrong(q, found) {
  const fits = (one, sign, bound) => (sign === "<" ? less(one, bound) : sign === ">" ? less(bound, one) : equal(one, bound));
  const wrong = q.wrong.find(({ answer }) => found.some((one) => fits(one, answer[0], value(answer.replace(/^[<> ]+/, "")))));
  return verdict(false, 0, wrong);
}

function number(q, response) {
  if (typeof response !== "string") return UNREADABLE;
  const units = q.units && q.units.length ? q.units : q.unit ? [q.unit] : [];
  const [text, unitFits] = withoutUnit(tidy(response), units);
  let found = readings(text).map((one) => one.value);
  if (!found.length && !units.includes("%") && text.endsWith("%")) {
    found = readings(text.slice(0, -1)).map((one) => ({ n: one.value.n, d: one.value.d * 100n }));
  }
  if (!found.length) return UNREADABLE;
  if (!found.some((one) => near(one, value(q.answer), q.tolerance))) return knownWrong(q, found);
  return unitFits ? RIGHT : verdict(false, 0.5, { note: "unit" });
}

const shared = (a, b) => (b ? shared(b, a % b) : a);

function hasForm({ top, bottom, decimal }, form) {
  if (decimal) return false;
  if (form === "lowest") return !bottom || (bottom > 1n && shared(top, bottom) === 1n);
  return form.startsWith("denominator") ? bottom === BigInt(form.split(" ")[1]) : true;
}

function fraction(q, response) {
  const found = typeof response === "string" ? readings(response) : [];
  if (!found.length) return UNREADABLE;
  const same = found.filter((one) => equal(one.value, value(q.answer)));
  if (!same.length) return knownWrong(q, found.map((one) => one.value));
  return same.some((one) => hasForm(one, q.form)) ? RIGHT : verdict(false, 0.5, { note: "form" });
}

function accepted(q, accept, response) {
  const text = plain(response, q);
  const answers = accept.map((answer) => plain(answer, q));
  if (answers.includes(text)) return RIGHT;
  const most = q.spelling || 0;
  return most && answers.some((answer) => slips(text, answer, most) <= most) ? verdict(true, 1, { note: "spelling" }) : null;
}

function short(q, response) {
  const text = typeof response === "string" ? plain(response, q) : "";
  if (!text) return UNREADABLE;
  const right = accepted(q, q.accept, response);
  if (right && !right.note) return right;
  const wrong = q.wrong.find(({ answer }) => matches(answer.split("*").map((part) => plain(part, q)).join("*"), text));
  return wrong ? verdict(false, 0, wrong) : right || verdict(false, 0);
}

function filled(q, gap, response) {
  if (typeof response !== "string") return null;
  if (gap.kind === "short") return accepted(q, gap.accept, response);
  return gap.options.some((option) => option.id === response && option.correct) ? RIGHT : null;
}

function cloze(q, response) {
  if (!isMap(response)) return UNREADABLE;
  const right = q.gaps.map((gap) => filled(q, gap, response[gap.id]));
  const missed = right.filter((one) => !one).length;
  if (!missed) return verdict(true, 1, { note: right.some((one) => one.note) ? "spelling" : null });
  const empty = q.gaps.filter((gap) => !response[gap.id]).length;
  return verdict(false, (q.gaps.length - missed) / q.gaps.length, { note: empty && missed === empty ? "incomplete" : null });
}

// Part of the score for every neighbor pair that is right; things that look the same are the same.
function order(q, response) {
  const wanted = q.items.map((item) => item.html);
  const ids = q.items.map((item) => item.id);
  if (!Array.isArray(response) || response.length !== ids.length || !ids.every((id) => response.includes(id))) return UNREADABLE;
  const given = response.map((id) => wanted[ids.indexOf(id)]);
  if (given.every((one, i) => one === wanted[i])) return RIGHT;
  const pairs = wanted.slice(1).map((one, i) => [wanted[i], one]);
  const found = pairs.filter(([a, b]) => given.some((one, i) => one === a && given[i + 1] === b)).length;
  return verdict(false, Math.min(found, pairs.length - 1) / pairs.length);
}

function part(hits, count, given) {
  return hits === count ? RIGHT : verdict(false, hits / count, { note: hits === given ? "incomplete" : null });
}

const known = (response, ids) => isMap(response) && Object.keys(response).every((id) => ids.includes(id));
const sides = (q) => Object.fromEntries(q.pairs.map(({ id, right }) => [id, right]));
const paired = (right, id, given) => typeof given === "string" && right[given] === right[id];
const homes = (q) => Object.fromEntries(q.groups.flatMap((group) => group.items.map((item) => [item.id, group.id])));

function match(q, response) {
  const right = sides(q);
  const ids = Object.keys(right);
  if (!known(response, ids)) return UNREADABLE;
  return part(ids.filter((id) => paired(right, id, response[id])).length, ids.length, Object.keys(response).length);
}

function sort(q, response) {
  const home = homes(q);
  const ids = Object.keys(home);
  if (!known(response, ids)) return UNREADABLE;
  return part(ids.filter((id) => response[id] === home[id]).length, ids.length, Object.keys(response).length);
}

const JUDGES = { choice, multi, number, fraction, short, cloze, order, match, sort };

/** Judges a response: {correct: true | false | null (a person has to), score, feedback, misconception, note}.
 *  note: unreadable (not an answer: ask again, don't count it), form, unit, incomplete, spelling. */
export function check(q, response) {
  return JUDGES[q.kind] ? JUDGES[q.kind](q, response) : verdict(null, 0);
}

const FITTING = {
  cloze: (q, response) => q.gaps.map((gap) => [gap.id, Boolean(filled(q, gap, response[gap.id]))]),
  order: (q, response) => response.map((id, i) => [id, q.items.find((item) => item.id === id).html === q.items[i].html]),
  match: (q, response) => Object.keys(response).map((id) => [id, paired(sides(q), id, response[id])]),
  sort: (q, response) => Object.keys(response).map((id) => [id, homes(q)[id] === response[id]]),
};

/** Which parts of an arrangement or a text with gaps fit: {id: true | false}; empty for other kinds. */
export const fitting = (q, response) => Object.fromEntries(FITTING[q.kind] ? FITTING[q.kind](q, response) : []);
