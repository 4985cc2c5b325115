// The right-hand side: who or what is selected, and every sentence it rests on.

/** Write the panel for the selection. */
function showPanel() {
  const panel = byId("panel"), chosen = app.state.selection;
  const content = !chosen ? overview() : chosen.kind === "entity" ? entityCard(chosen.entity) : chosen.kind === "pair" ? pairCard(chosen) : pathCard(chosen);
  const inside = panel.contains(document.activeElement);
  panel.replaceChildren(h("div", { class: "grip" }, chosen && closeButton()), ...content.filter(Boolean));
  panel.scrollTop = 0;
  document.body.classList.toggle("chosen", Boolean(chosen));
  if (inside) focusPanel();
}

/** Where the keys go on once what had the focus is gone: to the panel's heading, or back to the view. */
function focusPanel() {
  const view = app.state.view === "table" ? byId("table") : byId("net");
  (byId("panel").querySelector("h2.name") ?? view).focus({ preventScroll: true });
}

const closeButton = () => h("button", { type: "button", class: "icon close", "aria-label": t("close"), title: t("close") + " (Esc)", onclick: () => select(null) }, "×");

/** With nothing selected: what changed, or who is reported most. */
function overview() {
  if (!app.model.entities.length) return [h("p", { class: "hint", text: t("no_entities") })];
  const head = h("p", { class: "hint", text: t("select_hint") });
  if (app.state.mode === "compare") return [head, ...changesList()];
  const rows = [...app.sight.entities].map((entity) => [entity, (app.sight.tiesOf.get(entity) ?? []).reduce((sum, tie) => sum + tie.sentences.length, 0)])
    .filter(([, n]) => n).sort((a, b) => b[1] - a[1] || (a[0].label < b[0].label ? -1 : 1)).slice(0, 12);
  const list = rows.map(([entity, n]) => h("li", {}, entityLink(entity), h("span", { class: "number", text: number.format(n) })));
  return [head, h("h2", { text: t("strongest") }), rows.length ? h("ol", { class: "ranking" }, ...list) : h("p", { class: "hint", text: t("no_ties") })];
}

/** In comparison: the ties by what became of them. */
function changesList() {
  const parts = [h("h2", { text: t("changes") })];
  for (const change of ["new", "firmer", "softer", "ended", "gone"]) {
    const ties = app.sight.ties.filter((tie) => tie.change === change).sort((a, b) => b.sentences.length - a.sentences.length);
    if (!ties.length) continue;
    const rows = ties.slice(0, 40).map((tie) => h("li", {}, tieHead(tie)));
    parts.push(h("h3", { class: "change" }, signMark(change), ` ${t(change)} `, h("span", { class: "number", text: number.format(ties.length) })), h("ul", { class: "plain" }, ...rows));
  }
  return parts.length > 1 ? parts : [...parts, h("p", { class: "hint", text: t("no_changes") })];
}

const signMark = (change) => facts.changes[change].sign && h("span", { class: "sign", style: `--c:${facts.changes[change].color};--d:${facts.changes[change].dark}`, "aria-hidden": "true", text: facts.changes[change].sign });

/** A name that selects its entity. @param {Entity} entity */
function entityLink(entity) {
  return h("button", { type: "button", class: "link", onclick: () => select({ kind: "entity", entity }, true) }, entity.label);
}

/** @param {Entity} entity */
function entityCard(entity) {
  const { sight, state } = app;
  const shown = standIn(entity, state);
  const ties = [...(sight.tiesOf.get(shown) ?? [])].sort((a, b) => b.sentences.length - a.sentences.length || a.status - b.status);
  const around = neighboursOf(sight, shown), hidden = around.filter((other) => !state.drawn.has(other));
  const sentences = ties.flatMap((tie) => tie.sentences);
  const more = hidden.slice(0, 25);
  return [
    h("p", { class: "kicker" }, shapeIcon(entity.type), nameOf(entity.type), entity.country && entity.country !== entity ? ` · ${entity.country.label}` : ""),
    h("h2", { class: "name", text: entity.label, tabindex: "-1" }),
    summary(ties.length, sentences),
    h("p", { class: "facts" }, t("neighbours", { shown: around.length - hidden.length, all: around.length }), " ",
      more.length > 0 && h("button", { type: "button", class: "link", onclick: () => (bringIn(state, more), refresh()) }, t("show_more", { n: more.length }))),
    pathForm(entity),
    ...(ties.length ? tieList(ties) : [h("p", { class: "hint", text: t("no_ties") })]),
  ];
}

const summary = (relations, sentences) => h("p", { class: "facts" }, [t("n_relations", { n: relations }), t("n_sentences", { n: sentences.length }), t("n_publications", { n: publicationsOf(sentences) })].join(" · "));

/** Ties with their sentences; long lists unfold on demand. */
function tieList(ties, at = 0) {
  const some = ties.slice(at, at + 30).map((tie) => tieCard(tie));
  const left = ties.length - at - 30;
  if (left > 0) {
    const button = h("button", { type: "button", class: "more", onclick: () => button.replaceWith(...tieList(ties, at + 30)) }, t("show_more", { n: Math.min(left, 30) }));
    some.push(button);
  }
  return some;
}

