// The left-hand side: legend and filters in one.

/** A type's shape as a small picture. @param {string} type */
function shapeIcon(type) {
  const { shape, color, dark } = facts.types[type] ?? facts.types.region;
  const corners = outlineOf(shape, [8, 8], 6);
  const mark = corners ? s("path", { d: pathOf(corners) + "Z" }) : s("circle", { cx: 8, cy: 8, r: 6 });
  return s("svg", { class: "shape", viewBox: "0 0 16 16", "aria-hidden": "true", style: `--c:${color};--d:${dark}` }, mark);
}

/** A piece of line as a small picture. */
function lineIcon({ color = "currentColor", dark = color, dash = [], family = "cooperation", sign = "" }) {
  const width = family === "structure" ? 1.4 : 2.4;
  const picture = s("svg", { class: "stroke", viewBox: "0 0 34 12", "aria-hidden": "true", style: `--c:${color};--d:${dark}` });
  const path = (extra) => s("path", { d: "M1 6H33", "stroke-width": width, ...extra });
  if (family === "conflict") picture.append(s("path", { d: "M1 4H33M1 8H33", "stroke-width": 1.5 }));
  else picture.append(path(dash.length ? { "stroke-dasharray": dash.map((part) => part * 1.7).join(" ") } : {}));
  if (family === "structure") picture.append(s("path", { d: "M33 6L26 2.5V9.5Z", class: "hollow", "stroke-width": 1.1 }));
  if (sign) picture.append(s("circle", { cx: 17, cy: 6, r: 5.2, class: "plate" }), textAt(17, 9, sign));
  return picture;
}

function textAt(x, y, text) {
  const element = s("text", { x, y, "text-anchor": "middle" });
  element.textContent = text;
  return element;
}

/** A row with a switch, a picture, a word and a count. */
function switchRow({ id, icon, text, on, count, toggle, only }) {
  const box = h("input", { type: "checkbox", id, onchange: () => (toggle(box.checked), refresh()) });
  box.checked = on;
  return h("li", { class: count === 0 ? "none" : "" }, box, h("label", { for: id }, icon, h("span", { text })),
    only && h("button", { type: "button", class: "only", "aria-label": t("only", { name: text }), title: t("only", { name: text }), onclick: () => (only(), refresh()) }, "◎"),
    count !== undefined && h("span", { class: "number", text: number.format(count) }));
}

const flip = (set, value, out) => (out ? set.add(value) : set.delete(value));

/** Write the left-hand side anew, keeping the focus where it was. */
function showLegend() {
  const focused = document.activeElement?.id;
  byId("filters").replaceChildren(h("div", { class: "grip" }, h("button", { type: "button", class: "icon close", "aria-label": t("close"), onclick: () => toggleFilters(false) }, "×")),
    wordsPart(), typesPart(), themesPart(), statusPart(), linesPart(), confidencePart(), optionsPart(),
    h("button", { type: "button", id: "reset", onclick: resetFilters }, t("reset")), h("p", { class: "hint", text: t("width_note") }));
  if (focused && focused !== "find") byId(focused)?.focus({ preventScroll: true });
}

const part = (title, ...content) => h("section", {}, h("h2", { text: title }), ...content);

/** The field stays the same element, so that the place in it and unfinished letters survive. */
function wordsPart() {
  const { state } = app;
  app.words ??= h("input", { type: "search", id: "words", autocomplete: "off", spellcheck: "false", "aria-label": t("words"), placeholder: t("words_hint"), oninput: (event) => {
    if (event.isComposing) return;
    app.state.words = app.words.value.trim();
    refreshSoon();
  } });
  if (app.words.value.trim() !== state.words) app.words.value = state.words;
  return part(t("words"), app.words);
}

function typesPart() {
  const { model, sight, state } = app;
  const types = Object.keys(facts.types).concat([...new Set(model.entities.map(({ type }) => type))].filter((type) => !(type in facts.types)));
  const used = types.filter((type) => model.entities.some((entity) => entity.type === type));
  const rows = used.map((type, i) => switchRow({
    id: `type-${i}`, icon: shapeIcon(type), text: nameOf(type), on: !state.hiddenTypes.has(type), count: sight.typeCounts.get(type) ?? 0,
    toggle: (on) => flip(state.hiddenTypes, type, !on),
    only: () => used.forEach((other) => flip(state.hiddenTypes, other, other !== type)),
  }));
  return part(t("types"), h("ul", { class: "switches" }, ...rows));
}

