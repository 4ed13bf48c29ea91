// What a child decides about her own way: what she may choose, and showing that she knows something.
export { Choices } from "./freedom.js";
export { Invite, Placement } from "./placement.js";
export { TestOut } from "./testout.js";
export { Quick, QuickPage } from "./quick.js";
export { Skills } from "./garden.js";
