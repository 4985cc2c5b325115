// A scene on the canvas, and the same scene as SVG.

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif";
const GROUND = { light: "#ffffff", dark: "#15191d" };
const INK = { light: "#16191d", dark: "#eef1f4" };

/** Width of a text, remembered. */
const measure = (() => {
  const context = document.createElement("canvas").getContext("2d");
  const known = new Map();
  return (text, size, bold) => {
    const key = `${bold ? 600 : 400} ${size}|${text}`;
    let width = known.get(key);
    if (width === undefined) {
      context.font = `${bold ? 600 : 400} ${size}px ${FONT}`;
      known.set(key, (width = context.measureText(text).width));
    }
    return width;
  };
})();

/** Width of a stroke by the family of the relation: structure is drawn finer, conflict as two rails. */
function railsOf(stroke) {
  if (stroke.family === "structure") return { outer: Math.max(1, stroke.width * 0.72), inner: 0 };
  if (stroke.family === "conflict") return { outer: stroke.width + 2, inner: Math.max(1.1, stroke.width * 0.55) };
  return { outer: stroke.width, inner: 0 };
}

/** Dashes in pixels. */
const dashesOf = (stroke) => stroke.dash.map((part) => Math.max(1.5, part * Math.min(Math.max(stroke.width * 0.75, 1.4), 3)));

/** @param {CanvasRenderingContext2D} context @param {Scene} scene @param {boolean} dark */
function paintLines(context, scene, dark) {
  const ground = dark ? GROUND.dark : GROUND.light;
  for (const line of scene.lines) {
    for (const stroke of line.strokes) {
      const { outer, inner } = railsOf(stroke);
      context.globalAlpha = stroke.alpha;
      trace(context, stroke.points);
      context.setLineDash(dashesOf(stroke));
      context.lineCap = "butt";
      context.lineWidth = outer;
      context.strokeStyle = stroke.color;
      context.stroke();
      context.setLineDash([]);
      if (inner) {
        context.globalAlpha = 1;
        context.lineWidth = inner;
        context.strokeStyle = ground;
        context.stroke();
      }
    }
    for (const arrow of line.arrows) {
      context.globalAlpha = arrow.alpha;
      trace(context, arrow.points);
      context.closePath();
      context.fillStyle = arrow.hollow ? ground : arrow.color;
      context.fill();
      if (arrow.hollow) {
        context.lineWidth = 1.2;
        context.strokeStyle = arrow.color;
        context.stroke();
      }
    }
    for (const sign of line.signs) paintSign(context, sign, ground);
  }
  context.globalAlpha = 1;
}

