// A portrait walks through the door to its spot. Who asked for less movement sees it there at once.

const still = matchMedia("(prefers-reduced-motion: reduce)");

// `stops` are elements; the last one is the spot, which stays empty until the portrait is there.
export function walk(hand, stops) {
  if (still.matches || !hand.animate) return hand.remove();
  const spot = stops[stops.length - 1];
  const steps = [hand.style.transform || "none", ...stops.map((stop) => toward(hand, stop))];
  spot.classList.add("awaited");
  const walking = hand.animate(steps.map((transform) => ({transform, easing: "ease-in-out"})), {duration: 380 * stops.length, fill: "forwards"});
  walking.onfinish = walking.oncancel = () => {
    hand.remove();
    spot.classList.remove("awaited");
  };
  return undefined;
}

// A tap has nothing in the hand yet: a copy of the tile begins where the tile is.
export function copyOf(tile) {
  const box = tile.getBoundingClientRect();
  const hand = tile.cloneNode(true);
  hand.classList.add("hand");
  hand.setAttribute("aria-hidden", "true");
  for (const size of ["--tile-width", "--tile-height"]) hand.style.setProperty(size, getComputedStyle(tile).getPropertyValue(size));
  Object.assign(hand.style, {left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px`});
  document.body.append(hand);
  return hand;
}

function toward(hand, node) {
  const [left, top, width, height] = ["left", "top", "width", "height"].map((side) => parseFloat(hand.style[side]));
  const goal = node.getBoundingClientRect();
  const dx = goal.left + goal.width / 2 - left - width / 2;
  const dy = goal.top + goal.height / 2 - top - height / 2;
  return `translate3d(${dx}px, ${dy}px, 0) scale(${Math.min(1, goal.height / height, goal.width / width)})`;
}
