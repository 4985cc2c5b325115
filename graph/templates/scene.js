// The picture as plain shapes in pixels of the screen or of a figure: lines, arrowheads, dots and names.
// One scene serves the canvas, the SVG and the PNG, so that all of them look alike.

/**
 * @typedef {[number, number]} Point
 * @typedef {{points: Point[], color: string, width: number, dash: number[], family: string, alpha: number}} Stroke
 * @typedef {{points: Point[], color: string, hollow: boolean, alpha: number}} Arrow
 * @typedef {{at: Point, text: string, color: string, alpha: number}} Sign
 * @typedef {{a: Entity, b: Entity, ties: Tie[], points: Point[], width: number, strokes: Stroke[], arrows: Arrow[], signs: Sign[]}} Line
 * @typedef {{entity: Entity, at: Point, radius: number, shape: string, color: string, alpha: number, chosen: boolean}} Dot
 * @typedef {{lines: Line[], dots: Dot[], names: Name[]}} Scene
 * @typedef {{dark: boolean, fan: boolean, arcs: boolean, compare: boolean, zoom: number, width: number, height: number,
 *   calm: number, focus: ?Focus, measure: (text: string, size: number, bold: boolean) => number, keepNames: boolean}} Look
 * @typedef {{entities: Set<Entity>, ties: ?Set<Tie>, chosen: Set<Entity>}} Focus
 */

/** The colour of a type, theme or change on the ground in use. */
const inkOf = (entry, dark) => (dark ? entry.dark : entry.color);

/** Size of a dot on the screen: grows with the zoom, but slower. */
const radiusOf = (entity, zoom) => entity.size * Math.min(1.5, Math.max(0.5, Math.sqrt(zoom)));

/** Many lines are drawn paler, so that names stay readable on them. */
const calmOf = (ties, focus) => (focus ? 1 : Math.min(1, Math.max(0.4, 1.15 - ties / 1100)));

/**
 * @param {Sight} sight
 * @param {(entity: Entity) => Point} place
 * @param {Look} look
 * @returns {Scene}
 */
function sceneOf(sight, place, look) {
  const dots = [...sight.entities].map((entity) => dotOf(entity, place(entity), look));
  const byEntity = new Map(dots.map((dot) => [dot.entity, dot]));
  const lines = [];
  for (const ties of pairsOf(sight.ties).values()) {
    const a = byEntity.get(ties[0].source), b = byEntity.get(ties[0].target);
    if (!a || !b || outside(a.at, b.at, look)) continue;
    if (look.fan && ties.length > 1) ties.forEach((tie, i) => lines.push(lineOf(a, b, [tie], bendOf(a, b, i, ties, look), look)));
    else lines.push(lineOf(a, b, ties, look.arcs ? 0.16 * Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) : 0, look));
  }
  lines.sort((one, two) => brightness(one) - brightness(two));
  return { lines, dots, names: namesOf(dots.concat(look.anchors ?? []), lines, look) };
}

const brightness = ({ strokes }) => strokes[0]?.alpha ?? 0;

/** Ties by pair of entities, each pair's ties in the order of themes. */
function pairsOf(ties) {
  const pairs = new Map();
  for (const tie of ties) {
    const [a, b] = tie.source.id < tie.target.id ? [tie.source, tie.target] : [tie.target, tie.source];
    const key = a.id + " " + b.id;
    const own = pairs.get(key);
    if (own) own.push(tie);
    else pairs.set(key, [tie]);
  }
  const themes = Object.keys(facts.themes);
  for (const own of pairs.values()) {
    own.sort((x, y) => themes.indexOf(x.relation.theme) - themes.indexOf(y.relation.theme) || (x.relation.id < y.relation.id ? -1 : 1));
  }
  return pairs;
}

/** Whether a line between two points cannot be seen. */
function outside(a, b, { width, height }) {
  const far = 60;
  return Math.max(a[0], b[0]) < -far || Math.min(a[0], b[0]) > width + far || Math.max(a[1], b[1]) < -far || Math.min(a[1], b[1]) > height + far;
}

