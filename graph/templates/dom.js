// Small helpers: elements, messages, dates. Text reaches the page only as text, never as markup.

/**
 * Make an element.
 * @param {string} tag
 * @param {Object<string, any>} [props] attributes; `onX` are listeners, `text` is the text
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Make an SVG element. */
function s(tag, props = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** @param {string} id @returns {any} */
const byId = (id) => document.getElementById(id);

/** Read a block of data that the page carries. @param {string} id */
function readJson(id) {
  const element = byId(id);
  const value = JSON.parse(element.textContent);
  element.remove();
  return value;
}

const facts = readJson("facts");
const plural = new Intl.PluralRules(facts.language);
const number = new Intl.NumberFormat(facts.language);
const dayFormat = new Intl.DateTimeFormat(facts.language, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const monthFormat = new Intl.DateTimeFormat(facts.language, { month: "short", year: "numeric", timeZone: "UTC" });

/**
 * A message of the interface, its {places} filled; a message with forms takes the form of `n`.
 * @param {string} key
 * @param {Object<string, any>} [values]
 */
function t(key, values = {}) {
  const message = facts.messages[key];
  const text = typeof message === "string" ? message : message[plural.select(values.n)] ?? message.other;
  return text.replace(/\{(\w+)\}/g, (all, name) => {
    const value = values[name];
    return value === undefined ? all : typeof value === "number" ? number.format(value) : value;
  });
}

const names = new Map(Object.entries(facts.names));
/** The word for a type, theme or relation. @param {string} key */
const nameOf = (key) => names.get(key) ?? key.replace(/_/g, " ");

const DAY = 86400000;
/** "2025", "2025-03", "2025-03-01" to days since 1970, NaN if it is no date. @param {string} iso */
function dayOf(iso) {
  const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?/.exec(iso);
  return parts ? Date.UTC(+parts[1], +(parts[2] ?? 1) - 1, +(parts[3] ?? 1)) / DAY : NaN;
}
/** @param {number} day */
const isoOf = (day) => new Date(day * DAY).toISOString().slice(0, 10);

/** A date as people write it, no more precise than it is. @param {string} iso */
function dateText(iso) {
  const day = dayOf(iso);
  if (Number.isNaN(day)) return t("no_date");
  if (iso.length < 7) return iso.slice(0, 4);
  return (iso.length < 10 ? monthFormat : dayFormat).format(new Date(day * DAY));
}

/** For search: no diacritics, lower case. @param {string} text */
function fold(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đð]/gi, "d").replace(/ł/gi, "l").replace(/ø/gi, "o")
    .replace(/[ıİ]/g, "i").replace(/ß/g, "ss").replace(/[‘’ʼ]/g, "'").replace(/[‐-―]/g, "-").toLowerCase();
}

/** Tell screen readers. @param {string} text */
function announce(text) {
  byId("status").textContent = text;
}

/** @param {string} text @param {number} most */
const shorten = (text, most) => (text.length > most ? text.slice(0, most - 1).trimEnd() + "…" : text);
