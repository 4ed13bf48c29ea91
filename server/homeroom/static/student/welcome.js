// Before and between children: choosing a class and a portrait, and the closed tablet that waits for its child.
import { html, useEffect, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Heading } from "./heading.js";
import { signIn, tabletNow } from "./here.js";
import { Icon } from "./icon.js";
import { Later, enrol, waits } from "./later.js";
import { Classes, Portraits, Secret } from "./signin.js";

const LOOK = 15000;
const RENEW = 600000;

const Away = () => html`<p class="notice warn s-away" role="status"><${Icon} name="cloud-off" /><span>${t("The box is away just now. It comes back by itself.")}</span></p>`;

/** How a child signs in here: the strictest way of her classes on this tablet. */
function wayFor(student, classes) {
  const ways = classes.filter((one) => student.class.includes(one.id)).map((one) => one.sign_in);
  return ["pictures", "pin"].find((way) => ways.includes(way)) || (ways.length ? "none" : "pictures");
}

const sameSecret = (a, b) => a !== undefined && JSON.stringify(a) === JSON.stringify(b);

export function SignIn({ tablet, enter, update }) {
  const [group, setGroup] = useState(null);
  const [student, setStudent] = useState(null);
  const [away, setAway] = useState(Boolean(tablet && tablet.away));
  useEffect(() => {
    const look = async () => {
      if (document.hidden) return;
      const now = await tabletNow();
      setAway(!now);
      if (now) update(now.enrolled ? now.tablet : null);
    };
    const looking = setInterval(look, away ? LOOK / 3 : LOOK);
    const renewing = setInterval(() => !away && !student && import("./renew.js").then((page) => page.renew(), () => {}), RENEW);
    return () => { clearInterval(looking); clearInterval(renewing); };
  }, [away, student]);
  if (!tablet) return html`<${Later} load=${enrol} part="Enrol" />`;
  const top = html`${away && html`<${Away} />`}<${Later} load=${waits} part="Waits" quiet tablet=${tablet} now=${student} busy=${group} show=${setStudent} />`;
  const open = async (one, secret) => {
    const answer = await signIn(one, secret);
    setAway(Boolean(answer.away));
    if (answer.ok) await enter({ ...answer, secret });
    return answer;
  };
  const choose = async (one) => {
    const straightIn = one.open || wayFor(one, tablet.classes) === "none";
    if (!straightIn || !(await open(one, null)).ok) setStudent(one);
  };
  if (student) {
    return html`${top}<${Secret} key=${student.id} student=${student} way=${wayFor(student, tablet.classes)} pictures=${tablet.pictures}
      signIn=${(secret) => open(student, secret)} back=${() => setStudent(null)} backWords=${t("That's not me")} />`;
  }
  const classes = tablet.classes.filter((one) => tablet.students.some((child) => child.class.includes(one.id)));
  const chosen = group || (classes.length === 1 ? classes[0] : null);
  if (!chosen && classes.length > 1) return html`${top}<${Classes} classes=${classes} choose=${setGroup} />`;
  return html`${top}<${Portraits} key=${chosen ? chosen.id : "all"} students=${tablet.students.filter((one) => !chosen || one.class.includes(chosen.id))}
    choose=${choose} back=${classes.length > 1 ? () => setGroup(null) : null} />`;
}

/** The tablet closed itself: the same child opens it again (also when the box is away), or somebody else takes it. */
export function Locked({ locked, tablet, enter, other }) {
  const { student, secret: known } = locked;
  const [asking, ask] = useState(false);
  const open = async (secret) => {
    const answer = await signIn(student, secret);
    if (answer.away && sameSecret(known, secret) && locked.session) answer.ok = true;
    if (answer.ok) await enter({ student, session: locked.session, ...answer, secret });
    return answer;
  };
  const way = tablet ? wayFor({ class: [], ...tablet.students.find((one) => one.id === student.id) }, tablet.classes) : "pictures";
  if (asking) {
    return html`<${Secret} student=${student} way=${way} pictures=${(tablet || {}).pictures || []} signIn=${open} back=${other} backWords=${t("I am someone else")} />`;
  }
  return html`<main class="s-narrow s-center"><img class="portrait i-huge" src=${student.portrait} alt="" />
    <${Heading}><bdi>${t("%(name)s, your work is kept", { name: student.short || student.name })}</bdi><//>
    <p><button type="button" class="button primary big" onClick=${async () => { if (way !== "none" || !(await open(null)).ok) ask(true); }}>${t("Go on")}</button></p>
    <p><button type="button" class="button" onClick=${other}>${t("I am someone else")}</button></p></main>`;
}
