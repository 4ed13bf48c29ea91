// Dragging a portrait with a finger, a pen or a mouse; several children may do it at once.

import {copyOf} from "./walk.js";

const BEGIN = 12; // px sideways; a swipe up or down stays a swipe
const FAR = 0.3; // of the stage's width: far enough to count, also before the door is reached

// find(target) → {student, from: "home" | "school", node} or null; over(side or "") while dragging;
// drop({student, from, to, node, hand}) at the end, `to` = `from` when it was not far enough.
export function watchDrags(stage, {find, over, drop}) {
  const drags = new Map();
  let justDragged = false;

  stage.addEventListener("pointerdown", (event) => {
    const found = event.button === 0 && find(event.target);
    if (found) drags.set(event.pointerId, {...found, x: event.clientX, y: event.clientY, hand: null, frame: 0});
  });

  stage.addEventListener("pointermove", (event) => {
    const drag = drags.get(event.pointerId);
    if (!drag) return;
    drag.dx = event.clientX - drag.x;
    drag.dy = event.clientY - drag.y;
    if (!drag.hand && !begins(drag, event)) return;
    if (!drag.frame) drag.frame = requestAnimationFrame(() => move(drag));
  });

  function begins(drag, event) {
    if (Math.abs(drag.dy) > BEGIN && Math.abs(drag.dy) > Math.abs(drag.dx)) drags.delete(event.pointerId);
    if (Math.abs(drag.dx) <= BEGIN || !drags.has(event.pointerId)) return false;
    stage.setPointerCapture(event.pointerId);
    drag.box = drag.node.getBoundingClientRect();
    drag.stage = stage.getBoundingClientRect();
    drag.door = stage.querySelector(".door").getBoundingClientRect();
    drag.hand = copyOf(drag.node);
    drag.node.classList.add("lifted");
    return true;
  }

  function move(drag) {
    drag.frame = 0;
    drag.hand.style.transform = `translate3d(${drag.dx}px, ${drag.dy}px, 0) scale(1.12)`;
    const to = target(drag);
    if (to !== drag.to) over((drag.to = to) === drag.from ? "" : to);
  }

  function end(event) {
    const drag = drags.get(event.pointerId);
    drags.delete(event.pointerId);
    if (!drag || !drag.hand) return;
    cancelAnimationFrame(drag.frame);
    justDragged = true;
    setTimeout(() => (justDragged = false), 50);
    drag.node.classList.remove("lifted");
    over("");
    drop({...drag, to: event.type === "pointerup" ? target(drag) : drag.from});
  }

  stage.addEventListener("pointerup", end);
  stage.addEventListener("pointercancel", end);
  // What is dragged is not scrolled: else a quick throw would swallow the next child's tap.
  stage.addEventListener("touchmove", (event) => {
    if (event.cancelable && Array.from(drags.values()).some(({hand}) => hand)) event.preventDefault();
  }, {passive: false});
  stage.addEventListener("click", (event) => {
    if (!justDragged) return;
    event.stopPropagation();
    event.preventDefault();
  }, true);

  return () => drags.size > 0;
}

function target({from, dx, box, stage, door}) {
  const toward = (document.documentElement.dir === "rtl" ? -1 : 1) * (from === "home" ? 1 : -1);
  const middle = box.left + box.width / 2 + dx;
  const past = (middle - (door.left + door.width / 2)) * toward > 0;
  const moved = dx * toward;
  return moved > BEGIN * 2 && (past || moved > stage.width * FAR) ? (from === "home" ? "school" : "home") : from;
}
