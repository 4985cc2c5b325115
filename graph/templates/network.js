// The canvas: vis-network keeps the dots, pans and zooms; lines and names are painted by our own scene.

/** Make the vis network. Positions are given, nothing moves by itself. */
function makeNetwork() {
  const nodes = new vis.DataSet();
  const network = new vis.Network(byId("net"), { nodes, edges: new vis.DataSet() }, {
    physics: false, layout: { improvedLayout: false }, autoResize: true,
    interaction: { hover: true, keyboard: false, selectConnectedEdges: false, zoomSpeed: 0.6 },
    nodes: { shape: "custom", ctxRenderer: renderDot, chosen: false },
  });
  app.nodes = nodes;
  app.network = network;
  byId("net").firstChild.removeAttribute("tabindex"); // the frame around it has the focus and the keys
  network.on("beforeDrawing", drawBelow);
  network.on("afterDrawing", drawAbove);
  network.on("click", ({ nodes: [id], pointer }) => choose(id === undefined ? lineAt(pointer.DOM) : app.model.byId.get(id)));
  network.on("hoverNode", ({ node, pointer }) => hover(app.model.byId.get(node), pointer?.DOM));
  network.on("blurNode", () => hover(null));
  network.on("dragEnd", ({ nodes: moved }) => moved.forEach(rememberPlace));
  followSize();
  byId("net").addEventListener("mousemove", hoverLine);
  byId("net").addEventListener("mouseleave", () => hover(null));
}

/** Where an entity stands in the coordinates of the network. @returns {Point} */
function homeOf(entity) {
  return app.state.view === "map" ? (entity.mapAt ??= project(entity.at[0], entity.at[1])) : [entity.x, entity.y];
}

function rememberPlace(id) {
  const entity = app.model.byId.get(id), { x, y } = app.network.getPosition(id);
  if (app.state.view === "map") entity.mapAt = [x, y];
  else [entity.x, entity.y] = [x, y];
}

/** Bring the dots in step with what is in sight; only what changed is touched. */
function syncNodes() {
  const wanted = new Map();
  for (const entity of app.sight.entities) wanted.set(entity.id, entity);
  const gone = app.nodes.getIds().filter((id) => !wanted.has(id));
  const changed = [];
  for (const [id, entity] of wanted) {
    const old = app.nodes.get(id), [x, y] = homeOf(entity);
    if (!old || old.x !== x || old.y !== y) changed.push({ id, x, y });
  }
  if (gone.length) app.nodes.remove(gone);
  if (changed.length) app.nodes.update(changed);
}

/** The scene of the canvas as it stands. @returns {Scene} */
function canvasScene() {
  const { network, state } = app;
  const { clientWidth: width, clientHeight: height } = byId("net");
  const zoom = network.getScale(), centre = network.getViewPosition();
  const toScreen = ([x, y]) => [(x - centre.x) * zoom + width / 2, (y - centre.y) * zoom + height / 2];
  app.toScreen = toScreen;
  const moving = app.network.getPositions();
  const place = (entity) => toScreen(moving[entity.id] ? [moving[entity.id].x, moving[entity.id].y] : homeOf(entity));
  const map = state.view === "map", focus = focusOf();
  app.routes = map ? routeLines(place) : [];
  return sceneOf(app.sight, place, {
    dark: isDark(), fan: state.fan, arcs: map, compare: state.mode === "compare", calm: calmOf(app.sight.ties.length, focus),
    zoom: map ? MAP_ZOOM : zoom, width, height, focus, measure, keepFree: [width - 46, 0, width, 104], anchors: focus ? [] : routeAnchors(app.routes, isDark()),
  });
}

/** What is lit: the selection, or what the pointer is on. @returns {?Focus} */
function focusOf() {
  const { sight, state, hovered } = app;
  if (hovered && !state.selection) return focusOn(hovered);
  const chosen = state.selection;
  if (!chosen) return null;
  if (chosen.kind === "entity") return sight.entities.has(standIn(chosen.entity, state)) ? focusOn(standIn(chosen.entity, state)) : null;
  if (chosen.kind === "pair") {
    const ends = new Set([standIn(chosen.a, state), standIn(chosen.b, state)]);
    const ties = new Set(sight.ties.filter((tie) => ends.has(tie.source) && ends.has(tie.target)));
    return { entities: ends, ties, chosen: new Set() };
  }
  const steps = app.path ?? [];
  return { entities: new Set([chosen.a, chosen.b, ...steps.flatMap((step) => [step.from, step.to])]), ties: new Set(steps.flatMap((step) => step.ties)), chosen: new Set([chosen.a, chosen.b]) };
}

