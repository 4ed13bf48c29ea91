// Dragging with Pointer Events: a [data-drag] thing onto a [data-drop] place. Tapping and keys are the caller's own.
import { useEffect, useRef } from "/static/vendor/preact-htm.js";

const FAR = 8;

function dropUnder(event) {
  const found = document.elementFromPoint(event.clientX, event.clientY);
  return found && found.closest("[data-drop]");
}

function follow(root, down, thing, onDrop) {
  const from = { x: down.clientX, y: down.clientY, scroll: window.scrollY };
  let moving = false;
  let over = null;
  const mark = (next) => {
    if (over) over.classList.remove("over");
    over = next && root.contains(next) ? next : null;
    if (over) over.classList.add("over");
  };
  // The thing in the hand lets the pointer through to what lies below, so the window is what listens.
  const move = (event) => {
    if (event.pointerId !== down.pointerId) return;
    const x = event.clientX - from.x;
    const y = event.clientY - from.y;
    if (!moving && Math.hypot(x, y) < FAR) return;
    moving = true;
    thing.classList.add("dragging");
    if (event.clientY < 70) window.scrollBy(0, -12);
    if (event.clientY > window.innerHeight - 130) window.scrollBy(0, 12);
    thing.style.transform = `translate(${x}px, ${y + window.scrollY - from.scroll}px)`;
    mark(dropUnder(event));
  };
  const end = (event) => {
    if (event.pointerId !== down.pointerId) return;
    ["pointermove", "pointerup", "pointercancel"].forEach((name) => window.removeEventListener(name, steps[name]));
    thing.classList.remove("dragging");
    thing.style.transform = "";
    const target = over;
    mark(null);
    if (!moving) return;
    // The click that follows a drag is not a tap.
    const swallow = (click) => { click.stopPropagation(); click.preventDefault(); };
    root.addEventListener("click", swallow, { capture: true, once: true });
    setTimeout(() => root.removeEventListener("click", swallow, { capture: true }), 50);
    if (target && event.type === "pointerup") onDrop(thing.dataset.drag, target.dataset.drop);
  };
  const steps = { pointermove: move, pointerup: end, pointercancel: end };
  Object.entries(steps).forEach(([name, step]) => window.addEventListener(name, step));
}

/** Calls onDrop(thing, place) when a thing inside the returned ref is dropped on a place inside it. */
export function useDrag(onDrop) {
  const root = useRef(null);
  const latest = useRef(onDrop);
  latest.current = onDrop;
  useEffect(() => {
    const start = (event) => {
      const thing = event.button === 0 && event.target.closest("[data-drag]");
      if (thing && !thing.disabled) follow(root.current, event, thing, (...args) => latest.current(...args));
    };
    const here = root.current;
    here.addEventListener("pointerdown", start);
    return () => here.removeEventListener("pointerdown", start);
  }, []);
  return root;
}
