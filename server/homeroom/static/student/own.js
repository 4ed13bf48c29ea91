// What a child decides about her own way: what she may choose, and showing that she knows something.
export { Choices } from "./freedom.js";
export { TestOut } from "./testout.js";