function focusOn(entity) {
  const ties = new Set((app.sight.tiesOf.get(entity) ?? []));
  const entities = new Set([entity]);
  for (const tie of ties) entities.add(tie.source).add(tie.target);
  return { entities, ties, chosen: new Set([entity]) };
}

/** Draw in pixels of the screen, whatever the zoom. */
function onScreen(context, paint) {
  const ratio = app.network.canvas.pixelRatio || 1;
  context.save();
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  paint();
  context.restore();
}

function drawBelow(context) {
  if (!app.sight) return;
  app.scene = canvasScene();
  app.dots = new Map(app.scene.dots.map((dot) => [dot.entity.id, dot]));
  const dark = isDark();
  if (app.state.view === "map") drawLand(context, dark);
  onScreen(context, () => {
    drawRoutes(context, dark);
    paintLines(context, app.scene, dark);
  });
}

function drawAbove(context) {
  if (!app.sight) return;
  onScreen(context, () => paintNames(context, app.scene, isDark()));
}

function renderDot({ ctx, id }) {
  const dot = app.dots?.get(id);
  const size = ((dot?.radius ?? 8) * 2 + 4) / app.network.getScale();
  return { drawNode: () => dot && onScreen(ctx, () => paintDot(ctx, dot, isDark())), nodeDimensions: { width: size, height: size } };
}

function drawLand(context, dark) {
  context.save();
  context.fillStyle = dark ? "#262d34" : "#eceae4";
  context.fill(landPath(), "evenodd");
  context.lineWidth = 0.8 / app.network.getScale();
  context.strokeStyle = dark ? "#3a444d" : "#d5d1c6";
  context.stroke(landPath());
  context.restore();
}

function drawRoutes(context, dark) {
  context.strokeStyle = inkOf(facts.types.route ?? facts.types.region, dark);
  context.lineWidth = 6;
  context.lineJoin = context.lineCap = "round";
  context.globalAlpha = 0.35;
  for (const { points } of app.routes) {
    trace(context, points);
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Distance of a point from a path, in pixels. */
function distanceTo([px, py], points) {
  let least = Infinity;
  for (let i = 1; i < points.length; i += 1) {
    const [x, y] = points[i - 1], [u, v] = points[i];
    const dx = u - x, dy = v - y, length = dx * dx + dy * dy || 1;
    const share = Math.min(1, Math.max(0, ((px - x) * dx + (py - y) * dy) / length));
    least = Math.min(least, Math.hypot(px - x - share * dx, py - y - share * dy));
  }
  return least;
}

/** The line under the pointer. @returns {?Line} */
function lineAt({ x, y }) {
  let best = null, least = Infinity;
  for (const line of app.scene?.lines ?? []) {
    const distance = distanceTo([x, y], line.points) - line.width / 2;
    if (distance < 5 && distance < least - 0.01) [best, least] = [line, distance];
  }
  return best;
}

/** Select what was clicked: an entity, a line, or nothing. */
function choose(hit) {
  if (!hit) select(null);
  else if (hit.ties) select({ kind: "pair", a: hit.a, b: hit.b, relation: app.state.fan && hit.ties.length === 1 ? hit.ties[0].relation.id : null });
  else select({ kind: "entity", entity: hit });
}

/** @param {?Entity} entity */
function hover(entity, at) {
  if (app.hovered === entity) return;
  app.hovered = entity;
  byId("net").style.cursor = entity ? "pointer" : "";
  if (entity && at) {
    const ties = app.sight.tiesOf.get(entity) ?? [];
    tip(at, entity.label, `${nameOf(entity.type)} · ${t("n_relations", { n: ties.length })}`);
  } else tip(null);
  if (!app.state.selection) redraw();
}

function hoverLine(event) {
  if (app.hovered) return;
  const box = byId("net").getBoundingClientRect();
  const at = { x: event.clientX - box.left, y: event.clientY - box.top };
  const line = event.buttons ? null : lineAt(at);
  byId("net").style.cursor = line ? "pointer" : "";
  if (!line) return tip(null);
  const words = line.ties.map(({ relation, status }) => nameOf(relation.relation) + (status ? ` (${t("status_" + STATUSES[status])})` : ""));
  tip(at, `${line.a.label} – ${line.b.label}`, shorten(words.join(", "), 160));
}

/** The small box at the pointer; null hides it. */
function tip(at, head, text) {
  const box = byId("tip");
  box.hidden = !at;
  if (!at) return;
  box.replaceChildren(h("strong", { text: head }), h("span", { text }));
  const width = byId("net").clientWidth;
  box.style.left = `${Math.min(Math.max(at.x + 14, 4), width - 270)}px`;
  box.style.top = `${at.y + 16}px`;
}

function redraw() {
  app.network?.redraw();
}

/** Show all that is in sight, or these entities. @param {Iterable<Entity>} [entities] */
function fit(entities, animate = false) {
  const { clientWidth: width, clientHeight: whole } = byId("net"), map = app.state.view === "map";
  const covered = entities ? coveredHeight() : 0, height = whole - covered;
  const all = [...(entities ?? app.sight.entities)].filter((entity) => !map || entity.at);
  const points = (map && !entities ? withoutFar(all) : all).map((entity) => homeOf(entity));
  if (!points.length || !width) return;
  const [left, right] = rangeOf(points.map(([x]) => x)), [top, bottom] = rangeOf(points.map(([, y]) => y));
  const side = width < 600 ? 42 : 70, edge = 42;
  const scale = Math.min(map ? 6 : 1.35, (width - 2 * side) / Math.max(right - left, 1), (height - 2 * edge) / Math.max(bottom - top, 1));
  const still = !animate || matchMedia("(prefers-reduced-motion: reduce)").matches;
  const zoom = Math.max(scale, 0.02);
  app.network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 + covered / 2 / zoom }, scale: zoom, animation: still ? false : { duration: 350 } });
  app.untouched = !entities;
}

