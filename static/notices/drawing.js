// A name written by hand: lines of points on a sheet of 600 by 200, in a hidden field. Without this script the name is typed.

const WIDTH = 600;
const HEIGHT = 200;
const MOST_LINES = 80;
const MOST_POINTS = 2900;

for (const pad of document.querySelectorAll("[data-drawing]")) {
  const canvas = pad.querySelector("canvas");
  const field = pad.parentElement.querySelector("input[name$=strokes]");
  const pen = canvas.getContext("2d");
  const said = pad.querySelector("[data-state]");
  const words = { written: pad.querySelector("[data-words-written]").textContent, empty: pad.querySelector("[data-words-empty]").textContent };
  let lines = [];
  let current = null;
  try {
    lines = field.value ? JSON.parse(field.value) : [];
  } catch {
    lines = [];
  }
  pad.hidden = false;

  const pointOf = (event) => {
    const box = canvas.getBoundingClientRect();
    const within = (value, most) => Math.max(0, Math.min(most, Math.round(value)));
    return [
      within(((event.clientX - box.left) / box.width) * WIDTH, WIDTH),
      within(((event.clientY - box.top) / box.height) * HEIGHT, HEIGHT),
    ];
  };

  const draw = () => {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.strokeStyle = getComputedStyle(canvas).color;
    pen.lineWidth = 5;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    for (const line of lines) {
      pen.beginPath();
      pen.moveTo(...line[0]);
      line.forEach(([x, y], index) => {
        const next = line[index + 1];
        if (next) pen.quadraticCurveTo(x, y, (x + next[0]) / 2, (y + next[1]) / 2);
      });
      pen.lineTo(...line.at(-1));
      pen.stroke();
    }
    said.textContent = lines.length ? words.written : words.empty;
  };

  const count = () => lines.reduce((sum, line) => sum + line.length, 0);

  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0 || lines.length >= MOST_LINES) return;
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    current = [pointOf(event)];
    lines.push(current);
    draw();
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!current || !event.isPrimary) return;
    const [x, y] = pointOf(event);
    const [lastX, lastY] = current.at(-1);
    if (Math.hypot(x - lastX, y - lastY) < 4 || count() >= MOST_POINTS) return;
    current.push([x, y]);
    draw();
  });
  const lift = () => {
    current = null;
    field.value = lines.length ? JSON.stringify(lines) : "";
  };
  canvas.addEventListener("pointerup", lift);
  canvas.addEventListener("pointercancel", lift);
  pad.querySelector("[data-clear]").addEventListener("click", () => {
    lines = [];
    lift();
    draw();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
}
