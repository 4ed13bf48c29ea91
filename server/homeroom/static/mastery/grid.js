// Arrow keys move through the grid of skills: one stop for Tab, all else by arrows, Home and End.
const grid = document.getElementById("skill-grid");
const cells = grid ? [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("a")]) : [];
const ltr = document.documentElement.dir !== "rtl";
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, ltr ? -1 : 1], ArrowRight: [0, ltr ? 1 : -1] };

function place(of) {
  const row = cells.findIndex((line) => line.includes(of));
  return [row, row < 0 ? -1 : cells[row].indexOf(of)];
}

function enter(row, column) {
  const next = (cells[row] || [])[column];
  if (!next) return;
  cells.forEach((line) => line.forEach((one) => { one.tabIndex = -1; }));
  next.tabIndex = 0;
  next.focus();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
}

if (cells.length) {
  cells.forEach((line, row) => line.forEach((one, column) => { one.tabIndex = row || column ? -1 : 0; }));
  grid.addEventListener("keydown", (event) => {
    const [row, column] = place(event.target.closest("a"));
    if (row < 0) return;
    const step = STEPS[event.key];
    const ends = { Home: 0, End: cells[row].length - 1 };
    if (step) enter(row + step[0], column + step[1]);
    else if (event.key in ends) enter(row, ends[event.key]);
    else return;
    event.preventDefault();
  });
}