/** @returns {Dot} */
function dotOf(entity, at, look) {
  const type = facts.types[entity.type] ?? facts.types.region;
  const faded = look.focus && !look.focus.entities.has(entity);
  return {
    entity, at, radius: radiusOf(entity, look.zoom), shape: type.shape, color: inkOf(type, look.dark),
    alpha: faded ? 0.22 : 1, chosen: look.focus?.chosen.has(entity) ?? false,
  };
}

/** How far the i-th of several lines of a pair bows out. */
function bendOf(a, b, i, ties, look) {
  const spread = Math.min(26, Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) / (ties.length + 2));
  const bend = (i - (ties.length - 1) / 2) * 2 * spread + (look.arcs ? 0.16 * Math.hypot(a.at[0] - b.at[0], a.at[1] - b.at[1]) : 0);
  return bend;
}

/**
 * One line: the ties of a pair, or one of them. Along it each tie has its share.
 * @param {Dot} a
 * @param {Dot} b
 * @param {Tie[]} ties
 * @param {number} bend
 * @param {Look} look
 * @returns {Line}
 */
function lineOf(a, b, ties, bend, look) {
  const sentences = ties.reduce((sum, tie) => sum + tie.sentences.length, 0);
  const width = Math.min(1.2 + 1.3 * (Math.sqrt(sentences) - 0.55), 9);
  const full = a === b ? loopOf(a) : curveOf(a.at, b.at, bend);
  const forth = ties.find((tie) => !tie.mutual && tie.target === b.entity);
  const back = a !== b && ties.find((tie) => !tie.mutual && tie.target === a.entity);
  const head = 5 + 1.1 * width;
  const points = a === b ? full : cut(full, a.radius + 2.5 + (back ? head * 0.8 : 0), b.radius + 2.5 + (forth ? head * 0.8 : 0));
  const lit = ties.filter((tie) => !look.focus || (look.focus.ties ? look.focus.ties.has(tie) : false));
  const alphaOf = (tie) => (look.compare && (tie.change === "same" || tie.change === "gone") ? 0.55 : 1) * look.calm * (!look.focus || lit.includes(tie) ? 1 : 0.13);
  const strokes = [], signs = [];
  let done = 0;
  for (const tie of ties) {
    const share = tie.sentences.length / sentences;
    const part = ties.length === 1 ? points : slice(points, done, done + share);
    done += share;
    const color = colorOf(tie, look);
    strokes.push({ points: part, color, width, dash: facts.statuses[STATUSES[tie.status]], family: tie.relation.family, alpha: alphaOf(tie) });
    const sign = signOf(tie, look);
    if (sign) signs.push({ at: along(part, 0.5), text: sign, color, alpha: alphaOf(tie) });
  }
  const arrows = [];
  const arrow = (tie, path) => arrows.push({ points: headOf(path, head, width), color: colorOf(tie, look), hollow: tie.relation.family === "structure", alpha: alphaOf(tie) });
  if (forth && a !== b) arrow(forth, [points[points.length - 1], full[full.length - 1]]);
  if (back) arrow(back, [points[0], full[0]]);
  return { a: a.entity, b: b.entity, ties, points, width, strokes, arrows, signs };
}

const colorOf = (tie, look) => inkOf(look.compare ? facts.changes[tie.change] : facts.themes[tie.relation.theme], look.dark);

/** A sign on the line, so that print without colour can tell: what changed, ended or is denied. */
function signOf(tie, look) {
  if (look.compare) return facts.changes[tie.change].sign;
  return tie.status === ENDED ? "|" : tie.status === DENIED ? "×" : "";
}

/** @returns {Point[]} */
function curveOf(a, b, bend) {
  if (Math.abs(bend) < 0.5) return [a, b];
  const dx = b[0] - a[0], dy = b[1] - a[1], length = Math.hypot(dx, dy) || 1;
  const cx = (a[0] + b[0]) / 2 + (dy / length) * bend, cy = (a[1] + b[1]) / 2 - (dx / length) * bend;
  const points = [];
  for (let i = 0; i <= 18; i += 1) {
    const u = i / 18, v = 1 - u;
    points.push([v * v * a[0] + 2 * u * v * cx + u * u * b[0], v * v * a[1] + 2 * u * v * cy + u * u * b[1]]);
  }
  return points;
}

