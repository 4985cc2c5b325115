// Where the names go: beside their dot, off the lines, never on a dot or on each other. What finds no room waits for a zoom.

/** @typedef {{entity: Entity, rows: string[], x: number, y: number, width: number, size: number, bold: boolean, alpha: number}} Name */

const CELL = 5;
const SMALLEST = 12;
/** Where a name may stand: share of its width to the side, below or above, what the place costs, how much further off. */
const SPOTS = [
  [0, 1, 0, 0], [1, 0, 2, 0], [-1, 0, 3, 0], [0, -1, 2, 0], [0.6, 1, 3, 0], [-0.6, 1, 4, 0], [0.6, -1, 4, 0], [-0.6, -1, 5, 0],
  [1, 0.75, 4, 0], [-1, 0.75, 5, 0], [1, -0.75, 4, 0], [-1, -0.75, 5, 0], [0, 1, 9, 7], [1, 0, 9, 7], [-1, 0, 10, 7], [0, -1, 9, 7],
  [0.6, 1, 22, 10], [-0.6, 1, 22, 10], [0.6, -1, 22, 10], [-0.6, -1, 22, 10],
];

/**
 * @param {Dot[]} dots
 * @param {Line[]} lines
 * @param {Look} look
 * @returns {Name[]}
 */
function namesOf(dots, lines, look) {
  const grid = gridOf(look);
  for (const line of lines) if ((line.strokes[0]?.alpha ?? 1) > 0.3) drawInto(grid, line.points, 1);
  for (const dot of dots) if (dot.radius) fill(grid, dot.at[0] - dot.radius, dot.at[1] - dot.radius, dot.at[0] + dot.radius, dot.at[1] + dot.radius, dot.alpha < 1 ? 8 : 60);
  // rather over a small dot than cut off at the side
  for (const [left, right] of [[-120, 4], [look.width - 4, look.width + 120]]) fill(grid, left, -120, right, look.height + 120, 190);
  if (look.keepFree) fill(grid, ...look.keepFree, 60);
  const names = [];
  const order = [...dots].sort((a, b) => b.chosen - a.chosen || b.alpha - a.alpha || b.entity.size - a.entity.size || (a.entity.id < b.entity.id ? -1 : 1));
  for (const dot of order) {
    const name = nameFor(dot, grid, look);
    if (!name) continue;
    names.push(name);
    fill(grid, name.x - name.width / 2 - 2, name.y - 1, name.x + name.width / 2 + 2, name.y + name.rows.length * name.size * 1.16 + 1, 200);
  }
  return names;
}

/** @returns {?Name} */
function nameFor(dot, grid, look) {
  const [x, y] = dot.at;
  if (x < -20 || y < -20 || x > look.width + 20 || y > look.height + 20) return null;
  if (look.focus && dot.alpha < 1) return null;
  const size = SMALLEST + Math.min(3, Math.max(0, (dot.entity.size - 8) / 3)) + (dot.chosen ? 1 : 0);
  const bold = dot.chosen || dot.entity.size > 13 || Boolean(dot.nameColor);
  const rows = wrap(dot.entity.label);
  const width = Math.max(...rows.map((row) => look.measure(row, size, bold)));
  const height = rows.length * size * 1.16, gap = dot.radius + (dot.chosen ? dot.radius * 0.15 + 8 : 3);
  let best = null;
  for (const [u, v, price, away] of SPOTS) {
    const far = gap + away, side = Math.abs(u) === 1;
    const cx = x + u * (side ? far + width / 2 : width / 2), top = v === 0 ? y - height / 2 : v > 0 ? y + far * v - (side ? 2 : 0) : y + far * v - height + (side ? 2 : 0);
    const cost = price + covered(grid, cx - width / 2 - 1, top, cx + width / 2 + 1, top + height);
    if (!best || cost < best.cost) best = { cost, cx, top };
  }
  // a weighty name may cover a small dot, but never another name
  const most = dot.chosen ? Infinity : dot.entity.size > 9.5 || look.keepNames ? 200 : 55;
  if (best.cost >= most) return null;
  return { entity: dot.entity, color: dot.nameColor, rows, x: best.cx, y: best.top, width, size, bold, alpha: dot.alpha };
}

/** A long name in two rows, parted near the middle. */
function wrap(label) {
  const text = shorten(label, 44);
  if (text.length <= 16) return [text];
  let best = -1;
  for (let i = 1; i < text.length - 1; i += 1) {
    if ((text[i] === " " || text[i] === "–" || text[i] === "-") && Math.abs(i - text.length / 2) < Math.abs(best - text.length / 2)) best = i;
  }
  if (best < 0) return [shorten(text, 26)];
  const cutAt = text[best] === " " ? best : best + 1;
  return [text.slice(0, cutAt).trim(), text.slice(cutAt).trim()];
}

function gridOf({ width, height }) {
  const margin = 120;
  const columns = Math.ceil((width + 2 * margin) / CELL), rows = Math.ceil((height + 2 * margin) / CELL);
  return { margin, columns, rows, cells: new Uint8Array(columns * rows) };
}

function fill(grid, left, top, right, bottom, value) {
  each(grid, left, top, right, bottom, (i) => (grid.cells[i] = Math.max(grid.cells[i], value)));
}

/** What a box would cover: anything hard counts whole, lines count by the cell. */
function covered(grid, left, top, right, bottom) {
  let lines = 0, hard = 0;
  each(grid, left, top, right, bottom, (i) => {
    const value = grid.cells[i];
    if (value > 20) hard = Math.max(hard, value);
    else lines += value;
  });
  return hard + Math.min(lines, 50);
}

function each({ margin, columns, rows }, left, top, right, bottom, visit) {
  const x0 = Math.max(0, Math.floor((left + margin) / CELL)), x1 = Math.min(columns - 1, Math.floor((right + margin) / CELL));
  const y0 = Math.max(0, Math.floor((top + margin) / CELL)), y1 = Math.min(rows - 1, Math.floor((bottom + margin) / CELL));
  for (let y = y0; y <= y1; y += 1) for (let x = x0; x <= x1; x += 1) visit(y * columns + x);
}

/** Mark the cells that a path runs through. */
function drawInto(grid, points, value) {
  const { margin, columns, rows, cells } = grid;
  for (let k = 1; k < points.length; k += 1) {
    const [x, y] = points[k - 1], [u, v] = points[k];
    const steps = Math.min(900, Math.ceil(Math.hypot(u - x, v - y) / CELL));
    for (let i = 0; i <= steps; i += 1) {
      const column = Math.floor((x + ((u - x) * i) / (steps || 1) + margin) / CELL), row = Math.floor((y + ((v - y) * i) / (steps || 1) + margin) / CELL);
      if (column < 0 || row < 0 || column >= columns || row >= rows) continue;
      const at = row * columns + column;
      if (cells[at] < 20) cells[at] = Math.min(cells[at] + value, 6);
    }
  }
}
