// Where to go next today, as the teacher published it: "Next: Turtle table with Ben until 10:15".
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Disagree } from "./disagree.js";
import { Icon } from "./icon.js";

const LOOK = 20000;
const two = (n) => String(n).padStart(2, "0");
const clockTime = () => { const now = new Date(); return `${two(now.getHours())}:${two(now.getMinutes())}`; };

/** The place of now or the next one, or nothing when the day is over. */
export const placeAt = (places, time) => places.find((one) => one.until > time);

function words(place, time) {
  const values = { place: place.room ? `${place.station}, ${place.room}` : place.station, time: place.until, from: place.from };
  values.who = place.with.concat(place.adult || []).join(t(", "));
  if (place.from <= time) return values.who ? t("Now: %(place)s with %(who)s until %(time)s", values) : t("Now: %(place)s until %(time)s", values);
  return values.who ? t("Next at %(from)s: %(place)s with %(who)s until %(time)s", values) : t("Next at %(from)s: %(place)s until %(time)s", values);
}

export function Stations({ day }) {
  const [time, setTime] = useState(clockTime());
  useEffect(() => {
    const again = setInterval(() => setTime(clockTime()), LOOK);
    return () => clearInterval(again);
  }, []);
  const week = day.week();
  // What was heard yesterday is no plan for today, whatever day the tablet believes in.
  const fresh = new Date(week.heard || 0).toDateString() === new Date().toDateString();
  const places = fresh ? week.stations || [] : [];
  const now = placeAt(places, time);
  if (!now) return null;
  const then = places[places.indexOf(now) + 1];
  return html`<section class="w-place"><img src="/static/art/sign-${now.sign}.svg" alt="" />
    <div><p class="w-place-now"><bdi>${words(now, time)}</bdi></p><p><bdi>${now.reason}</bdi></p>
      ${then && html`<p class="quiet-text"><${Icon} name="arrow-end" class="turns" /> <bdi>${words(then, time)}</bdi></p>`}
      ${now.key && html`<${Disagree} day=${day} about="place" of=${now.key} />`}</div></section>`;
}
