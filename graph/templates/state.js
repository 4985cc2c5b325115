// What the reader has chosen, and the link that gives it again.

/**
 * @typedef {{kind: "entity", entity: Entity} | {kind: "pair", a: Entity, b: Entity, relation: ?string} |
 *   {kind: "path", a: Entity, b: Entity}} Selection
 * @typedef {{view: string, mode: string, from: number, to: number, before: number[], after: number[], confidence: number,
 *   statuses: Set<number>, hiddenTypes: Set<string>, hiddenThemes: Set<string>, hiddenRelations: Set<string>, words: string, rollup: boolean, fan: boolean, generic: boolean,
 *   drawn: Set<Entity>, selection: ?Selection}} State
 */

/** @param {Model} model @returns {State} */
function freshState(model) {
  const dated = model.first <= model.last;
  const first = dated ? model.first : 0, last = dated ? model.last : 0;
  const middle = Math.floor((first + last) / 2);
  return {
    view: "network", mode: "period", from: first, to: last, before: [first, middle], after: [Math.min(middle + 1, last), last], confidence: 0,
    statuses: new Set(facts.denied ? [0, 1, 2, 3, 4] : [0, 1, 2, 3]), hiddenTypes: new Set(), hiddenThemes: new Set(), hiddenRelations: new Set(), words: "",
    rollup: false, fan: false, generic: false, drawn: firstDrawn(model, facts.drawn), selection: null,
  };
}

/** The entities drawn at first: the page lists them by how much is reported of them. */
function firstDrawn(model, most) {
  return new Set(model.entities.filter(({ generic }) => !generic).slice(0, most).concat(model.entities.filter(({ generic }) => generic).slice(0, most)));
}

/** Draw more entities. @param {State} state @param {Iterable<Entity>} entities */
function bringIn(state, entities) {
  for (const entity of entities) state.drawn.add(standIn(entity, state));
}

/** @param {Model} model @param {State} state */
function hashOf(model, state) {
  const fresh = freshState(model);
  const link = new URLSearchParams();
  const put = (name, value, usual) => value !== usual && link.set(name, value);
  put("view", state.view, "network");
  put("mode", state.mode, "period");
  if (state.mode === "compare") {
    link.set("before", state.before.map(isoOf).join(".."));
    link.set("after", state.after.map(isoOf).join(".."));
  } else {
    if (state.mode === "period") put("from", isoOf(state.from), isoOf(fresh.from));
    put("to", isoOf(state.to), isoOf(fresh.to));
  }
  put("words", state.words, "");
  put("conf", String(state.confidence), "0");
  put("status", [...state.statuses].sort().map((i) => STATUSES[i]).join(","), [...fresh.statuses].map((i) => STATUSES[i]).join(","));
  put("hide", [...state.hiddenThemes, ...[...state.hiddenTypes].map((type) => "." + type), ...[...state.hiddenRelations].map((relation) => ":" + relation)].sort().join(","), "");
  for (const flag of ["rollup", "fan", "generic"]) put(flag, state[flag] ? "1" : "", "");
  const chosen = state.selection;
  if (chosen?.kind === "entity") link.set("node", chosen.entity.key);
  if (chosen?.kind === "pair") {
    link.append("tie", chosen.a.key);
    link.append("tie", chosen.b.key);
  }
  if (chosen?.kind === "path") {
    link.append("path", chosen.a.key);
    link.append("path", chosen.b.key);
  }
  return link.toString();
}

/**
 * Read a link. What it names and the map does not have is passed over.
 * @param {Model} model
 * @param {string} hash
 * @returns {{state: State, missing: string[]}}
 */
function stateOf(model, hash) {
  const link = new URLSearchParams(hash.replace(/^#/, ""));
  const state = freshState(model), missing = [];
  const oneOf = (name, allowed) => allowed.includes(link.get(name)) && (state[name] = link.get(name));
  oneOf("view", ["network", "map", "table"]);
  oneOf("mode", ["period", "asof", "compare"]);
  for (const end of ["from", "to"]) if (!Number.isNaN(dayOf(link.get(end) ?? ""))) state[end] = dayOf(link.get(end));
  for (const period of ["before", "after"]) {
    const ends = (link.get(period) ?? "").split("..").map(dayOf);
    if (ends.length === 2 && ends.every((day) => !Number.isNaN(day))) state[period] = ends;
  }
  state.words = (link.get("words") ?? "").trim();
  const confidence = Number(link.get("conf") ?? 0);
  if (confidence >= 0 && confidence <= 1) state.confidence = confidence;
  if (link.has("status")) state.statuses = new Set(link.get("status").split(",").map((name) => STATUSES.indexOf(name)).filter((i) => i >= 0));
  for (const name of (link.get("hide") ?? "").split(",").filter(Boolean)) {
    if (name.startsWith(".")) state.hiddenTypes.add(name.slice(1));
    else if (name.startsWith(":")) state.hiddenRelations.add(name.slice(1));
    else state.hiddenThemes.add(name);
  }
  for (const flag of ["rollup", "fan", "generic"]) state[flag] = link.get(flag) === "1";
  const named = (name) => link.getAll(name).map((key) => findEntity(model, key) ?? (missing.push(key), null)).filter(Boolean);
  const [entity] = named("node"), tie = named("tie"), path = named("path");
  if (entity) state.selection = { kind: "entity", entity };
  if (tie.length === 2) state.selection = { kind: "pair", a: tie[0], b: tie[1], relation: null };
  if (path.length === 2) state.selection = { kind: "path", a: path[0], b: path[1] };
  return { state, missing };
}

/** By id, else by label, else by label without diacritics. */
function findEntity(model, name) {
  return model.byKey.get(name) ?? model.entities.find(({ label }) => label === name) ?? model.entities.find(({ folded }) => folded.includes(fold(name)));
}
