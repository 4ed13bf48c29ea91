// Every block type by its name, and whether the student is through with it.
import { html } from "/static/vendor/preact-htm.js";
import { Later } from "../../later.js";
import { Activity } from "./activity.js";
import { Discussion } from "./discussion.js";
import { Example, exampleDone } from "./example.js";
import { Picture } from "./image.js";
import { Film, Sound } from "./media.js";
import { Project } from "./project.js";
import { Question, settled } from "./question.js";
import { Reflection } from "./reflection.js";
import { Text } from "./text.js";

const program = () => import("./program.js");
const Program = (props) => html`<${Later} load=${program} part="Program" ...${props} />`;

export const BLOCKS = {
  text: Text, image: Picture, audio: Sound, video: Film, example: Example, activity: Activity,
  discussion: Discussion, reflection: Reflection, project: Project, program: Program, question: Question,
};

const left = (place, key) => Boolean((place.texts[key] || "").trim() || (place.media[key] || []).length);

/** True when a block asks nothing more of the student. */
export function through(block, place, key) {
  if (block.type === "question") return settled(block, place);
  if (block.type === "example") return exampleDone(block, place, key);
  if (block.type === "reflection") return left(place, key);
  if (block.type === "program") return Boolean((place.seen || {})[key]);
  if (block.type === "activity") return (place.ticks[key] || []).length === block.steps.length || left(place, key);
  return true;
}
