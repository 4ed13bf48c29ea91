// All home: after asking, one move for each child who is still here, as her own would be; taken back for a minute.

import {nt, t} from "/static/i18n.js";
import {atSchool, clockTime} from "../day.js";
import {icon, make, say} from "../make.js";
import {setting} from "../settings.js";

let sent = []; // whom this page sent home last: taken back also after the corner was closed and opened

export function openAllHome({school}) {
  const node = make("section");
  let group = setting("school_class");
  let asking = false;
  let problem = "";
  let drawn = "";
  const {roster} = school;
  if (!roster) return {node};

  const here = () => {
    const day = school.day();
    return school.roster.students.filter((child) => atSchool(day.get(child.id).state) && (!group || child.class.includes(group)));
  };
  const undoable = () => sent.filter((student) => school.canUndo(student));

  function draw() {
    if (!school.roster) return;
    const [children, back] = [here(), undoable()];
    const look = JSON.stringify([children.length, back.length, group, asking, problem]);
    if (look === drawn) return;
    drawn = look;
    const inside = node.contains(document.activeElement);
    node.replaceChildren(make("h3", {}, t("All home")), chooser(),
      children.length ? (asking ? question(children) : offer(children)) : make("p", {}, t("Nobody of these is in the building.")),
      problem ? make("p", {class: "notice warn"}, icon("warning"), make("span", {}, problem)) : "",
      back.length ? takeBack(back) : "");
    const first = inside && node.querySelector("[data-next]");
    if (first) first.focus({preventScroll: true});
  }

  function chooser() {
    const select = make("select", {id: "home-class", onchange: () => {
      [group, asking, problem] = [select.value, false, ""];
      draw();
    }}, ...[["", t("The whole school")], ...roster.classes.map(({id, name}) => [id, name])].map(([value, words]) =>
      make("option", {value, selected: value === group}, words)));
    return make("p", {class: "field"}, make("label", {for: "home-class"}, t("Who goes home?")), select);
  }

  const ask = (yes) => () => {
    [asking, problem] = [yes, ""];
    draw();
  };

  function offer(children) {
    return make("p", {}, make("button", {class: "button primary big", type: "button", "data-next": true, onclick: ask(true)}, icon("home"),
      make("span", {}, nt("Send %(n)s child home", "Send %(n)s children home", children.length))));
  }

  function question(children) {
    return make("div", {class: "notice warn sure"}, icon("home"),
      make("p", {role: "alert"}, nt("%(n)s child is noted as gone home now. Is that right?", "%(n)s children are noted as gone home now. Is that right?", children.length)),
      make("p", {class: "drill"},
        make("button", {class: "button primary", type: "button", onclick: () => go(children)}, icon("check"), make("span", {}, t("Yes, all home"))),
        make("button", {class: "button", type: "button", "data-next": true, onclick: ask(false)}, icon("x"), make("span", {}, t("No")))));
  }

  async function go(children) {
    asking = false;
    sent = children.map(({id}) => id);
    const numbers = await school.actAll("attendance.leave", sent, {method: "staff"});
    const kept = numbers.filter(Boolean).length;
    problem = kept < sent.length ? nt("%(n)s move could not be kept: this device has no room.", "%(n)s moves could not be kept: this device has no room.", sent.length - kept) : "";
    say(nt("%(n)s child went home.", "%(n)s children went home.", kept));
    draw();
  }

  function takeBack(students) {
    return make("div", {class: "notice good sure"}, icon("check"),
      make("p", {}, nt("%(n)s child went home at %(time)s.", "%(n)s children went home at %(time)s.", students.length,
        {time: clockTime(school.day().get(students[0]).since)})),
      make("p", {class: "drill"}, make("button", {class: "button", type: "button", "data-next": true, onclick: undo}, icon("undo"),
        make("span", {}, t("Take it back"))), make("small", {}, t("For one minute; after that a teacher puts it right in the register."))));
  }

  async function undo() {
    const done = await Promise.all(undoable().map((student) => school.undo(student).catch(() => false)));
    say(nt("%(n)s child is here again.", "%(n)s children are here again.", done.filter(Boolean).length));
    draw();
  }

  draw();
  const stop = school.subscribe(draw);
  const timer = setInterval(draw, 1000);
  return {node, stop() {
    stop();
    clearInterval(timer);
  }};
}
