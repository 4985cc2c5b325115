// Sentences a month, and the period that is looked at: drag its ends or its middle, or let it play.

const TALL = 44;
const PAD = 12;

/** The months from first to last: their first days. */
function monthsOf({ first, last }) {
  const months = [], start = new Date(first * DAY);
  for (let year = start.getUTCFullYear(), month = start.getUTCMonth(); Date.UTC(year, month, 1) / DAY <= last; month += 1) months.push(Date.UTC(year, month, 1) / DAY);
  months.push(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + months.length, 1) / DAY);
  return months;
}

/** Build the strip once; `showTimeline` keeps it up to date. */
function makeTimeline() {
  const { model } = app, strip = byId("timeline");
  if (!(model.first <= model.last)) {
    strip.replaceChildren(h("p", { class: "hint", text: t("no_dates") }));
    return;
  }
  app.months = monthsOf(model);
  const modes = h("div", { class: "modes", role: "group", "aria-label": t("timeline") },
    ...[["period", "period"], ["asof", "as_of"], ["compare", "compare"]].map(([mode, key]) => h("button", { type: "button", "data-mode": mode, onclick: () => setMode(mode) }, t(key))));
  const play = h("button", { type: "button", id: "play", class: "icon", onclick: togglePlay, "aria-label": t("play"), title: t("play") }, "▶");
  const picture = s("svg", { id: "months", role: "group", "aria-label": t("per_month") });
  strip.replaceChildren(h("div", { class: "bar" }, modes, play, h("div", { id: "dates" }), h("span", { class: "hint", id: "undated" })), picture);
  new ResizeObserver(() => showTimeline()).observe(strip);
}

function setMode(mode) {
  const { state, model } = app;
  stopPlay();
  state.mode = mode;
  if (mode === "asof") state.from = model.first;
  refresh();
}

const scaleOf = (width) => {
  const first = app.months[0], last = app.months[app.months.length - 1];
  return { x: (day) => PAD + ((day - first) / (last - first)) * (width - 2 * PAD), day: (x) => Math.round(first + ((x - PAD) / (width - 2 * PAD)) * (last - first)) };
};

/** The handles of the present mode: name, day, how to set it. */
function handles() {
  const { state, model } = app;
  const clamp = (day) => Math.min(Math.max(day, app.months[0]), Math.max(model.last, app.months[0]));
  const set = (object, key, from, to) => (day) => (object[key] = Math.min(Math.max(clamp(day), from()), to()));
  const low = () => app.months[0], high = () => model.last;
  if (state.mode === "asof") return [{ key: "to", label: t("as_of"), day: state.to, set: set(state, "to", low, high) }];
  if (state.mode === "period") {
    return [{ key: "from", label: t("period_start"), day: state.from, set: set(state, "from", low, () => state.to) },
      { key: "to", label: t("period_end"), day: state.to, set: set(state, "to", () => state.from, high) }];
  }
  return [
    { key: "b0", label: `${t("before")}: ${t("from")}`, day: state.before[0], set: set(state.before, 0, low, () => state.before[1]) },
    { key: "b1", label: `${t("before")}: ${t("to")}`, day: state.before[1], set: set(state.before, 1, () => state.before[0], high) },
    { key: "a0", label: `${t("after")}: ${t("from")}`, day: state.after[0], set: set(state.after, 0, low, () => state.after[1]) },
    { key: "a1", label: `${t("after")}: ${t("to")}`, day: state.after[1], set: set(state.after, 1, () => state.after[0], high) },
  ];
}

/** Bring bars, handles and dates up to date. */
function showTimeline() {
  const picture = byId("months");
  if (!picture || !app.state) return;
  const { state, model } = app, width = picture.clientWidth || 600;
  for (const button of byId("timeline").querySelectorAll("[data-mode]")) button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
  byId("undated").textContent = model.undated && state.mode !== "compare" ? t("undated", { n: model.undated }) : "";
  byId("play").hidden = state.mode === "compare";
  showDates();
  const { x } = scaleOf(width);
  const focused = document.activeElement?.getAttribute?.("data-handle");
  picture.setAttribute("viewBox", `0 0 ${width} ${TALL + 20}`);
  picture.replaceChildren(...barsOf(x), ...axisOf(x, width), ...windowsOf(x), ...handles().map((handle) => handleOf(handle, x, width)));
  if (focused) picture.querySelector(`[data-handle="${focused}"]`)?.focus();
}

