// A sheet to draw on: four colors, two pens, undo, start again. It becomes a picture when the student keeps it.
import { html, useEffect, useRef, useState } from "/static/vendor/preact-htm.js";
import { t } from "/static/i18n.js";
import { Icon } from "../icon.js";

const COLORS = [["#1b2333", () => t("Black")], ["#b3261e", () => t("Red")], ["#174a8b", () => t("Blue")], ["#2b6b1f", () => t("Green")]];
const PENS = [[6, () => t("Thin pen")], [18, () => t("Thick pen")]];
const WIDE = 1200;
const HIGH = 800;

function paint(canvas, lines) {
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, WIDE, HIGH);
  Object.assign(pen, { lineCap: "round", lineJoin: "round" });
  lines.forEach(({ color, width, points }) => {
    Object.assign(pen, { strokeStyle: color, lineWidth: width });
    pen.beginPath();
    points.forEach(([x, y]) => pen.lineTo(x, y));
    if (points.length === 1) pen.lineTo(points[0][0] + 0.1, points[0][1]);
    pen.stroke();
  });
}

export function Draw({ onKeep, onClose }) {
  const sheet = useRef(null);
  const dialog = useRef(null);
  const [lines, setLines] = useState([]);
  const [color, setColor] = useState(COLORS[0][0]);
  const [width, setWidth] = useState(PENS[0][0]);
  useEffect(() => { paint(sheet.current, lines); }, [lines]);
  useEffect(() => { dialog.current.focus(); }, []);
  const spot = (event) => {
    const box = sheet.current.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * WIDE, ((event.clientY - box.top) / box.height) * HIGH];
  };
  const down = (event) => {
    sheet.current.setPointerCapture(event.pointerId);
    setLines([...lines, { color, width, points: [spot(event)] }]);
  };
  const move = (event) => {
    if (!sheet.current.hasPointerCapture(event.pointerId)) return;
    setLines((all) => [...all.slice(0, -1), { ...all[all.length - 1], points: [...all[all.length - 1].points, spot(event)] }]);
  };
  const keep = () => sheet.current.toBlob((blob) => onKeep(blob), "image/jpeg", 0.8);
  const pick = (list, now, set, kind) => list.map(([value, name]) => html`<button type="button" key=${value} class="button p-${kind}"
    aria-pressed=${now === value} onClick=${() => set(value)} aria-label=${name()}>
    <svg viewBox="0 0 32 32" aria-hidden="true"><circle cx="16" cy="16" r=${kind === "color" ? 12 : value / 2 + 2} fill=${kind === "color" ? value : "currentColor"} /></svg></button>`);
  return html`<div class="p-draw" role="dialog" aria-modal="true" aria-label=${t("Draw")} tabindex="-1" ref=${dialog}
    onKeyDown=${(event) => event.key === "Escape" && onClose()}>
    <div class="p-draw-tools">${pick(COLORS, color, setColor, "color")}${pick(PENS, width, setWidth, "pen")}
      <button type="button" class="button" disabled=${!lines.length} onClick=${() => setLines(lines.slice(0, -1))}><${Icon} name="undo" /><span>${t("Undo")}</span></button></div>
    <canvas ref=${sheet} width=${WIDE} height=${HIGH} role="img" aria-label=${t("Your drawing")}
      onPointerDown=${down} onPointerMove=${move}></canvas>
    <div class="p-draw-tools"><button type="button" class="button" onClick=${onClose}>${t("Don't keep")}</button>
      <button type="button" class="button primary" disabled=${!lines.length} onClick=${keep}>${t("Keep the drawing")}</button></div>
  </div>`;
}
