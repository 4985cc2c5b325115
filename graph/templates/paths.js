// The shortest chain of relations between two entities, each step with its sentences.

/**
 * Fewest steps over what passes the filters; among equals the firmer and more often told.
 * @param {Sight} sight
 * @param {Entity} from
 * @param {Entity} to
 * @returns {?{from: Entity, to: Entity, ties: Tie[]}[]}
 */
function shortestPath(sight, from, to) {
  const came = new Map([[from, null]]);
  let edge = [from];
  while (edge.length && !came.has(to)) {
    const next = new Map();
    for (const at of edge) {
      for (const tie of sight.tiesOf.get(at) ?? []) {
        const other = tie.source === at ? tie.target : tie.source;
        if (came.has(other)) continue;
        const worth = (tie.status === 0 ? 100 : 0) + tie.sentences.length;
        const known = next.get(other);
        if (!known || worth > known.worth) next.set(other, { at, worth });
      }
    }
    for (const [other, step] of next) came.set(other, step.at);
    edge = [...next.keys()];
  }
  if (!came.has(to)) return null;
  const steps = [];
  for (let at = to; came.get(at); at = came.get(at)) steps.unshift({ from: came.get(at), to: at, ties: tiesBetween(sight, came.get(at), at) });
  return steps;
}

function tiesBetween(sight, a, b) {
  return (sight.tiesOf.get(a) ?? []).filter((tie) => (tie.source === a ? tie.target : tie.source) === b).sort((x, y) => x.status - y.status || y.sentences.length - x.sentences.length);
}

/** Find the path of the selection and draw what it needs. */
function findPath() {
  const chosen = app.state.selection;
  app.path = null;
  if (chosen?.kind !== "path") return;
  app.path = shortestPath(app.sight, standIn(chosen.a, app.state), standIn(chosen.b, app.state));
  const missing = (app.path ?? []).flatMap(({ from, to }) => [from, to]).filter((entity) => !app.state.drawn.has(entity));
  if (!missing.length) return;
  bringIn(app.state, missing);
  app.sight = look(app.model, app.state);
  app.path = shortestPath(app.sight, standIn(chosen.a, app.state), standIn(chosen.b, app.state));
}

/** A field that asks where the path is to lead. @param {Entity} entity */
function pathForm(entity) {
  const list = h("ul", { role: "listbox", id: "path-found", "aria-label": t("path"), hidden: true });
  const input = h("input", { type: "search", role: "combobox", "aria-expanded": "false", "aria-controls": "path-found", "aria-autocomplete": "list", autocomplete: "off", "aria-label": t("path"), placeholder: t("path") + " …" });
  combobox(input, list, (other) => select({ kind: "path", a: entity, b: other }, true));
  return h("div", { class: "path-form" }, input, list);
}

/** @param {{a: Entity, b: Entity}} chosen */
function pathCard({ a, b }) {
  const head = h("h2", { class: "name", tabindex: "-1", text: t("path_between", { a: a.label, b: b.label }) });
  if (!app.path) return [head, h("p", { class: "hint", text: t("no_path", { a: a.label, b: b.label }) })];
  const steps = app.path.map((step) => h("li", {}, h("p", { class: "step" }, entityLink(step.from), " – ", entityLink(step.to)), ...step.ties.slice(0, 3).map((tie) => tieCard(tie))));
  return [h("p", { class: "kicker", text: t("n_steps", { n: app.path.length }) }), head, h("ol", { class: "steps" }, ...steps)];
}