/** Sentences a month that pass the other filters, dark where they are in the period. */
function barsOf(x) {
  const { model, state, months } = app, counts = new Array(months.length - 1).fill(0);
  app.monthCounts ??= (() => {
    for (const { sentences } of model.relations) for (const { day } of sentences) if (!Number.isNaN(day)) counts[monthIndex(months, day)] += 1;
    return counts;
  })();
  const most = Math.max(...app.monthCounts, 1);
  return app.monthCounts.map((count, i) => {
    const tall = (count / most) * (TALL - 4), middle = (months[i] + months[i + 1]) / 2;
    const kind = state.mode === "compare" ? (inside(middle, state.before) ? "before" : inside(middle, state.after) ? "after" : "out") : state.mode === "asof" ? (months[i] <= state.to ? "in" : "out") : months[i + 1] > state.from && months[i] <= state.to ? "in" : "out";
    const bar = s("rect", { class: `bar-${kind}`, x: fix(x(months[i]) + 0.8), width: fix(Math.max(x(months[i + 1]) - x(months[i]) - 1.6, 0.8)), y: fix(TALL - tall), height: fix(tall) });
    const title = s("title");
    title.textContent = `${monthFormat.format(new Date(months[i] * DAY))}: ${t("n_sentences", { n: count })}`;
    bar.append(title);
    return bar;
  });
}

function monthIndex(months, day) {
  let low = 0, high = months.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (months[middle] <= day) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The axis: years, and months where there is room. */
function axisOf(x, width) {
  const parts = [s("line", { class: "axis", x1: PAD, x2: width - PAD, y1: TALL + 0.5, y2: TALL + 0.5 })];
  const room = (width - 2 * PAD) / (app.months.length - 1), step = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => room * months > 58) ?? 120;
  let lastYear = 0;
  app.months.forEach((month, i) => {
    const date = new Date(month * DAY);
    if (date.getUTCMonth() % Math.min(step, 12) || (step > 12 && date.getUTCFullYear() % (step / 12)) || i === app.months.length - 1) return;
    const year = date.getUTCFullYear();
    const label = textAt(x(month) + 2, TALL + 14, step >= 12 || (year !== lastYear && date.getUTCMonth() === 0) ? String(year) : year !== lastYear && !lastYear ? monthFormat.format(date) : new Intl.DateTimeFormat(facts.language, { month: "short", timeZone: "UTC" }).format(date));
    lastYear = year;
    label.setAttribute("text-anchor", "start");
    parts.push(s("line", { class: "axis", x1: x(month), x2: x(month), y1: TALL, y2: TALL + 5 }), label);
  });
  return parts;
}

/** The chosen period, which can be dragged as a whole. */
function windowsOf(x) {
  const { state } = app;
  const periods = state.mode === "compare" ? [["before", state.before], ["after", state.after]] : [["window", [state.mode === "asof" ? app.months[0] : state.from, state.to]]];
  return periods.map(([name, [from, to]]) => s("rect", { class: `window ${name}`, x: fix(x(from)), y: 0, width: fix(Math.max(x(to) - x(from), 2)), height: TALL, onpointerdown: (event) => state.mode !== "asof" && dragWindow(event, name) }));
}

function handleOf({ key, label, day, set }, x, width) {
  const at = x(day);
  const group = s("g", {
    class: "handle", "data-handle": key, tabindex: 0, role: "slider", "aria-label": label, "aria-valuemin": app.months[0], "aria-valuemax": app.model.last, "aria-valuenow": day, "aria-valuetext": dateText(isoOf(day)),
    onpointerdown: (event) => drag(event, (d) => set(d), width), onkeydown: (event) => keyOn(event, day, set),
  }, s("rect", { class: "grab", x: fix(at - 9), y: -2, width: 18, height: TALL + 6 }), s("line", { x1: fix(at), x2: fix(at), y1: 0, y2: TALL }), s("rect", { class: "knob", x: fix(at - 3.5), y: TALL / 2 - 9, width: 7, height: 18, rx: 2 }));
  return group;
}

