// Plots as inline SVG: histograms of one or several sets on common bins, and bars for what has names.

const PLOT = { width: 360, height: 176, left: 40, right: 8, top: 10, bottom: 34 };
const MOST_BINS = 26;
const SERIES_COLOURS = 8;

function quantile(ordered, share) {
  return ordered[Math.min(ordered.length - 1, Math.floor(share * ordered.length))];
}

function mean(values) {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function niceStep(rough, whole) {
  const power = 10 ** Math.floor(Math.log10(rough));
  const steps = whole && power < 10 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
  const step = steps.map((each) => each * power).find((each) => each >= rough * 0.999);
  return whole ? Math.max(1, Math.round(step)) : step;
}

// Return bins that hold all values of all series: the last one takes the long tails, which begin where every
// series has 99.5 % of its values behind it.
function binsOf(series, whole) {
  const ordered = series.map((values) => Float64Array.from(values).sort());
  const low = Math.min(...ordered.map((values) => values[0]));
  const highest = Math.max(...ordered.map((values) => values[values.length - 1]));
  const high = whole && highest - low < MOST_BINS ? highest : Math.max(...ordered.map((values) => quantile(values, 0.995)));
  const width = high > low ? niceStep((high - low) / (MOST_BINS - 1), whole) : 1;
  const start = Math.floor(low / width) * width;
  const bins = Math.max(1, Math.min(MOST_BINS + 1, Math.floor((high - start) / width) + 1));
  return { start, width, bins, whole, tail: highest >= start + bins * width };
}

function countBins(values, { start, width, bins }) {
  const counts = new Array(bins).fill(0);
  for (const value of values) counts[Math.min(bins - 1, Math.floor((value - start) / width + 1e-9))] += 1;
  return counts;
}

function binName(bins, at) {
  const from = bins.start + at * bins.width;
  const shown = (value) => String(Number(value.toPrecision(6)));
  if (bins.tail && at === bins.bins - 1) return `${shown(from)} and more`;
  if (bins.whole && bins.width === 1) return shown(from);
  return bins.whole ? `${shown(from)} to ${shown(from + bins.width - 1)}` : `${shown(from)} up to ${shown(from + bins.width)}`;
}

function axes(bins, highest, percentages, unit) {
  const { width, height, left, right, top, bottom } = PLOT;
  const parts = [];
  const step = niceStep(highest / 3, !percentages);
  for (let value = 0; value <= highest * 1.001; value += step) {
    const y = height - bottom - ((height - top - bottom) * value) / highest;
    parts.push(svg("line", { x1: left, x2: width - right, y1: y, y2: y, class: "grid" }));
    const text = percentages ? `${Number((100 * value).toPrecision(3))} %` : compact(value);
    parts.push(svg("text", { x: left - 4, y: y + 3.5, class: "tick end" }, text));
  }
  const every = Math.max(1, Math.ceil(bins.bins / 7));
  const span = (width - left - right) / bins.bins;
  for (let at = 0; at < bins.bins; at += every) {
    const from = Number((bins.start + at * bins.width).toPrecision(6));
    const middle = bins.whole && bins.width === 1;
    const tail = bins.tail && at === bins.bins - 1 ? "≥" : "";
    parts.push(svg("text", { x: left + span * (at + (middle ? 0.5 : 0)), y: height - bottom + 13, class: "tick middle" }, `${tail}${from}`));
  }
  parts.push(svg("text", { x: (left + width - right) / 2, y: height - 5, class: "axis middle" }, unit));
  return parts;
}

function compact(value) {
  return value >= 10000 ? `${Number((value / 1000).toPrecision(3))}k` : count(value);
}

function summaryOf(values, whole) {
  const ordered = Float64Array.from(values).sort();
  const digits = whole ? 1 : 2;
  return `median ${Number(quantile(ordered, 0.5).toFixed(digits))}, mean ${mean(values).toFixed(digits)}, ` +
    `from ${Number(ordered[0].toFixed(digits))} to ${Number(ordered[ordered.length - 1].toFixed(digits))}`;
}

// A histogram of one set.
function histogram(title, values, { unit, whole = true, what = "value" }) {
  if (!values.length) return null;
  const bins = binsOf([values], whole);
  const counts = countBins(values, bins);
  const { width, height, left, right, top, bottom } = PLOT;
  const highest = Math.max(...counts);
  const span = (width - left - right) / bins.bins;
  const bars = counts.map((each, at) => {
    const tall = ((height - top - bottom) * each) / highest;
    return svg(
      "rect",
      { x: left + span * at + 0.75, y: height - bottom - tall, width: Math.max(1, span - 1.5), height: tall, class: "bar", rx: 1.5 },
      svg("title", {}, `${binName(bins, at)} ${unit}: ${counted(each, what)}`),
    );
  });
  return plotCard(title, summaryOf(values, whole), [...axes(bins, highest, false, unit), ...bars]);
}

// The histograms of several sets as lines of shares.
function histogramLines(title, series, { unit, whole = true }) {
  const filled = series.filter(({ values }) => values.length);
  if (!filled.length) return null;
  const bins = binsOf(filled.map(({ values }) => values), whole);
  const { width, height, left, right, top, bottom } = PLOT;
  const shares = filled.map(({ values }) => countBins(values, bins).map((each) => each / values.length));
  const highest = Math.max(...shares.flat());
  const span = (width - left - right) / bins.bins;
  const lines = shares.map((each, number) => {
    const points = each.map((share, at) => {
      const x = left + span * (at + 0.5);
      return `${x.toFixed(1)},${(height - bottom - ((height - top - bottom) * share) / highest).toFixed(1)}`;
    });
    const { name, colour } = filled[number];
    return svg(
      "g",
      { class: `series series-${colour}` },
      svg("title", {}, name),
      svg("polyline", { points: points.join(" ") }),
      points.map((point) => svg("circle", { cx: point.split(",")[0], cy: point.split(",")[1], r: 2.2 })),
    );
  });
  const summary = filled.map(({ name, values }) => `${name} ${mean(values).toFixed(whole ? 1 : 2)}`).join(", ");
  return plotCard(title, `means: ${summary}`, [...axes(bins, highest, true, unit), ...lines]);
}

function plotCard(title, summary, parts) {
  const { width, height } = PLOT;
  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": flat(`${title}: ${summary}`) }, parts);
  return el("figure", { class: "card plot" }, el("h3", {}, title), drawing, el("figcaption", {}, summary));
}

// Bars with names; each may lead somewhere. Entries are {name, count, href, note}.
function barList(title, entries, { most = 15, note = "" } = {}) {
  if (!entries.length) return null;
  const highest = Math.max(...entries.map((each) => each.count));
  const list = el("div", { class: "bars" });
  const add = (some) => appendAll(list, some.map((each) => barRow(each, highest)));
  add(entries.slice(0, most));
  const card = el("figure", { class: "card bar-card" }, el("h3", {}, title), list);
  if (entries.length > most) {
    const more = button(`Show all ${count(entries.length)}`, () => {
      add(entries.slice(most));
      more.remove();
    });
    card.append(more);
  }
  if (note) card.append(el("figcaption", {}, note));
  return card;
}

function barRow({ name, count: number, href }, highest) {
  const bar = el("span", { class: "bar-fill" });
  bar.style.width = `${(100 * number) / highest}%`;
  const cells = [el("span", { class: "bar-name" }, name), el("span", { class: "bar-track" }, bar), el("span", { class: "bar-count" }, count(number))];
  return href ? el("a", { class: "bar-row", href }, cells) : el("div", { class: "bar-row" }, cells);
}
