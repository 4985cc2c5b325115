// The graph as the page carries it. Names are labels only; everything is found by object or by opaque id, in Maps.

/**
 * @typedef {{id: string, key: string, label: string, type: string, country: ?Entity, sector: string, generic: boolean,
 *   aliases: string[], at: ?[number, number], size: number, x: number, y: number, degree: number, folded: string[]}} Entity
 * @typedef {{article: ?Article, text: string, status: number, date: string, reported: string, day: number, speaker: string,
 *   confidence: number, spans: number[], mutual: boolean, claim: string, precision: string}} Sentence
 * @typedef {{title: string, source: string, published: string, url: string}} Article
 * @typedef {{id: string, source: Entity, target: Entity, relation: string, theme: string, family: string,
 *   sentences: Sentence[]}} Relation
 * @typedef {{entities: Entity[], relations: Relation[], byId: Map<string, Entity>, byKey: Map<string, Entity>,
 *   byEntity: Map<Entity, Relation[]>, first: number, last: number, undated: number}} Model
 */

const STATUSES = ["actual", "ended", "planned", "possible", "denied"];
const ENDED = 1;
const DENIED = 4;

/** @returns {Model} */
function readModel() {
  const articles = facts.articles.map(([title, source, published, url]) => ({ title, source, published, url }));
  const byNumber = new Map();
  const byKey = new Map();
  const entities = readJson("nodes").map((raw) => {
    const entity = { ...raw, degree: 0, folded: [raw.label, raw.key, ...raw.aliases].map(fold) };
    byNumber.set(raw.id, entity);
    if (!byKey.has(raw.key)) byKey.set(raw.key, entity);
    return entity;
  });
  for (const entity of entities) entity.country = byNumber.get(entity.country) ?? null;
  const byEntity = new Map(entities.map((entity) => [entity, []]));
  const relations = readJson("edges").map((raw) => readRelation(raw, byNumber, articles));
  for (const relation of relations) {
    for (const end of new Set([relation.source, relation.target])) {
      byEntity.get(end).push(relation);
      end.degree += 1;
    }
  }
  return { entities, relations, byId: byNumber, byKey, byEntity, ...spanOfDates(relations) };
}

/** @returns {Relation} */
function readRelation(raw, byNumber, articles) {
  return {
    id: raw.id, source: byNumber.get(raw.from), target: byNumber.get(raw.to), relation: raw.relation,
    theme: raw.theme in facts.themes ? raw.theme : "other", family: raw.family,
    sentences: raw.evidence.map((row) => readSentence(row, articles)),
  };
}

/** A sentence counts on the day it was published; its own date says when things happened. @returns {Sentence} */
function readSentence([article, text, status, date, fromArticle, speaker, confidence, spans, mutual, claim, precision], articles) {
  const reported = articles[article]?.published || date;
  return {
    article: articles[article] ?? null, text, status, date: fromArticle ? "" : date, reported, day: dayOf(reported), speaker,
    confidence, spans, mutual, claim, precision,
  };
}

/** First and last day of all sentences, and how many have none. */
function spanOfDates(relations) {
  let first = Infinity, last = -Infinity, undated = 0;
  for (const { sentences } of relations) {
    for (const { day } of sentences) {
      if (Number.isNaN(day)) undated += 1;
      else {
        if (day < first) first = day;
        if (day > last) last = day;
      }
    }
  }
  return { first, last, undated };
}

/** Sentence order for reading: newest first, undated last. */
const newestFirst = (a, b) => (Number.isNaN(a.day) ? 1 : 0) - (Number.isNaN(b.day) ? 1 : 0) || b.day - a.day || (a.claim < b.claim ? -1 : 1);

/** How many publications told it. @param {Sentence[]} sentences */
const publicationsOf = (sentences) => new Set(sentences.map(({ article }) => article?.source || article?.title || "")).size;
