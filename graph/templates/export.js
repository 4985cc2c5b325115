// What is shown, to take away: figure, sentences, graph, link.

const PAPER = { width: 1200, margin: 40, head: 84, foot: 182 };

/** The figure: title, picture, legend, sources. Always on a light ground. @returns {string} */
function figure() {
  const { state, sight } = app, map = state.view === "map";
  const points = [...sight.entities].map((entity) => homeOf(entity));
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  const low = [Math.min(...xs, 0), Math.min(...ys, 0)], high = [Math.max(...xs, 1), Math.max(...ys, 1)];
  if (points.length) [low[0], low[1], high[0], high[1]] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const inner = PAPER.width - 2 * PAPER.margin - 120;
  const crowded = Math.max(1, Math.sqrt(points.length / 70));
  const zoom = Math.min(map ? 6 : 1.25, inner / Math.max(high[0] - low[0], 1), (820 * crowded) / Math.max(high[1] - low[1], 1));
  const tall = Math.max(320, Math.ceil((high[1] - low[1]) * zoom) + 110), top = PAPER.head;
  const centre = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
  const place = ([x, y]) => [(x - centre[0]) * zoom + PAPER.width / 2, (y - centre[1]) * zoom + tall / 2];
  const routes = map ? routeLines((entity) => place(homeOf(entity))) : [];
  const scene = sceneOf(sight, (entity) => place(homeOf(entity)), { dark: false, fan: state.fan, arcs: map, compare: state.mode === "compare", zoom: map ? MAP_ZOOM : zoom, calm: calmOf(sight.ties.length, null), width: PAPER.width, height: tall, focus: null, measure, anchors: routeAnchors(routes, false), keepNames: points.length <= 120 });
  const height = top + tall + PAPER.foot;
  const land = map ? `<path d="${landData(place)}" fill="#eceae4" stroke="#d5d1c6" stroke-width="0.7" fill-rule="evenodd"/>${routesSvg(routes)}` : "";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${PAPER.width}" height="${height}" viewBox="0 0 ${PAPER.width} ${height}" font-family="${FONT.replace(/'/g, "")}" role="img" aria-label="${escapeXml(facts.title)}">\n` +
    `<rect width="100%" height="100%" fill="#fff"/>\n` +
    svgText(PAPER.margin, 44, facts.title, 24, "700") + svgText(PAPER.margin, 68, subtitle(), 13.5, "400", "#555") +
    `<svg x="0" y="${top}" width="${PAPER.width}" height="${tall}" overflow="hidden">${land}${svgOf(scene)}</svg>\n` +
    legendSvg(top + tall + 20) + svgText(PAPER.margin, height - 16, document.querySelector("footer p").textContent + " · " + t("machine"), 11.5, "400", "#666") + "</svg>\n";
}

const svgText = (x, y, text, size, weight = "400", color = INK.light) => `<text x="${fix(x)}" y="${fix(y)}" font-size="${size}" font-weight="${weight}" fill="${color}">${escapeXml(text)}</text>\n`;

const routesSvg = (routes) => routes.map(({ points }) => `<path d="${pathOf(points)}" fill="none" stroke="${facts.types.route.color}" stroke-opacity="0.35" stroke-width="6" stroke-linejoin="round" stroke-linecap="round"/>`).join("");

/** What the figure shows, in a line. */
function subtitle() {
  const { state, sight, model } = app;
  const when = !(model.first <= model.last) ? "" : state.mode === "asof" ? `${t("as_of")} ${dateText(isoOf(state.to))}`
    : state.mode === "compare" ? `${periodText(state.before)} → ${periodText(state.after)}` : periodText([state.from, state.to]);
  const filters = [state.words && `${t("words")}: ${state.words}`, state.confidence > 0 && `${t("confidence")} ${t("at_least", { value: state.confidence.toFixed(2) })}`];
  return [when, ...filters, t("n_entities", { n: sight.entities.size }), t("n_relations", { n: sight.ties.length }), t("n_sentences", { n: sight.sentences })].filter(Boolean).join(" · ");
}

const periodText = ([from, to]) => `${dateText(isoOf(from))} – ${dateText(isoOf(to))}`;

/** The legend of what is in the picture, in columns. */
function legendSvg(top) {
  const { sight, state } = app, parts = [`<path d="M${PAPER.margin} ${top - 8}H${PAPER.width - PAPER.margin}" stroke="#ccc"/>`];
  const types = Object.keys(facts.types).filter((type) => [...sight.entities].some((entity) => entity.type === type));
  const themes = Object.keys(facts.themes).filter((theme) => sight.ties.some((tie) => tie.relation.theme === theme));
  const statuses = STATUSES.filter((_, i) => sight.ties.some((tie) => tie.status === i));
  const columns = [];
  for (let i = 0; i < types.length; i += 5) columns.push([i ? "" : t("types"), types.slice(i, i + 5).map((type) => [svgDot({ shape: facts.types[type].shape, color: facts.types[type].color, at: [17, 0], radius: 6, alpha: 1 }), nameOf(type)])]);
  const lines = state.mode === "compare" ? Object.entries(facts.changes).map(([key, look]) => [svgLine(look.color, [], "cooperation", look.sign), t(key)]) : themes.map((theme) => [svgLine(facts.themes[theme].color), nameOf(theme)]);
  for (let i = 0; i < lines.length; i += 5) columns.push([i ? "" : t("themes"), lines.slice(i, i + 5)]);
  columns.push([t("statuses"), statuses.map((status) => [svgLine("#333", facts.statuses[status], "cooperation", { ended: "|", denied: "×" }[status]), t("status_" + status)])]);
  columns.push([t("families"), ["cooperation", "conflict", "structure"].map((family) => [svgLine("#333", [], family), t("family_" + family)])]);
  const step = (PAPER.width - 2 * PAPER.margin) / Math.max(columns.length, 5);
  columns.forEach(([title, rows], i) => {
    const x = PAPER.margin + i * step;
    if (title) parts.push(svgText(x, top + 10, title, 12, "700"));
    rows.forEach(([picture, text], k) => parts.push(`<g transform="translate(${fix(x)} ${top + 28 + k * 18})">${picture}<text x="42" y="4.2" font-size="12" fill="${INK.light}">${escapeXml(text)}</text></g>\n`));
  });
  return parts.join("");
}

function svgLine(color, dash = [], family = "cooperation", sign = "") {
  const points = [[0, 0], [34, 0]];
  return svgStroke({ points, color, width: 2.6, dash, family, alpha: 1 }) + (family === "structure" ? `<path d="M34 0L27 -3.5V3.5Z" fill="#fff" stroke="${color}"/>` : "") +
    (sign ? `<circle cx="17" r="6" fill="#fff" stroke="${color}"/><text x="17" y="3.4" font-size="9.5" font-weight="700" text-anchor="middle" fill="${color}">${sign}</text>` : "");
}

/** Hand a file to the reader. @param {string} name @param {Blob} blob */
function save(name, blob) {
  const url = URL.createObjectURL(blob);
  const link = h("a", { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}

const fileName = (ending) => (fold(facts.title).replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").slice(0, 60) || "map") + "." + ending;

/** The figure as pixels, three for one. */
async function savePng() {
  const markup = figure(), [, width, height] = /width="(\d+)" height="(\d+)"/.exec(markup);
  const image = new Image();
  image.src = "data:image/svg+xml;charset=utf-8," + encodeURIComponent(markup);
  await image.decode();
  const canvas = document.createElement("canvas"), scale = Math.min(3, 12000 / Math.max(width, height));
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(fileName("png"), blob), "image/png");
}

/** One row a sentence that is shown. */
function csv() {
  const cell = (value) => {
    const text = String(value ?? "");
    const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
  };
  const head = "claim,source_id,source,relation,theme,family,target_id,target,symmetric,status,date,date_precision,published,publisher,title,url,speaker,confidence,sentence";
  const rows = app.sight.ties.flatMap(({ relation, sentences }) => sentences.map((row) => [
    row.claim, relation.source.key, relation.source.label, relation.relation, relation.theme, relation.family, relation.target.key, relation.target.label,
    row.mutual, STATUSES[row.status], row.date, row.date && row.precision, row.article?.published, row.article?.source, row.article?.title, row.article?.url,
    row.speaker, row.confidence, row.text].map(cell).join(",")));
  return "\ufeff" + [head, ...rows].join("\r\n") + "\r\n";
}

/** The shown graph for Gephi, yEd, NetworkX. */
function graphml() {
  const keys = [["label", "node", "string"], ["type", "node", "string"], ["country", "node", "string"], ["x", "node", "double"], ["y", "node", "double"],
    ["relation", "edge", "string"], ["theme", "edge", "string"], ["family", "edge", "string"], ["status", "edge", "string"], ["symmetric", "edge", "boolean"],
    ["sentences", "edge", "int"], ["weight", "edge", "int"], ["first", "edge", "string"], ["last", "edge", "string"]];
  const data = (values) => Object.entries(values).map(([key, value]) => `<data key="${key}">${escapeXml(String(value))}</data>`).join("");
  const nodes = [...app.sight.entities].map((entity) => `<node id="${escapeXml(entity.key || entity.id)}">${data({ label: entity.label, type: entity.type, country: entity.country?.key ?? "", x: entity.x, y: entity.y })}</node>`);
  const edges = app.sight.ties.map((tie) => {
    const { relation } = tie, [first, last] = datesOf(tie);
    return `<edge source="${escapeXml(tie.source.key || tie.source.id)}" target="${escapeXml(tie.target.key || tie.target.id)}">${data({ relation: relation.relation, theme: relation.theme, family: relation.family, status: STATUSES[tie.status], symmetric: tie.mutual, sentences: tie.sentences.length, weight: publicationsOf(tie.sentences), first, last })}</edge>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n` +
    keys.map(([name, on, type]) => `<key id="${name}" for="${on}" attr.name="${name}" attr.type="${type}"/>`).join("\n") +
    `\n<graph edgedefault="directed">\n${nodes.join("\n")}\n${edges.join("\n")}\n</graph>\n</graphml>\n`;
}

const EXPORTS = {
  svg: () => save(fileName("svg"), new Blob([figure()], { type: "image/svg+xml" })),
  png: savePng,
  csv: () => save(fileName("csv"), new Blob([csv()], { type: "text/csv" })),
  graphml: () => save(fileName("graphml"), new Blob([graphml()], { type: "application/xml" })),
  print: () => window.print(),
  link: (button) => copyText(location.href.split("#")[0] + "#" + hashOf(app.model, app.state), button),
};

/** For print: the figure comes first and alone. */
function preparePrint() {
  const parsed = new DOMParser().parseFromString(figure(), "image/svg+xml");
  byId("sheet").replaceChildren(document.importNode(parsed.documentElement, true));
}
