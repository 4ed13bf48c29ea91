// The parts of the page that are fetched later, so that the first screens are there soon.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";

export const clock = () => import("./clock.js");
export const pin = () => import("./pin.js");
export const enrol = () => import("./enrol.js");
export const waits = () => import("./waits.js");
export const cover = () => import("./cover.js");
export const cardPage = () => import("./cardpage.js");
export const player = () => import("./player/player.js");
export const reorder = () => import("./reorder.js");
export const own = () => import("./own.js");
export const stations = () => import("./stations.js");
const offline = () => import("/static/offline.js");

/** Where to go to for the cards that may be added. */
export const SHELF = { name: "shelf", load: cover, part: "Shelf" };

/** Fetches what a child needs, to be here when the box is not. */
export const fetchLater = () => Promise.all([cover, cardPage, player, reorder, own, stations, offline].map((load) => load().catch(() => {})));

/** Shows a part of one of them as soon as it is here. */
export function Later({ load, part, quiet, ...props }) {
  const [Part, setPart] = useState(null);
  useEffect(() => { load().then((module) => setPart(() => module[part]), () => {}); }, []);
  return Part ? html`<${Part} load=${load} ...${props} />` : quiet ? null : html`<p class="loading">${t("One moment")}</p>`;
}