/** A loop above the dot. @returns {Point[]} */
function loopOf({ at: [x, y], radius }) {
  const size = radius * 0.7 + 7, points = [];
  for (let i = 0; i <= 20; i += 1) {
    const angle = (1.2 + (i / 20) * 1.6) * Math.PI;
    points.push([x + size * Math.sin(angle), y - radius - size * 0.7 - size * Math.cos(angle)]);
  }
  return points;
}

/** @param {Point[]} points */
function lengthOf(points) {
  let length = 0;
  for (let i = 1; i < points.length; i += 1) length += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
  return length;
}

/** Cut a path at both ends by so many pixels; never to nothing. */
function cut(points, start, end) {
  const length = lengthOf(points);
  if (length < 1) return points;
  const most = Math.max(length - 2, 0), scale = Math.min(1, most / (start + end));
  return slice(points, (start * scale) / length, 1 - (end * scale) / length);
}

/** The part of a path between two shares of its length. @returns {Point[]} */
function slice(points, from, to) {
  const length = lengthOf(points), result = [along(points, from)];
  let done = 0;
  for (let i = 1; i < points.length - 1; i += 1) {
    done += Math.hypot(points[i][0] - points[i - 1][0], points[i][1] - points[i - 1][1]);
    if (done > from * length + 0.01 && done < to * length - 0.01) result.push(points[i]);
  }
  result.push(along(points, to));
  return result;
}

/** The point at a share of a path's length. @returns {Point} */
function along(points, share) {
  let left = lengthOf(points) * Math.min(Math.max(share, 0), 1);
  for (let i = 1; i < points.length; i += 1) {
    const [x, y] = points[i - 1], [u, v] = points[i];
    const step = Math.hypot(u - x, v - y);
    if (left <= step && step > 0) return [x + ((u - x) * left) / step, y + ((v - y) * left) / step];
    left -= step;
  }
  return points[points.length - 1];
}

/** An arrowhead whose foot is at the first point, towards the second. @returns {Point[]} */
function headOf([foot, goal], size, width) {
  const dx = goal[0] - foot[0], dy = goal[1] - foot[1], length = Math.hypot(dx, dy) || 1;
  const ux = dx / length, uy = dy / length, half = 2.2 + width * 0.75;
  return [
    [foot[0] + ux * size, foot[1] + uy * size],
    [foot[0] - uy * half - ux * 0.5, foot[1] + ux * half - uy * 0.5],
    [foot[0] + uy * half - ux * 0.5, foot[1] - ux * half - uy * 0.5],
  ];
}

const OUTLINES = {
  hexagon: regular(6, 0), pentagon: regular(5, -Math.PI / 2), triangle: regular(3, -Math.PI / 2, 1.25), down: regular(3, Math.PI / 2, 1.25),
  diamond: regular(4, 0, 1.2), square: [[-0.88, -0.88], [0.88, -0.88], [0.88, 0.88], [-0.88, 0.88]],
  sheet: [[-0.7, -0.95], [0.7, -0.95], [0.7, 0.95], [-0.7, 0.95]],
  plus: [[-0.36, -1], [0.36, -1], [0.36, -0.36], [1, -0.36], [1, 0.36], [0.36, 0.36], [0.36, 1], [-0.36, 1], [-0.36, 0.36], [-1, 0.36], [-1, -0.36], [-0.36, -0.36]],
};
function regular(corners, turn, size = 1.05) {
  return Array.from({ length: corners }, (_, i) => [size * Math.cos(turn + (i * 2 * Math.PI) / corners), size * Math.sin(turn + (i * 2 * Math.PI) / corners)]);
}
/** Corners of a shape, null for a circle. @returns {?Point[]} */
const outlineOf = (shape, [x, y], radius) => OUTLINES[shape]?.map(([u, v]) => [x + u * radius, y + v * radius]) ?? null;
