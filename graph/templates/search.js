// Find an entity by any of its names, with or without diacritics.

/** The best matches: the name's start before a word's start before anything inside. */
function matches(text, most = 8) {
  const wanted = fold(text.trim());
  if (!wanted) return [];
  const rank = ({ folded }) => Math.min(...folded.map((name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(" " + wanted) ? 2 : name.includes(wanted) ? 3 : 9)));
  return app.model.entities.map((entity) => [rank(entity), entity]).filter(([r]) => r < 9)
    .sort((a, b) => a[0] - b[0] || b[1].size - a[1].size || (a[1].label < b[1].label ? -1 : 1)).slice(0, most).map(([, entity]) => entity);
}

/**
 * A text field with a list of matches: arrows move, Enter takes, Escape closes.
 * @param {HTMLInputElement} input
 * @param {HTMLUListElement} list
 * @param {(entity: Entity) => void} take
 */
function combobox(input, list, take) {
  let found = [], at = -1;
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (next) => {
    at = next;
    [...list.children].forEach((row, i) => row.setAttribute("aria-selected", String(i === at)));
    if (at >= 0) input.setAttribute("aria-activedescendant", `${list.id}-${at}`);
  };
  const finish = (entity) => {
    input.value = "";
    close();
    take(entity);
  };
  const open = () => {
    found = matches(input.value);
    const rows = found.map((entity, i) => h("li", { role: "option", id: `${list.id}-${i}`, "aria-selected": "false", onpointerdown: (event) => (event.preventDefault(), finish(entity)) },
      shapeIcon(entity.type), h("span", { text: entity.label }), h("small", { text: app.state.drawn.has(standIn(entity, app.state)) ? nameOf(entity.type) : t("not_drawn") })));
    list.replaceChildren(...(rows.length ? rows : [h("li", { class: "hint", text: t("nothing_found") })]));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    mark(found.length ? 0 : -1);
    if (!list.hidden) announce(found.length ? t("found", { n: found.length }) : t("nothing_found"));
  };
  input.addEventListener("input", open);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) open();
      else if (found.length) mark((at + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length);
    } else if (event.key === "Enter" && found[at] && !list.hidden) {
      event.preventDefault();
      finish(found[at]);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (list.hidden && !input.value) {
        select(null);
        input.blur();
      }
      input.value = "";
      close();
    }
  });
}
