// What a grown-up has chosen for this kiosk; kept on this device.

const PLACE = "homeroom-kiosk-settings";
const STANDARD = {sound: "name", school_class: ""}; // sound: name | chime | off; no class: the whole school

let chosen = {...STANDARD};
try {
  Object.assign(chosen, JSON.parse(localStorage.getItem(PLACE)));
} catch (problem) {
  chosen = {...STANDARD};
}

export const setting = (name) => chosen[name];

export function choose(name, value) {
  chosen[name] = value;
  try {
    localStorage.setItem(PLACE, JSON.stringify(chosen));
  } catch (problem) {
    // Then it holds until the page is closed.
  }
}
