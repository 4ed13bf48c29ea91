// A portrait walks through the door to its spot. Who asked for less movement sees it there at once.

const still = matchMedia("(prefers-reduced-motion: reduce)");

export function walk(hand, stops) {
  if (still.matches || !hand.animate) return hand.remove();
  const box = {left: parseFloat(hand.style.left), top: parseFloat(hand.style.top), width: parseFloat(hand.style.width), height: parseFloat(hand.style.height)};
  const begin = hand.style.transform || "none";
  const frames = stops.map((stop) => toward(box, stop));
  const steps = [begin, ...frames];
  hand.style.transform = frames[frames.length - 1];
  const walking = hand.animate(steps.map((transform) => ({transform, easing: "ease-in-out"})), {duration: 350 * stops.length});
  walking.onfinish = walking.oncancel = () => hand.remove();
  return undefined;
}

// A tap has nothing in the hand yet: a copy of the tile begins where the tile is.
export function copyOf(tile) {
  const box = tile.getBoundingClientRect();
  const hand = tile.cloneNode(true);
  hand.classList.add("hand");
  hand.setAttribute("aria-hidden", "true");
  Object.assign(hand.style, {left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px`});
  document.body.append(hand);
  return hand;
}

function toward(box, node) {
  const goal = node.getBoundingClientRect();
  const dx = goal.left + goal.width / 2 - box.left - box.width / 2;
  const dy = goal.top + goal.height / 2 - box.top - box.height / 2;
  return `translate3d(${dx}px, ${dy}px, 0) scale(${Math.min(1, goal.height / box.height, goal.width / box.width)})`;
}
