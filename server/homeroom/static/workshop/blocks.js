// What a new block begins with.
import { t } from "/static/i18n.js";
import { fenced } from "./text.js";

const question = (kind, lines) => fenced(`question ${kind}`, lines.join("\n"));
const hints = () => [`hint: ${t("A first hint.")}`, `solution: ${t("How it is done.")}`];

/** [name, words, make] of every block that can be added. */
export const NEW = () => [
  ["text", t("Text"), () => ({ raw: t("Write here."), fence: null })],
  ["choice", t("Choose one"), () => question("choice", [t("What do you ask?"), `- [x] ${t("The right answer")}`, `- [ ] ${t("A wrong answer")} // ${t("What to think about.")}`, ...hints()])],
  ["multi", t("Choose several"), () => question("multi", [t("Which are right?"), `- [x] ${t("The right answer")}`, `- [ ] ${t("A wrong answer")} // ${t("What to think about.")}`, ...hints()])],
  ["number", t("A number"), () => question("number", [t("How many?"), "answer: 4", ...hints()])],
  ["fraction", t("A fraction"), () => question("fraction", [t("Which part is it?"), "answer: 1/2", ...hints()])],
  ["short", t("A word"), () => question("short", [t("What is it called?"), `answer: ${t("word")}`, ...hints()])],
  ["cloze", t("Gaps"), () => question("cloze", [t("Fill the gaps."), "", "2 + 2 = [[4]]", ...hints()])],
  ["order", t("Put in order"), () => question("order", [t("From small to large."), "1. 1", "2. 2", "3. 3", ...hints()])],
  ["match", t("Pairs"), () => question("match", [t("What belongs together?"), "- 1 + 1 == 2", "- 2 + 2 == 4", ...hints()])],
  ["sort", t("Sort into groups"), () => question("sort", [t("Sort."), "# A", "- 1", "# B", "- 2", ...hints()])],
  ["example", t("Worked example"), () => fenced("example", [`title: ${t("How it is done")}`, "step: 1", "step: 2", "your turn: 1"].join("\n"))],
  ["activity", t("Away from the screen"), () => fenced("activity", [`need: ${t("paper and pencil")}`, `step: ${t("Do this first.")}`, "photo: yes"].join("\n"))],
  ["reflection", t("Think back"), () => fenced("reflection", [t("What did you find out?"), "inputs: text audio photo drawing"].join("\n"))],
];