/** @param {{a: Entity, b: Entity, relation: ?string}} chosen */
function pairCard({ a, b, relation }) {
  const ends = [standIn(a, app.state), standIn(b, app.state)];
  let ties = (app.sight.tiesOf.get(ends[0]) ?? []).filter((tie) => (tie.source === ends[0] ? tie.target : tie.source) === ends[1]);
  if (ends[0] === ends[1]) ties = ties.filter((tie) => tie.source === tie.target);
  if (relation) ties = ties.filter((tie) => tie.relation.id === relation).concat(ties.filter((tie) => tie.relation.id !== relation));
  return [
    h("h2", { class: "name", tabindex: "-1" }, entityLink(ends[0]), " – ", entityLink(ends[1])),
    summary(ties.length, ties.flatMap((tie) => tie.sentences)),
    ...(ties.length ? ties.map((tie) => tieCard(tie)) : [h("p", { class: "hint", text: t("no_ties") })]),
  ];
}

/** "Serbia → Kazakhstan, trade [planned]" @param {Tie} tie */
function tieHead(tie) {
  const { relation } = tie;
  return h("span", { class: "tie-head" },
    entityLink(relation.source), h("span", { class: "verb", style: textColor(relation.theme) }, nameOf(relation.relation)),
    h("span", { class: "arrow", "aria-hidden": "true" }, tie.mutual ? "↔" : "→"), entityLink(relation.target),
    tie.status !== 0 && h("span", { class: `chip s${tie.status}`, text: t("status_" + STATUSES[tie.status]) }));
}

const textColor = (theme) => `--c:${facts.themes[theme].text};--d:${facts.themes[theme].text_dark}`;

/** A relation and its sentences. @param {Tie} tie */
function tieCard(tie) {
  const hidden = tie.relation.sentences.filter((sentence) => !tie.sentences.includes(sentence));
  const card = h("article", { class: "tie" }, h("h3", {}, tie.change && tie.change !== "same" && signMark(tie.change), tieHead(tie)));
  const own = [...tie.sentences].sort(newestFirst);
  card.append(...own.slice(0, 6).map((sentence) => quote(sentence, tie)));
  if (own.length > 6) {
    const more = h("button", { type: "button", class: "more", onclick: () => more.replaceWith(...own.slice(6).map((sentence) => quote(sentence, tie))) }, t("show_more", { n: own.length - 6 }));
    card.append(more);
  }
  if (hidden.length) {
    const line = h("p", { class: "hint" }, t("hidden_sentences", { n: hidden.length }), " · ",
      h("button", { type: "button", class: "link", onclick: () => line.replaceWith(...[...hidden].sort(newestFirst).map((sentence) => quote(sentence, tie))) }, t("show_hidden")));
    card.append(line);
  }
  return card;
}

/** One sentence with the names marked, its article, date and confidence. */
function quote(sentence, tie) {
  const { article } = sentence;
  const source = article && [article.title, article.source].filter(Boolean).join(", ");
  const published = article?.published && t("published", { date: dateText(article.published) });
  const when = [sentence.date && dateText(sentence.date), published].filter(Boolean).join(" · ") || t("no_date");
  const copy = h("button", { type: "button", class: "link cite", onclick: () => copyText(citationOf(sentence), copy) }, t("cite"));
  return h("figure", { class: "quote" },
    h("blockquote", { cite: article?.url || null }, ...marked(sentence)),
    h("figcaption", {},
      sentence.status !== tie.status && h("span", { class: `chip s${sentence.status}`, text: t("status_" + STATUSES[sentence.status]) }),
      article?.url ? h("a", { href: article.url, target: "_blank", rel: "noopener noreferrer", text: source || article.url }) : source,
      source && " · ", h("span", { class: "nowrap", text: when }),
      sentence.speaker && ` · ${t("says", { speaker: nameOfSpeaker(sentence.speaker) })}`,
      ` · ${t("confidence").toLowerCase()} ${sentence.confidence.toFixed(2)} · `, copy));
}

/** A speaker is an entity, or a name that is none. @param {string} speaker */
const nameOfSpeaker = (speaker) => app.model.byKey.get(speaker)?.label ?? speaker;

/** The sentence, its two names and its trigger marked. Offsets count code points. @returns {(Node|string)[]} */
function marked({ text, spans }) {
  const letters = Array.from(text), kinds = new Array(letters.length).fill("");
  [["word", 4], ["who", 0], ["who", 2]].forEach(([kind, i]) => {
    for (let k = Math.max(0, spans[i]); k < Math.min(spans[i + 1], letters.length); k += 1) kinds[k] = kind;
  });
  const parts = [];
  for (let start = 0; start < letters.length; ) {
    let end = start;
    while (end < letters.length && kinds[end] === kinds[start]) end += 1;
    const piece = letters.slice(start, end).join("");
    parts.push(kinds[start] ? h("mark", { class: kinds[start], text: piece }) : piece);
    start = end;
  }
  return parts;
}

/** “Sentence.” Title, Publication, date. Link @param {Sentence} sentence */
function citationOf({ text, article, reported, day }) {
  const when = Number.isNaN(day) ? "" : reported;
  const tail = [article?.title, article?.source, when && dateText(when)].filter(Boolean).join(", ");
  return `“${text}”${tail ? ` ${tail}.` : ""}${article?.url ? ` ${article.url}` : ""}`;
}

/** Copy, by the old way where the new one is refused (files, frames). */
async function copyText(text, button) {
  let done = false;
  try {
    await navigator.clipboard.writeText(text);
    done = true;
  } catch {
    const area = h("textarea", { "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
  }
  announce(t(done ? "copied" : "copy_failed"));
  if (!button) return;
  const before = button.textContent;
  button.textContent = t(done ? "copied" : "copy_failed");
  setTimeout(() => (button.textContent = before), 1500);
}
