// What a child decides about her own way: what she may choose, her goals, and showing that she knows something.
export { Choices } from "./freedom.js";
export { Invite, Placement } from "./placement.js";
export { TestOut } from "./testout.js";
export { QuickPage } from "./quick.js";
export { Mine } from "./mine.js";
export { Skills } from "./garden.js";
