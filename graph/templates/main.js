// Start, and the one way in which everything follows from the state.

/** @type {{model: Model, state: State, sight: Sight, scene: Scene, network: any, nodes: any, path: any, hovered: ?Entity, timer: any}} */
const app = { model: readModel(), hovered: null, path: null, timer: null };

const isDark = () => {
  const theme = document.documentElement.dataset.theme;
  return theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
};

/** Follow the state: filter, draw, write panel, legend and link. */
function refresh() {
  clearTimeout(app.soon);
  const { model, state } = app;
  app.sight = look(model, state);
  findPath();
  document.body.dataset.view = state.view;
  byId("chart").hidden = state.view === "table";
  byId("table").hidden = state.view !== "table";
  if (state.view === "table") showTable();
  else syncNodes();
  for (const button of byId("views").children) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  showLegend();
  showTimeline();
  showPanel();
  showCounts();
  writeHash();
  redraw();
}

/** The same once the reader pauses: sliders fire often. */
function refreshSoon() {
  clearTimeout(app.soon);
  app.soon = setTimeout(refresh, 40);
}

function writeHash() {
  const hash = hashOf(app.model, app.state);
  try {
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  } catch {
    // a page inside a frame has no address of its own
  }
}

/** The entities of a selection, as they are drawn. @param {Selection} selection */
const endsOf = (selection) => (selection.kind === "entity" ? [selection.entity] : [selection.a, selection.b]).map((entity) => standIn(entity, app.state));

/** @param {?Selection} selection @param {boolean} [bring] draw and show it even if it was not drawn */
function select(selection, bring = false) {
  const { state } = app;
  state.selection = selection;
  if (bring && selection) {
    const ends = selection.kind === "entity" ? [selection.entity] : [selection.a, selection.b];
    bringIn(state, ends);
    for (const end of ends) {
      state.hiddenTypes.delete(end.type);
      if (end.generic) state.generic = true;
    }
  }
  tip(null);
  const follows = ["search", "table"].some((id) => byId(id).contains(document.activeElement));
  refresh();
  if (follows && selection) focusPanel();
  if (!selection || state.view === "table") return;
  const focus = focusOf();
  if (!bring) uncover(endsOf(selection));
  else if (focus) reveal(focus.entities);
}

/** Move the map so that these entities are in it, without zooming out further than to all. */
function reveal(entities) {
  const shown = [...entities].filter((entity) => app.sight.entities.has(entity));
  if (!shown.length) return;
  fit(shown.length > 1 ? shown : [shown[0], ...neighboursOf(app.sight, shown[0]).filter((other) => app.sight.entities.has(other))], true);
}

function showCounts() {
  const { sight, state, model } = app;
  const [entities, relations, sentences] = facts.totals;
  byId("totals").textContent = [t("n_entities", { n: entities }), t("n_relations", { n: relations }), t("n_sentences", { n: sentences })].join(" · ");
  const hidden = model.entities.filter((entity) => !state.drawn.has(entity)), more = hidden.slice(0, 100);
  const note = byId("note");
  note.replaceChildren(t("shown", { shown: sight.entities.size, all: entities }), ` · ${t("n_relations", { n: sight.ties.length })} · ${t("n_sentences", { n: sight.sentences })} `);
  if (more.length) note.append(h("button", { type: "button", class: "link", onclick: () => (bringIn(state, more), refresh()) }, t("show_more", { n: more.length })), " ");
  if (facts.left_out[0] || facts.left_out[1]) note.append(h("span", { text: t("left_out", { entities: facts.left_out[0], relations: facts.left_out[1] }) }));
  if (!entities) note.textContent = t("no_entities");
  if (state.view === "map") {
    const placed = model.entities.filter((entity) => entity.at).length;
    note.append(h("span", { class: "line", text: placed ? t("map_note", { placed, all: model.entities.length }) : t("no_places") }));
  }
  Object.assign(note.dataset, { entities: sight.entities.size, relations: sight.ties.length, sentences: sight.sentences, passing: sight.passing.length });
}

