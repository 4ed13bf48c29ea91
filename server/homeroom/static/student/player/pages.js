// How a card is cut into pages, and the one mixing of options that stays the same when the student comes back.
const ENDS_A_PAGE = ["question", "example", "activity", "discussion", "reflection", "project", "program"];

/** Pages of a card: what is read together with the one thing to do after it. */
export function pagesOf(blocks) {
  const pages = [[]];
  blocks.forEach((block) => {
    pages[pages.length - 1].push(block);
    if (ENDS_A_PAGE.includes(block.type)) pages.push([]);
  });
  return pages.filter((page) => page.length);
}

/** What was read before a page that has only a task: the nearest earlier blocks without one. */
export function readBefore(pages, index) {
  if (!pages[index] || pages[index].length > 1 || !ENDS_A_PAGE.includes(pages[index][0].type)) return [];
  for (let i = index - 1; i >= 0; i -= 1) {
    const found = pages[i].filter((block) => !ENDS_A_PAGE.includes(block.type));
    if (found.length) return found;
  }
  return [];
}

/** A card with only one of its questions, and what is to be read for it. */
export function alone(card, question) {
  const pages = pagesOf(card.blocks);
  const at = pages.findIndex((blocks) => blocks.some((block) => block.id === question));
  return at < 0 ? card : { ...card, blocks: [...readBefore(pages, at), ...pages[at]] };
}

export const questionsOf = (card) => card.blocks.filter((block) => block.type === "question");

/** A mixed copy, always the same for the same seed. */
export function mixed(list, seed) {
  let state = 2166136261;
  for (const letter of String(seed)) state = Math.imul(state ^ letter.codePointAt(0), 16777619);
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i -= 1) {
    state = Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9;
    const j = ((state ^ (state >>> 13)) >>> 0) % (i + 1);
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

/** A mixed copy that is not the right order. */
export function scrambled(list, seed) {
  const copy = mixed(list, seed);
  if (list.length > 1 && copy.every((item, i) => item === list[i])) copy.push(copy.shift());
  return copy;
}
