// Which dialogues are meant: the filter bar, and the rows that pass it.

const KIND_NAMES = {
  parallel: "parallel calls",
  sequential: "calls in sequence",
  error: "an error",
  clarifying: "a clarifying question",
  no_call: "no call",
};
const filterBar = { search: null, status: null, selects: {}, tool: null };
let lastSearch = 0;

// Return the rows that pass all filters but the search words.
function filteredRows(state) {
  const { columns, index } = store;
  const tests = [];
  const equals = (column, wanted) => tests.push((row) => columns[column][row] === wanted);
  if (state.set) equals("set", index.sets.findIndex((one) => wellFormed(one.label) === state.set));
  if (state.status) equals("status", STATUS.indexOf(state.status));
  if (state.style) equals("style", numberOf(index.styles, state.style));
  if (state.reason) {
    equals("status", 1);
    equals("note", numberOf(index.notes, state.reason));
  }
  if (state.kind) {
    const bit = 1 << index.roundKinds.indexOf(state.kind);
    tests.push((row) => (store.mask[row] & bit) !== 0);
  }
  if (state.tool) {
    const tool = numberOf(index.tools, state.tool);
    tests.push(
      (row) => columns.called[row].includes(tool) || (state.offered && columns.offered[row].includes(tool)),
    );
  }
  const rows = [];
  for (let row = 0; row < store.size; row++) if (tests.every((test) => test(row))) rows.push(row);
  return rows;
}

function numberOf(texts, wanted) {
  return texts.findIndex((text) => wellFormed(text) === wanted);
}

// Return the rows that pass all filters, in order; null if another search was begun meanwhile.
async function matchingRows(state) {
  const mine = ++lastSearch;
  const rows = filteredRows(state);
  const words = searchWords(state.q ?? "");
  if (!words.length) return rows;
  const found = await searchRows(rows, words, (done) => {
    if (mine !== lastSearch) return false;
    filterBar.status.textContent = done < rows.length ? `searching… ${count(done)} of ${count(rows.length)}` : "";
    return true;
  });
  return mine === lastSearch ? found : null;
}

function hasFilter(state) {
  return FILTERS.some((key) => state[key]);
}

function noFilters() {
  return Object.fromEntries(FILTERS.map((key) => [key, null]));
}

function option(value, text) {
  return el("option", { value: wellFormed(value) }, flat(text));
}

function choice(key, label, options) {
  const select = el(
    "select",
    { "aria-label": label, onchange: () => go({ [key]: select.value || null, d: null }) },
    option("", label),
    options.map(([value, text]) => option(value, text)),
  );
  filterBar.selects[key] = select;
  return options.length > 1 || key === "reason" ? el("label", { class: "choice" }, select) : null;
}

function buildFilters() {
  const { index, columns } = store;
  const reasons = new Map();
  for (let row = 0; row < store.size; row++) {
    if (columns.status[row] === 1) reasons.set(columns.note[row], (reasons.get(columns.note[row]) ?? 0) + 1);
  }
  const statuses = STATUS.filter((_, number) => columns.status.includes(number));
  const styles = index.styles.filter((style) => style).toSorted();
  filterBar.search = el("input", {
    type: "search",
    id: "search",
    placeholder: "Search texts, calls and results",
    "aria-label": "Search the dialogues",
    autocomplete: "off",
    spellcheck: "false",
    oninput: delayed(() => go({ q: filterBar.search.value || null }, { replacing: true }), 200),
  });
  filterBar.tool = el("input", {
    type: "text",
    list: "tool-names",
    placeholder: "Any tool",
    "aria-label": "Tool called",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => offerNames(filterBar.tool.value),
    onchange: () => go({ tool: filterBar.tool.value || null, d: null }),
  });
  filterBar.offered = el("input", {
    type: "checkbox",
    id: "offered",
    onchange: () => go({ offered: filterBar.offered.checked ? "1" : null }),
  });
  filterBar.status = el("span", { class: "found", role: "status", "aria-live": "polite" });
  const present = index.roundKinds.filter((_, bit) => store.mask.some((mask) => mask & (1 << bit)));
  const choices = [
    choice("set", "All sets", index.sets.map((one) => [one.label, one.name])),
    choice("status", "Kept and not", statuses.map((name) => [name, name])),
    reasons.size > 0 &&
      choice(
        "reason",
        "Any drop reason",
        [...reasons].toSorted((a, b) => b[1] - a[1]).map(([note, n]) => [index.notes[note], `${index.notes[note]} (${count(n)})`]),
      ),
    choice("kind", "Any kind of round", present.map((kind) => [kind, `with ${KIND_NAMES[kind]}`])),
    choice("style", "Any style", styles.map((style) => [style, style])),
    el("span", { class: "choice by-tool" }, filterBar.tool, el("datalist", { id: "tool-names" })),
    el("label", { class: "choice offered", title: "Also where it was offered and not called" }, filterBar.offered, " or offered"),
  ];
  const more = el("details", { id: "more-filters" }, el("summary", {}, "Filters"), el("div", { class: "choices" }, choices));
  more.open = innerWidth > 760;
  replace(
    byId("filters"),
    filterBar.search,
    more,
    el("div", { class: "outcome" }, filterBar.status, button("Clear", () => go({ ...noFilters(), d: null }), { id: "clear" })),
  );
  offerNames("");
}

function offerNames(typed) {
  const wanted = folded(typed);
  const names = store.index.tools.filter((name) => folded(name).includes(wanted)).slice(0, 60);
  replace(byId("tool-names"), names.map((name) => option(name, "")));
}

function showFilters(state) {
  byId("filters").hidden = state.v === "graph";
  if (document.activeElement !== filterBar.search) filterBar.search.value = state.q ?? "";
  if (document.activeElement !== filterBar.tool) filterBar.tool.value = state.tool ?? "";
  filterBar.offered.checked = Boolean(state.offered);
  for (const [key, select] of Object.entries(filterBar.selects)) select.value = state[key] ?? "";
  const active = FILTERS.filter((key) => key !== "q" && key !== "offered" && state[key]).length;
  byId("more-filters").querySelector("summary").textContent = active ? `Filters (${active})` : "Filters";
  byId("clear").hidden = !hasFilter(state);
}

function showFound(rows) {
  const all = rows.length === store.size;
  filterBar.status.textContent = all
    ? counted(store.size, "dialogue")
    : `${count(rows.length)} of ${counted(store.size, "dialogue")}`;
}

function delayed(action, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, wait);
  };
}