function setView(view) {
  const moved = (view === "map") !== (app.state.view === "map");
  app.state.view = view;
  refresh();
  if (view === "table") byId("table").focus();
  if (moved && view !== "table") fit();
}

function toggleDark() {
  document.documentElement.dataset.theme = isDark() ? "light" : "dark";
  redraw();
}

/** The help: how to read the map, and the keys. */
function makeHelp() {
  const keys = [["/", "key_find"], ["← → ↑ ↓", "key_arrows"], ["+ −", "key_zoom"], ["0", "key_fit"], ["1 2 3", "key_views"], ["Esc", "key_escape"], ["?", "key_help"]];
  byId("help").replaceChildren(
    h("form", { method: "dialog" }, h("button", { class: "icon close", "aria-label": t("close") }, "×")),
    h("h2", { id: "help-title", text: t("help_title") }), h("ul", {}, ...t("help_text").split("|").map((text) => h("li", { text }))),
    h("h3", { text: t("help_keys") }), h("dl", {}, ...keys.flatMap(([key, text]) => [h("dt", {}, h("kbd", { text: key })), h("dd", { text: t(text) })])));
}

const KEYS = {
  "/": () => byId("find").focus(), "?": () => byId("help").showModal(), "0": () => fit(), "+": () => zoomBy(1.3), "=": () => zoomBy(1.3), "-": () => zoomBy(1 / 1.3),
  "1": () => setView("network"), "2": () => setView("map"), "3": () => setView("table"),
};

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || byId("help").open) return;
  if (event.key === "Escape") {
    if (byId("export").open) byId("export").open = false;
    else if (document.body.classList.contains("filtering")) toggleFilters(false);
    else select(null);
    return;
  }
  if (event.target.closest("input, textarea, select, [role=slider]")) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

function onArrow(event) {
  const [dx, dy] = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key] ?? [0, 0];
  if (!dx && !dy) return;
  event.preventDefault();
  panBy(dx, dy);
}

function wire() {
  document.addEventListener("keydown", onKey);
  byId("net").addEventListener("keydown", onArrow);
  combobox(byId("find"), byId("found"), (entity) => select({ kind: "entity", entity }, true));
  for (const button of byId("views").children) button.addEventListener("click", () => setView(button.dataset.view));
  for (const button of document.querySelectorAll("[data-export]")) button.addEventListener("click", () => EXPORTS[button.dataset.export](button));
  document.addEventListener("click", (event) => byId("export").contains(event.target) || (byId("export").open = false));
  byId("zoom-in").addEventListener("click", () => zoomBy(1.3));
  byId("zoom-out").addEventListener("click", () => zoomBy(1 / 1.3));
  byId("fit").addEventListener("click", () => fit(undefined, true));
  byId("dark").addEventListener("click", toggleDark);
  byId("open-help").addEventListener("click", () => byId("help").showModal());
  byId("open-filters").addEventListener("click", () => toggleFilters());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", preparePrint);
  addEventListener("hashchange", () => load(location.hash));
}

/** Take the state from a link. @param {string} hash */
function load(hash) {
  const { state, missing } = stateOf(app.model, hash);
  const before = app.state;
  app.state = state;
  if (state.view === "map" && !app.model.entities.some(placeOf)) state.view = "network";
  const chosen = state.selection;
  if (chosen) {
    bringIn(state, chosen.kind === "entity" ? [chosen.entity] : [chosen.a, chosen.b]);
    if (chosen.entity?.generic) state.generic = true;
  }
  refresh();
  if (!before || (before.view === "map") !== (state.view === "map")) fit();
  if (chosen && state.view !== "table") uncover(endsOf(chosen));
  if (missing.length) announce(t("unknown_node", { name: missing[0] }));
}

function start() {
  document.body.classList.add("ready");
  byId("views").children[1].hidden = !app.model.entities.some(placeOf);
  makeHelp();
  makeTimeline();
  makeNetwork();
  wire();
  load(location.hash);
  redraw();
  requestAnimationFrame(() => requestAnimationFrame(() => (document.documentElement.dataset.ready = "1")));
}

start();
window.detente = app;