function paintSign(context, sign, ground) {
  context.globalAlpha = sign.alpha;
  context.beginPath();
  context.arc(sign.at[0], sign.at[1], 6.5, 0, 2 * Math.PI);
  context.fillStyle = ground;
  context.fill();
  context.lineWidth = 1.2;
  context.strokeStyle = sign.color;
  context.stroke();
  context.font = `700 10px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillStyle = sign.color;
  context.fillText(sign.text, sign.at[0], sign.at[1] + 0.5);
}

function trace(context, points) {
  context.beginPath();
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
}

/** @param {CanvasRenderingContext2D} context @param {Dot} dot */
function paintDot(context, dot, dark) {
  context.globalAlpha = 1;
  tracePlate(context, dot, dot.radius + 1.6);
  context.fillStyle = dark ? GROUND.dark : GROUND.light;
  context.fill();
  context.globalAlpha = dot.alpha;
  tracePlate(context, dot, dot.radius);
  context.fillStyle = dot.color;
  context.fill();
  if (dot.chosen) {
    context.beginPath();
    context.arc(dot.at[0], dot.at[1], dot.radius * 1.15 + 4.5, 0, 2 * Math.PI);
    context.lineWidth = 2;
    context.strokeStyle = dark ? INK.dark : INK.light;
    context.stroke();
  }
  context.globalAlpha = 1;
}

function tracePlate(context, dot, radius) {
  const corners = outlineOf(dot.shape, dot.at, radius);
  if (corners) {
    trace(context, corners);
    context.closePath();
  } else {
    context.beginPath();
    context.arc(dot.at[0], dot.at[1], radius, 0, 2 * Math.PI);
  }
}

/** @param {CanvasRenderingContext2D} context @param {Scene} scene */
function paintNames(context, scene, dark) {
  context.textAlign = "center";
  context.textBaseline = "top";
  context.lineJoin = "round";
  for (const name of scene.names) {
    context.globalAlpha = name.alpha;
    context.font = `${name.color ? "italic " : ""}${name.bold ? 600 : 400} ${name.size}px ${FONT}`;
    context.lineWidth = 3.5;
    context.strokeStyle = dark ? GROUND.dark : GROUND.light;
    context.fillStyle = name.color ?? (dark ? INK.dark : INK.light);
    name.rows.forEach((row, i) => {
      const y = name.y + i * name.size * 1.16 + 1;
      context.strokeText(row, name.x, y);
      context.fillText(row, name.x, y);
    });
  }
  context.globalAlpha = 1;
}

const escapeXml = (text) => text.replace(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g, " ").replace(/[<>&"']/g, (c) => `&#${c.charCodeAt(0)};`);
const fix = (value) => String(Math.round(value * 10) / 10);
const pathOf = (points) => "M" + points.map(([x, y]) => fix(x) + " " + fix(y)).join("L");

/** The lines, dots and names of a scene as SVG markup, on a light ground. @param {Scene} scene */
function svgOf(scene) {
  const parts = [];
  for (const line of scene.lines) {
    for (const stroke of line.strokes) parts.push(svgStroke(stroke));
    for (const arrow of line.arrows) {
      parts.push(`<path d="${pathOf(arrow.points)}Z" fill="${arrow.hollow ? "#fff" : arrow.color}"${arrow.hollow ? ` stroke="${arrow.color}" stroke-width="1.2"` : ""}${alpha(arrow)}/>`);
    }
    for (const sign of line.signs) {
      parts.push(`<circle cx="${fix(sign.at[0])}" cy="${fix(sign.at[1])}" r="6.5" fill="#fff" stroke="${sign.color}" stroke-width="1.2"/>` +
        `<text x="${fix(sign.at[0])}" y="${fix(sign.at[1] + 3.6)}" font-size="10" font-weight="700" text-anchor="middle" fill="${sign.color}">${escapeXml(sign.text)}</text>`);
    }
  }
  for (const dot of scene.dots) parts.push(svgDot(dot));
  for (const name of scene.names) parts.push(svgName(name));
  return parts.join("\n");
}

const alpha = ({ alpha: value }) => (value < 1 ? ` opacity="${value}"` : "");

function svgStroke(stroke) {
  const { outer, inner } = railsOf(stroke), path = pathOf(stroke.points);
  const dash = stroke.dash.length ? ` stroke-dasharray="${dashesOf(stroke).map(fix).join(" ")}"` : "";
  return `<path d="${path}" fill="none" stroke="${stroke.color}" stroke-width="${fix(outer)}"${dash}${alpha(stroke)}/>` +
    (inner ? `<path d="${path}" fill="none" stroke="#fff" stroke-width="${fix(inner)}"/>` : "");
}

function svgDot(dot) {
  const corners = outlineOf(dot.shape, dot.at, dot.radius);
  const paint = `fill="${dot.color}" stroke="#fff" stroke-width="1.5"${alpha(dot)}`;
  return corners ? `<path d="${pathOf(corners)}Z" ${paint}/>` : `<circle cx="${fix(dot.at[0])}" cy="${fix(dot.at[1])}" r="${fix(dot.radius)}" ${paint}/>`;
}

function svgName(name) {
  const rows = name.rows.map((row, i) => `<tspan x="${fix(name.x)}" y="${fix(name.y + name.size * (0.9 + i * 1.16))}">${escapeXml(row)}${i < name.rows.length - 1 ? " " : ""}</tspan>`);
  return `<text font-size="${fix(name.size)}"${name.bold ? ' font-weight="600"' : ""}${name.color ? ' font-style="italic"' : ""} text-anchor="middle" fill="${name.color ?? INK.light}" stroke="#fff" stroke-width="3" stroke-linejoin="round" paint-order="stroke"${alpha(name)}>${rows.join("")}</text>`;
}
