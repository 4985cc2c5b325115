// What passes the filters. They act on sentences: a relation is shown while one of its sentences passes.

/**
 * @typedef {{relation: Relation, source: Entity, target: Entity, sentences: Sentence[], status: number, mutual: boolean, change: ?string}} Tie
 * @typedef {{ties: Tie[], passing: Tie[], entities: Set<Entity>, sentences: number, typeCounts: Map<string, number>,
 *   themeCounts: Map<string, number>, relationCounts: Map<string, number>, statusCounts: number[], changeCounts: Map<string, number>, tiesOf: Map<Entity, Tie[]>}} Sight
 */

const OFFICES = new Set(["GOV", "MIL", "COP", "JUD", "LEG", "SPY"]);

/** The entity that stands for this one: its country, if people and ministries are rolled up. */
function standIn(entity, state) {
  if (!state.rollup || !entity.country) return entity;
  const office = entity.type === "person" || (entity.type === "organization" && OFFICES.has(entity.sector));
  return office ? entity.country : entity;
}

let terms = { text: "", folded: [] };
/** The words and "phrases in quotes" that a reader asked for. @param {string} text */
function termsOf(text) {
  if (terms.text !== text) terms = { text, folded: [...text.matchAll(/["“„]([^"”“]+)["”“]?|(\S+)/g)].map(([, phrase, word]) => fold(phrase ?? word).trim()).filter(Boolean) };
  return terms.folded;
}

/** Whether a sentence, or who tells it, has all of these words. */
function holds(sentence, folded) {
  const { text, speaker, article } = sentence;
  sentence.folded ??= fold([text, nameOfSpeaker(speaker), article?.title, article?.source].join("\n"));
  return folded.every((word) => sentence.folded.includes(word));
}

/** Whether a sentence passes date, confidence and words. */
function passes(sentence, state) {
  if (sentence.confidence < state.confidence) return false;
  if (state.words && !holds(sentence, termsOf(state.words))) return false;
  if (Number.isNaN(sentence.day)) return state.mode !== "compare";
  if (state.mode === "compare") return inside(sentence.day, state.before) || inside(sentence.day, state.after);
  if (state.mode === "asof") return sentence.day <= state.to;
  return inside(sentence.day, [state.from, state.to]);
}
const inside = (day, [from, to]) => day >= from && day <= to;

/** Filter; the same array where all pass, since that is the usual case. */
const sift = (rows, test) => (rows.every(test) ? rows : rows.filter(test));

/** The firmest status, or on a given day the latest one. */
function statusOf(sentences, latest) {
  let best = null;
  for (const sentence of sentences) {
    if (!best) best = sentence;
    else if (latest && !(sentence.day === best.day) && !Number.isNaN(sentence.day)) {
      if (Number.isNaN(best.day) || sentence.day > best.day) best = sentence;
    } else if (sentence.status < best.status) best = sentence;
  }
  return best ? best.status : DENIED;
}

/** Whether neither end leads: at least half of the sentences tell it so, as in Python's `edge_attributes`. */
const isMutual = (sentences) => 2 * sentences.filter(({ mutual }) => mutual).length >= sentences.length;

/** What became of a relation between the two periods. */
function changeOf(sentences, state) {
  const before = sentences.filter(({ day }) => inside(day, state.before));
  const after = sentences.filter(({ day }) => inside(day, state.after));
  if (!before.length) return statusOf(after, true) === ENDED ? "ended" : "new";
  if (!after.length) return "gone";
  const then = statusOf(before, false), now = statusOf(after, false);
  if (statusOf(after, true) === ENDED && !before.some(({ status }) => status === ENDED)) return "ended";
  return now < then ? "firmer" : now > then ? "softer" : "same";
}

/**
 * Apply the filters.
 * @param {Model} model
 * @param {State} state
 * @returns {Sight}
 */
function look(model, state) {
  const passing = [], statusCounts = [0, 0, 0, 0, 0], themeCounts = new Map(), relationCounts = new Map(), typed = new Set();
  for (const relation of model.relations) {
    const source = standIn(relation.source, state), target = standIn(relation.target, state);
    if (source === target && relation.source !== relation.target) continue;
    if (!wanted(source, state) || !wanted(target, state)) continue;
    const hidden = hiddenTypesOf(source, target, state);
    if (hidden.size > 1) continue;
    const dated = sift(relation.sentences, (sentence) => passes(sentence, state));
    if (!dated.length) continue;
    if (hidden.size) {
      if (shownOf(relation, dated, state)) for (const end of [source, target]) if (hidden.has(end.type)) typed.add(end);
      continue;
    }
    statusCounts[statusOf(dated, state.mode === "asof")] += 1;
    const sentences = state.statuses.size === STATUSES.length ? dated : sift(dated, ({ status }) => state.statuses.has(status));
    if (!sentences.length) continue;
    themeCounts.set(relation.theme, (themeCounts.get(relation.theme) ?? 0) + 1);
    relationCounts.set(relation.relation, (relationCounts.get(relation.relation) ?? 0) + 1);
    if (state.hiddenThemes.has(relation.theme) || state.hiddenRelations.has(relation.relation)) continue;
    typed.add(source).add(target);
    const change = state.mode === "compare" ? changeOf(sentences, state) : null;
    passing.push({ relation, source, target, sentences, status: statusOf(sentences, state.mode === "asof"), mutual: isMutual(sentences), change });
  }
  return { passing, statusCounts, themeCounts, relationCounts, typeCounts: countTypes(model, state, typed), ...drawnPart(model, state, passing) };
}

/** Whether unnamed actors are wanted, where this is one. */
const wanted = (entity, state) => state.generic || !entity.generic;

/** Whether entities of this type and kind are wanted. */
const admitted = (entity, state) => !state.hiddenTypes.has(entity.type) && wanted(entity, state);

const NONE = new Set();
/** The types of these ends that are hidden. */
const hiddenTypesOf = (source, target, { hiddenTypes }) => (hiddenTypes.size ? new Set([source.type, target.type].filter((type) => hiddenTypes.has(type))) : NONE);

/** Whether a relation would be shown, were it not for the types of its ends. */
const shownOf = (relation, dated, state) => !state.hiddenThemes.has(relation.theme) && !state.hiddenRelations.has(relation.relation) && dated.some(({ status }) => state.statuses.has(status));

/** Whether an entity stands without any tie, and may. */
const standsAlone = (entity, state) => entity.degree === 0 && state.mode === "period" && standIn(entity, state) === entity;

/** Entities by type: those that are shown, or would be if their type were. */
function countTypes(model, state, typed) {
  const counts = new Map();
  for (const entity of model.entities) {
    if (wanted(entity, state) && (typed.has(entity) || standsAlone(entity, state))) counts.set(entity.type, (counts.get(entity.type) ?? 0) + 1);
  }
  return counts;
}

/** Of what passes, the part whose entities are drawn. */
function drawnPart(model, state, passing) {
  const entities = new Set(), ties = [], changeCounts = new Map(), tiesOf = new Map();
  let sentences = 0;
  const placed = (entity) => state.drawn.has(entity) && (state.view !== "map" || placeOf(entity));
  for (const tie of passing) {
    for (const end of new Set([tie.source, tie.target])) {
      const own = tiesOf.get(end);
      if (own) own.push(tie);
      else tiesOf.set(end, [tie]);
    }
    if (!placed(tie.source) || !placed(tie.target)) continue;
    ties.push(tie);
    sentences += tie.sentences.length;
    if (tie.change) changeCounts.set(tie.change, (changeCounts.get(tie.change) ?? 0) + 1);
  }
  for (const entity of model.entities) {
    if (!standsAlone(entity, state) && !tiesOf.has(entity)) continue;
    if (admitted(entity, state) && placed(entity)) entities.add(entity);
  }
  return { entities, ties, sentences, changeCounts, tiesOf };
}

/**
 * Entities tied to this one by what passes, the most often told first.
 * @param {Sight} sight
 * @param {Entity} entity
 */
function neighboursOf(sight, entity) {
  const told = new Map();
  for (const tie of sight.tiesOf.get(entity) ?? []) {
    const other = tie.source === entity ? tie.target : tie.source;
    if (other !== entity) told.set(other, (told.get(other) ?? 0) + tie.sentences.length);
  }
  return [...told.keys()].sort((a, b) => told.get(b) - told.get(a) || (a.label < b.label ? -1 : 1));
}
