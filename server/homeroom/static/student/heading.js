// A heading that takes the focus when its screen comes up, so that it is read out and Tab goes on from there.
import { html, useEffect, useRef } from "/static/vendor/preact-htm.js";

export function Heading({ children, class: more = "" }) {
  const self = useRef(null);
  useEffect(() => self.current.focus({ preventScroll: true }), []);
  return html`<h1 tabindex="-1" class=${more} ref=${self}>${children}</h1>`;
}