/** How much of the map the panel lies over: on narrow screens it rises from below. */
function coveredHeight() {
  const net = byId("net").getBoundingClientRect(), panel = byId("panel").getBoundingClientRect();
  return panel.width && panel.left < net.right - 1 ? Math.min(Math.max(0, net.bottom - panel.top), net.height * 0.8) : 0;
}

/** Move the map up where the panel would hide what is selected. @param {Entity[]} entities */
function uncover(entities) {
  const covered = coveredHeight(), free = byId("net").clientHeight - covered;
  const rows = entities.filter((entity) => app.sight.entities.has(entity)).map((entity) => app.network.canvasToDOM(pointOf(homeOf(entity))).y);
  const lowest = Math.max(...rows);
  if (covered && rows.length && lowest > free - 30) panBy(0, lowest - free / 2);
}

const pointOf = ([x, y]) => ({ x, y });

const rangeOf = (values) => [Math.min(...values), Math.max(...values)];

/** On the map: without the few far places that would make all others tiny. */
function withoutFar(entities) {
  const told = (entity) => (app.sight.tiesOf.get(entity) ?? []).length, total = entities.reduce((sum, entity) => sum + told(entity), 0);
  let kept = [...entities].sort((a, b) => homeOf(a)[0] - homeOf(b)[0]);
  for (let tries = Math.ceil(entities.length / 40); tries > 0; tries -= 1) {
    const width = homeOf(kept[kept.length - 1])[0] - homeOf(kept[0])[0];
    const candidates = [kept.slice(1), kept.slice(0, -1)].map((rest, i) => ({ rest, out: i ? kept[kept.length - 1] : kept[0], width: homeOf(rest[rest.length - 1])[0] - homeOf(rest[0])[0] }));
    const best = candidates.filter(({ out, width: left }) => left < width * 0.8 && told(out) < total * 0.045).sort((a, b) => a.width - b.width)[0];
    if (!best) break;
    kept = best.rest;
  }
  return kept;
}

/** Keep the whole in view while the window changes, as long as the reader has not moved it. */
function followSize() {
  new ResizeObserver(() => requestAnimationFrame(() => {
    if (app.untouched && app.state.view !== "table") fit();
  })).observe(byId("net"));
  const touched = () => (app.untouched = false);
  app.network.on("zoom", touched);
  app.network.on("dragStart", touched);
}

function zoomBy(factor) {
  app.untouched = false;
  app.network.moveTo({ scale: Math.min(20, Math.max(0.02, app.network.getScale() * factor)) });
}

function panBy(dx, dy) {
  app.untouched = false;
  const { x, y } = app.network.getViewPosition(), zoom = app.network.getScale();
  app.network.moveTo({ position: { x: x + dx / zoom, y: y + dy / zoom } });
}
