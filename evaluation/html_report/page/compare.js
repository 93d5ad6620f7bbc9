// Sets, styles or statuses side by side: figures in a table, distributions over each other.

const COMPARED_BY = {
  set: ["settings and sets", (row) => store.columns.set[row], (number) => store.index.sets[number].name],
  style: ["styles", (row) => store.columns.style[row], (number) => store.index.styles[number] || "(no style)"],
  status: ["kept, dropped, failed", (row) => store.columns.status[row], (number) => STATUS[number]],
};

function groupsOf(rows, by) {
  const [, keyOf, nameOf] = COMPARED_BY[by];
  const groups = new Map();
  for (const row of rows) {
    const key = keyOf(row);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(row);
  }
  const ordered = [...groups].toSorted((one, other) => one[0] - other[0]);
  return ordered.map(([key, held], number) => ({ name: nameOf(key), rows: held, colour: number % SERIES_COLOURS, tallied: tally(held) }));
}

async function showCompare(view, state) {
  const matching = await matchingRows(state);
  if (matching === null) return;
  showFound(matching);
  const by = Object.hasOwn(COMPARED_BY, state.by ?? "") ? state.by : store.index.sets.length > 1 ? "set" : "style";
  const rows = by === "status" ? matching : countedRows(matching, state);
  const groups = groupsOf(rows, by);
  const choose = el(
    "select",
    { "aria-label": "Compare", onchange: () => go({ by: choose.value }) },
    Object.entries(COMPARED_BY).map(([key, [name]]) => option(key, `Compare ${name}`)),
  );
  choose.value = by;
  replace(
    view,
    el(
      "div",
      { class: "overview compare" },
      el("div", { class: "order" }, choose),
      by !== "status" && !state.status && !state.reason && el("p", { class: "note" }, "Kept dialogues are compared."),
      groups.length ? compareTable(groups) : el("p", { class: "wait" }, "No dialogue passes these filters."),
      el(
        "section",
        { class: "cards", "aria-label": "Distributions" },
        groups.length && el("div", { class: "card legend" }, groups.map(legend)),
        distributions().map(([title, read, how]) =>
          histogramLines(title, groups.map((group) => ({ ...group, values: read(group.rows) })), how),
        ),
      ),
      measureTables(),
    ),
  );
}

function legend(group) {
  return el("div", {}, named(group));
}

// A group's colour and name, on one line unless the name is a long one.
function named({ name, colour }) {
  return el("span", { class: name.length <= 24 ? "whole" : null }, el("span", { class: `swatch series-${colour}` }), name);
}

function compareTable(groups) {
  const figures = [
    ["dialogues", (one) => count(one.tallied.dialogues)],
    ["rounds", (one) => count(one.tallied.rounds)],
    ["calls", (one) => count(one.tallied.calls)],
    ["call turns", (one) => count(one.tallied.callTurns)],
    ["tokens", (one) => count(one.tallied.tokens)],
    ["tools called", (one) => count(one.tallied.called.size)],
    ["tools offered", (one) => count(one.tallied.offered.size)],
    ["rounds a dialogue", (one) => ratio(one.tallied.rounds, one.tallied.dialogues)],
    ["calls a dialogue", (one) => ratio(one.tallied.calls, one.tallied.dialogues)],
    ["calls a tool round", (one) => ratio(one.tallied.calls, one.tallied.toolRounds)],
  ];
  for (const [kind, [name, of]] of Object.entries(SHARE_NAMES)) {
    figures.push([`${name}, ${of}`, (one) => percent(...shareOf(one.tallied, kind))]);
  }
  for (const [name, values] of Object.entries(store.columns.metrics ?? {})) {
    figures.push([`${name}, mean over dialogues`, (one) => meanOf(one.rows, values)]);
  }
  return el(
    "div",
    { class: "card table-card" },
    el("h3", {}, "Side by side"),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": "Side by side" },
      el(
        "table",
        { class: "side-by-side" },
        el("thead", {}, el("tr", {}, el("td", {}), groups.map((one) => el("th", { scope: "col" }, named(one))))),
        el("tbody", {}, figures.map(([name, read]) => el("tr", {}, el("th", { scope: "row" }, name), groups.map((one) => el("td", {}, read(one)))))),
      ),
    ),
  );
}

function ratio(part, whole) {
  return whole ? (part / whole).toFixed(2) : "n/a";
}

function meanOf(rows, values) {
  const known = rows.map((row) => values[row]).filter((value) => value !== null);
  return known.length ? mean(known).toFixed(2) : "n/a";
}