function themesPart() {
  const { model, sight, state } = app;
  const used = Object.keys(facts.themes).filter((theme) => model.relations.some((relation) => relation.theme === theme));
  const rows = used.flatMap((theme) => [switchRow({
    id: `theme-${theme}`, icon: lineIcon(facts.themes[theme]), text: nameOf(theme), on: !state.hiddenThemes.has(theme),
    count: sight.themeCounts.get(theme) ?? 0, toggle: (on) => flip(state.hiddenThemes, theme, !on),
    only: () => used.forEach((other) => flip(state.hiddenThemes, other, other !== theme)),
  }), relationRows(theme)]);
  return part(t("themes"), h("ul", { class: "switches" }, ...rows.filter(Boolean)));
}

/** The names of the relations of each theme. @returns {Map<string, string[]>} */
function relationsByTheme() {
  if (app.kinds) return app.kinds;
  const kinds = new Map();
  for (const { theme, relation } of app.model.relations) kinds.set(theme, (kinds.get(theme) ?? new Set()).add(relation));
  return (app.kinds = new Map([...kinds].map(([theme, names]) => [theme, [...names].sort()])));
}

/** The relations of a theme that has several, folded away. */
function relationRows(theme) {
  const { sight, state } = app, unfolded = (app.unfolded ??= new Set()), kinds = relationsByTheme();
  const own = kinds.get(theme), all = [...kinds.values()].flat();
  if (own.length < 2) return null;
  const rows = own.map((relation) => switchRow({
    id: `relation-${theme}-${relation}`, icon: null, text: nameOf(relation), on: !state.hiddenRelations.has(relation), count: sight.relationCounts.get(relation) ?? 0,
    toggle: (on) => flip(state.hiddenRelations, relation, !on),
    only: () => (state.hiddenThemes.clear(), all.forEach((other) => flip(state.hiddenRelations, other, other !== relation))),
  }));
  const open = unfolded.has(theme) || own.some((relation) => state.hiddenRelations.has(relation));
  const details = h("details", { open, ontoggle: () => flip(unfolded, theme, details.open) },
    h("summary", { id: `relations-${theme}`, text: own.map(nameOf).join(", ") }), h("ul", { class: "switches" }, ...rows));
  return h("li", { class: "within" }, details);
}

function statusPart() {
  const { sight, state } = app;
  const rows = STATUSES.map((status, i) => switchRow({
    id: `status-${status}`, icon: lineIcon({ dash: facts.statuses[status], sign: i === 1 ? "|" : i === DENIED ? "×" : "" }), text: t("status_" + status),
    on: state.statuses.has(i), count: sight.statusCounts[i], toggle: (on) => flip(state.statuses, i, on),
  }));
  return part(t("statuses"), h("ul", { class: "switches" }, ...rows));
}

function linesPart() {
  const rows = ["cooperation", "conflict", "structure"].map((family) => h("li", {}, lineIcon({ family }), h("span", { text: t("family_" + family) })));
  if (app.state.mode === "compare") {
    for (const [change, look] of Object.entries(facts.changes)) rows.push(h("li", {}, lineIcon(look), h("span", { text: t(change) }), h("span", { class: "number", text: number.format(app.sight.changeCounts.get(change) ?? 0) })));
  }
  return part(t("families"), h("ul", { class: "keys" }, ...rows));
}

function confidencePart() {
  const { state } = app;
  const label = h("label", { for: "confidence", text: t("at_least", { value: state.confidence.toFixed(2) }) });
  const input = h("input", { type: "range", id: "confidence", min: 0, max: 1, step: 0.05 });
  input.value = state.confidence;
  input.addEventListener("input", () => {
    state.confidence = Number(input.value);
    label.textContent = t("at_least", { value: state.confidence.toFixed(2) });
    refreshSoon();
  });
  return part(t("confidence"), label, input);
}

function optionsPart() {
  const { state, model } = app;
  const unnamed = model.entities.filter(({ generic }) => generic).length;
  const flag = (name, count) => switchRow({ id: `option-${name}`, icon: null, text: t(name), on: state[name], count, toggle: (on) => (state[name] = on) });
  return part(t("options"), h("ul", { class: "switches" }, flag("fan"), flag("rollup"), unnamed > 0 && flag("generic", unnamed)));
}

function resetFilters() {
  const { view, drawn, selection } = app.state;
  app.state = { ...freshState(app.model), view, drawn, selection };
  refresh();
}

/** On narrow screens the filters lie over the map. */
function toggleFilters(open = !document.body.classList.contains("filtering")) {
  document.body.classList.toggle("filtering", open);
  byId("open-filters").setAttribute("aria-expanded", String(open));
  if (open) byId("filters").querySelector("input[type=checkbox]")?.focus(); // a text field would raise the keyboard of a phone
}
