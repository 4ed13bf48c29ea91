// Dragging a child to a station with mouse, pen or finger. A finger first rests a moment, so that the page still scrolls.

const BEGIN = 6; // px of a mouse or pen
const REST = 220; // ms of a finger
const SLIP = 10; // px a finger may slip while it rests
const EDGE = 60; // px from the edge of the window at which the page moves on

// aim(station or null) while dragging; drop(kid, station or null) at the end.
export function watchDrags(plan, { aim, drop }) {
  let drag = null;
  let justDragged = false;

  plan.addEventListener("pointerdown", (event) => {
    const kid = event.target.closest("a.g-kid");
    if (!kid || event.button || drag || kid.classList.contains("locked")) return;
    drag = { id: event.pointerId, kid, x: event.clientX, y: event.clientY, touch: event.pointerType === "touch", hand: null, timer: 0 };
    if (drag.touch) drag.timer = setTimeout(() => begin(drag.x, drag.y), REST);
  });

  function begin(x, y) {
    const box = drag.kid.getBoundingClientRect();
    drag.hand = drag.kid.cloneNode(true);
    drag.hand.classList.add("g-hand");
    drag.hand.setAttribute("aria-hidden", "true");
    drag.hand.removeAttribute("href");
    drag.grip = { x: x - box.left, y: y - box.top };
    document.body.append(drag.hand);
    document.documentElement.classList.add("g-dragging");
    drag.kid.classList.add("lifted");
    try {
      plan.setPointerCapture(drag.id);
    } catch (gone) {
      // The pointer was lifted in the meantime.
    }
    move(x, y);
  }

  function move(x, y) {
    drag.last = { x, y };
    drag.hand.style.transform = `translate3d(${x - drag.grip.x}px, ${y - drag.grip.y}px, 0)`;
    const under = document.elementFromPoint(x, y);
    const station = under && under.closest("[data-station]");
    if (station !== drag.station) aim((drag.station = station));
    if (y < EDGE) scrollBy(0, -12);
    else if (y > innerHeight - EDGE) scrollBy(0, 12);
  }

  addEventListener("pointermove", (event) => {
    if (!drag || event.pointerId !== drag.id) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y);
    if (!drag.hand && drag.touch && far > SLIP) stop();
    else if (!drag.hand && !drag.touch && far > BEGIN) begin(event.clientX, event.clientY);
    else if (drag.hand) move(event.clientX, event.clientY);
  });

  function stop() {
    clearTimeout(drag.timer);
    if (drag.hand) {
      drag.hand.remove();
      drag.kid.classList.remove("lifted");
      document.documentElement.classList.remove("g-dragging");
      aim(null);
      justDragged = true;
      setTimeout(() => { justDragged = false; }, 50);
    }
    drag = null;
  }

  function end(event) {
    if (!drag || event.pointerId !== drag.id) return;
    const { hand, kid, station } = drag;
    stop();
    if (hand && event.type === "pointerup") drop(kid, station);
  }

  addEventListener("pointerup", end);
  addEventListener("pointercancel", end);
  addEventListener("keydown", (event) => { if (drag && event.key === "Escape") stop(); });
  plan.addEventListener("dragstart", (event) => event.preventDefault());
  plan.addEventListener("contextmenu", (event) => { if (drag && drag.touch) event.preventDefault(); });
  // While a child is in the hand, the page does not scroll under the finger.
  plan.addEventListener("touchmove", (event) => { if (drag && drag.hand && event.cancelable) event.preventDefault(); }, { passive: false });
  addEventListener("click", (event) => {
    if (!justDragged) return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
}