function keyOn(event, day, set) {
  const step = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -30, PageUp: 30 }[event.key];
  const goal = event.key === "Home" ? app.months[0] : event.key === "End" ? app.model.last : step ? day + step * (event.shiftKey ? 30 : 1) : null;
  if (goal === null) return;
  event.preventDefault();
  event.stopPropagation();
  set(goal);
  refreshSoon();
  showTimeline();
}

/** Follow the pointer until it is let go. */
function drag(event, move, width) {
  event.preventDefault();
  event.stopPropagation();
  stopPlay();
  const box = byId("months").getBoundingClientRect(), { day } = scaleOf(width);
  const follow = (e) => {
    move(day(e.clientX - box.left));
    showTimeline();
    refreshSoon();
  };
  const stop = () => {
    removeEventListener("pointermove", follow);
    removeEventListener("pointerup", stop);
    removeEventListener("pointercancel", stop);
  };
  addEventListener("pointermove", follow);
  addEventListener("pointerup", stop);
  addEventListener("pointercancel", stop);
}

function dragWindow(event, name) {
  const { state, model } = app, width = byId("months").clientWidth;
  const box = byId("months").getBoundingClientRect(), start = scaleOf(width).day(event.clientX - box.left);
  const [from, to] = name === "window" ? [state.from, state.to] : [...state[name]];
  drag(event, (day) => {
    const shift = Math.max(app.months[0] - from, Math.min(model.last - to, day - start));
    if (name === "window") [state.from, state.to] = [from + shift, to + shift];
    else state[name] = [from + shift, to + shift];
  }, width);
}

/** The dates in words, each a field to type in. */
function showDates() {
  const field = ({ key, label, day, set }) => {
    const input = h("input", { id: `date-${key}`, class: "date", "aria-label": label, value: isoOf(day), size: 10, maxlength: 10, placeholder: "2025-12-31", inputmode: "numeric" });
    input.addEventListener("change", () => {
      if (!Number.isNaN(dayOf(input.value))) set(dayOf(input.value));
      input.blur();
      refresh();
    });
    return input;
  };
  const box = byId("dates");
  if (box.contains(document.activeElement)) return;
  const all = handles();
  const pair = (name, [one, two]) => h("span", { class: `pair ${name}` }, name !== "window" && h("b", { text: t(name) }), field(one), "–", field(two));
  box.replaceChildren(...(all.length === 1 ? [h("span", { class: "pair" }, field(all[0]))] : all.length === 2 ? [pair("window", all)] : [pair("before", all.slice(0, 2)), pair("after", all.slice(2))]));
}

/** Let the period run: its end moves month by month; a narrow period moves as a whole. */
function togglePlay() {
  if (app.timer) return stopPlay();
  const { state, model, months } = app;
  const whole = state.mode === "asof" || state.from <= model.first, span = state.to - state.from;
  if (state.to >= model.last) state.to = state.mode === "asof" || whole ? months[1] - 1 : state.from + span;
  if (!whole && state.to >= model.last) [state.from, state.to] = [model.first, model.first + span];
  app.timer = setInterval(() => {
    const next = months.find((month) => month - 1 > state.to) ?? model.last + 1;
    const step = Math.min(next - 1, model.last) - state.to;
    if (step <= 0) return stopPlay();
    state.to += step;
    if (!whole) state.from += step;
    refresh();
  }, 650);
  byId("play").textContent = "❚❚";
  byId("play").setAttribute("aria-label", t("pause"));
  refresh();
}

function stopPlay() {
  if (!app.timer) return;
  clearInterval(app.timer);
  app.timer = null;
  byId("play").textContent = "▶";
  byId("play").setAttribute("aria-label", t("play"));
}
