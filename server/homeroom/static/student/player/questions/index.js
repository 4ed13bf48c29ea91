// Every question type by its name. A type has: View, ready (may be checked), first (answer to start from),
// again (what to look at after a wrong answer), atOnce (kept as soon as chosen), byPerson (the teacher looks at it).
import { choice, multi } from "./choice.js";
import { cloze } from "./cloze.js";
import { confidence } from "./confidence.js";
import { fraction } from "./fraction.js";
import { free } from "./free.js";
import { match } from "./match.js";
import { number } from "./number.js";
import { order } from "./order.js";
import { short } from "./short.js";
import { sort } from "./sort.js";

export const KINDS = { choice, multi, number, fraction, short, cloze, order, match, sort, free, confidence };
