// The same content as a table: the equal of the canvas for readers who cannot use one.

const PAGE_ROWS = 200;
/** Columns of numbers: the largest comes first. */
const NUMBERS = new Set([4, 5, 8]);
const COLUMNS = [
  ["source", (tie) => tie.relation.source.label], ["relation", (tie) => nameOf(tie.relation.relation)], ["target", (tie) => tie.relation.target.label],
  ["status", (tie) => tie.status], ["sentences", (tie) => -tie.sentences.length], ["publications", (tie) => -publicationsOf(tie.sentences)],
  ["first", (tie) => datesOf(tie)[0]], ["last", (tie) => datesOf(tie)[1]], ["confidence", (tie) => -Math.max(...tie.sentences.map(({ confidence }) => confidence))],
];

/** First and last date of a tie's sentences. */
function datesOf(tie) {
  const dates = tie.sentences.map(({ reported }) => reported).filter((date) => !Number.isNaN(dayOf(date))).sort();
  return dates.length ? [dates[0], dates[dates.length - 1]] : ["", ""];
}

/** Write the table of all that passes the filters, drawn or not. */
function showTable() {
  const box = byId("table"), sort = (app.sort ??= { column: 4, down: false });
  const keyOf = COLUMNS[sort.column][1], order = new Intl.Collator(facts.language);
  const compare = (a, b) => (typeof a === "number" ? a - b : order.compare(a, b));
  const rows = app.sight.passing.map((tie) => [keyOf(tie), tie]).sort((a, b) => (sort.down ? -1 : 1) * compare(a[0], b[0]) || order.compare(a[1].relation.source.label, b[1].relation.source.label)).map(([, tie]) => tie);
  const body = h("tbody");
  const head = h("tr", {}, ...COLUMNS.map(([key], i) => h("th", { scope: "col", "aria-sort": sort.column === i ? (sort.down === NUMBERS.has(i) ? "ascending" : "descending") : "none", class: i > 3 && i !== 6 && i !== 7 ? "numeric" : "" },
    h("button", { type: "button", title: t("sort_by", { column: t(key) }), onclick: () => sortBy(i) }, t(key), h("span", { "aria-hidden": "true" }, sort.column === i ? (sort.down === NUMBERS.has(i) ? " ↑" : " ↓") : "")))));
  box.replaceChildren(h("table", {}, h("caption", { text: `${t("table_caption")} · ${t("n_relations", { n: rows.length })}` }), h("thead", {}, head), body));
  addRows(box, body, rows, 0);
}

function sortBy(column) {
  app.sort = { column, down: app.sort.column === column && !app.sort.down };
  showTable();
  byId("table").querySelectorAll("th button")[column].focus();
}

function addRows(box, body, rows, at) {
  body.append(...rows.slice(at, at + PAGE_ROWS).map(rowOf));
  const left = rows.length - at - PAGE_ROWS;
  if (left <= 0) return;
  const more = h("button", { type: "button", class: "more", onclick: () => (more.remove(), addRows(box, body, rows, at + PAGE_ROWS)) }, t("more_rows", { n: Math.min(left, PAGE_ROWS) }));
  box.append(more);
}

/** @param {Tie} tie */
function rowOf(tie) {
  const { relation } = tie, [first, last] = datesOf(tie);
  const open = () => select({ kind: "pair", a: relation.source, b: relation.target, relation: relation.id });
  return h("tr", {},
    h("th", { scope: "row" }, entityLink(relation.source)),
    h("td", { class: "nowrap" }, h("button", { type: "button", class: "link verb", style: textColor(relation.theme), onclick: open }, nameOf(relation.relation)), h("span", { class: "arrow", "aria-hidden": "true", text: tie.mutual ? " ↔" : " →" })),
    h("td", {}, entityLink(relation.target)),
    h("td", {}, h("span", { class: `chip s${tie.status}`, text: t("status_" + STATUSES[tie.status]) })),
    h("td", { class: "numeric", text: number.format(tie.sentences.length) }),
    h("td", { class: "numeric", text: number.format(publicationsOf(tie.sentences)) }),
    h("td", { class: "nowrap", text: first || "–" }), h("td", { class: "nowrap", text: last || "–" }),
    h("td", { class: "numeric", text: Math.max(...tie.sentences.map(({ confidence }) => confidence)).toFixed(2) }));
}
