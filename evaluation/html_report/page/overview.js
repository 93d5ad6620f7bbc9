// Figures and plots of the dialogues that pass the filters.

const OF_TOOL_ROUNDS = ["parallel", "sequential", "error"];
const SHARE_NAMES = {
  parallel: ["parallel", "of tool rounds"],
  sequential: ["sequential", "of tool rounds"],
  error: ["with an error", "of tool rounds"],
  clarifying: ["clarifying", "of rounds"],
  no_call: ["without a call", "of rounds"],
};

// Counts of some dialogues, as in Table 1.
function tally(rows) {
  const { columns, index } = store;
  const sums = { dialogues: rows.length, rounds: 0, toolRounds: 0, calls: 0, callTurns: 0, tokens: 0, messages: 0 };
  const kinds = Object.fromEntries(index.roundKinds.map((kind) => [kind, 0]));
  const noCall = 1 << index.roundKinds.indexOf("no_call");
  const called = new Map();
  const offered = new Set();
  for (const row of rows) {
    sums.calls += columns.calls[row];
    sums.callTurns += columns.call_turns[row];
    sums.tokens += columns.tokens[row];
    sums.messages += columns.messages[row];
    for (const mask of columns.kinds[row]) {
      sums.rounds += 1;
      if (!(mask & noCall)) sums.toolRounds += 1;
      index.roundKinds.forEach((kind, bit) => {
        if (mask & (1 << bit)) kinds[kind] += 1;
      });
    }
    for (const tool of columns.called[row]) called.set(tool, (called.get(tool) ?? 0) + 1);
    for (const tool of columns.offered[row]) offered.add(tool);
  }
  return { ...sums, kinds, called, offered };
}

function shareOf(tallied, kind) {
  return [tallied.kinds[kind], OF_TOOL_ROUNDS.includes(kind) ? tallied.toolRounds : tallied.rounds];
}

function all(column, rows) {
  const found = [];
  for (const row of rows) for (const value of store.columns[column][row]) found.push(value);
  return found;
}

// Kept dialogues, unless the filters ask for others.
function countedRows(rows, state) {
  return state.status || state.reason ? rows : rows.filter((row) => store.columns.status[row] === 0);
}

function distributions() {
  const { columns } = store;
  const plots = [
    ["What users say", (rows) => all("user_lengths", rows), { unit: "tokens of a user turn", what: "turn" }],
    ["What the assistant says", (rows) => all("reply_lengths", rows), { unit: "tokens of an assistant turn", what: "turn" }],
    ["Calls per round", (rows) => all("round_calls", rows), { unit: "calls of a round", what: "round" }],
    ["Calls per dialogue", (rows) => rows.map((row) => columns.calls[row]), { unit: "calls of a dialogue", what: "dialogue" }],
    ["Rounds per dialogue", (rows) => rows.map((row) => columns.kinds[row].length), { unit: "rounds of a dialogue", what: "dialogue" }],
    ["Length of dialogues", (rows) => rows.map((row) => columns.tokens[row]), { unit: "tokens of a dialogue", what: "dialogue" }],
  ];
  for (const [name, values] of Object.entries(columns.metrics ?? {})) {
    const measured = (rows) => rows.map((row) => values[row]).filter((value) => value !== null);
    plots.push([`${name} per dialogue`, measured, { unit: `${name} of a dialogue`, what: "dialogue", whole: false }]);
  }
  return plots;
}

async function showOverview(view, state) {
  const matching = await matchingRows(state);
  if (matching === null) return;
  showFound(matching);
  const rows = countedRows(matching, state);
  const tallied = tally(rows);
  const others = matching.length - rows.length;
  replace(
    view,
    el(
      "div",
      { class: "overview" },
      unreadableNote(),
      el("section", { class: "figures-grid", "aria-label": "Figures" }, figureCards(tallied, matching, state)),
      others > 0 && el("p", { class: "note" }, `Figures and plots count kept dialogues; ${counted(others, "other")} dropped or failed.`),
      el("section", { class: "shares card", "aria-label": "Kinds of rounds" }, el("h3", {}, "Kinds of rounds"), shareRows(tallied)),
      el("section", { class: "cards", "aria-label": "Plots" }, distributions().map(([title, read, how]) => histogram(title, read(rows), how))),
      el("section", { class: "cards wide", "aria-label": "Tools and drops" }, toolBars(tallied), dropBars(matching), styleBars(rows)),
      measureTables(),
    ),
  );
}

function unreadableNote() {
  const unread = store.index.sets.filter((one) => one.unreadable);
  if (!unread.length) return null;
  return el("p", { class: "note" }, unread.map((one) => `${one.label}: ${counted(one.unreadable, "dialogue")} left out, being unreadable. `));
}

function figureCards(tallied, matching, state) {
  const { columns } = store;
  const of = (status) => matching.filter((row) => columns.status[row] === status).length;
  const cards = [
    ["kept", of(0)],
    ["dropped", of(1)],
    ["failed", of(2)],
    ["rounds", tallied.rounds],
    ["calls", tallied.calls],
    ["call turns", tallied.callTurns],
    ["tokens", tallied.tokens],
  ].map(([name, number]) => {
    const href = STATUS.includes(name) && number ? changed({ v: "dialogues", status: name, d: null }) : null;
    const parts = [el("span", { class: "number", "data-figure": name.replace(" ", "-") }, count(number)), el("span", { class: "name" }, name)];
    return href ? el("a", { class: "figure", href }, parts) : el("div", { class: "figure" }, parts);
  });
  const tools = el(
    "div",
    { class: "figure", title: "Tools called, of those offered" },
    el(
      "span",
      { class: "number" },
      el("span", { "data-figure": "tools" }, count(tallied.called.size)),
      tallied.offered.size > 0 && el("small", {}, ` of ${count(tallied.offered.size)}`),
    ),
    el("span", { class: "name" }, "tools called"),
  );
  return [cards, tools];
}

function shareRows(tallied) {
  return Object.entries(SHARE_NAMES).map(([kind, [name, of]]) => {
    const [part, whole] = shareOf(tallied, kind);
    const bar = el("span", { class: "bar-fill" });
    bar.style.width = `${whole ? (100 * part) / whole : 0}%`;
    return el(
      part ? "a" : "div",
      { class: "bar-row", href: part ? changed({ v: "dialogues", kind, d: null }) : null },
      el("span", { class: "bar-name" }, name, " ", el("small", {}, of)),
      el("span", { class: "bar-track" }, bar),
      el("span", { class: "bar-count", "data-share": kind }, percent(part, whole)),
    );
  });
}

function toolBars(tallied) {
  const { index } = store;
  const entries = [...tallied.called]
    .toSorted((one, other) => other[1] - one[1] || one[0] - other[0])
    .map(([tool, number]) => ({ name: index.tools[tool], count: number, href: changed({ v: "dialogues", tool: index.tools[tool], d: null }) }));
  const idle = [...tallied.offered].filter((tool) => !tallied.called.has(tool)).length;
  return barList("Tools called", entries, { note: `Dialogues in which each is called; ${counted(idle, "tool")} offered but never called.` });
}

function dropBars(matching) {
  const { columns, index } = store;
  const reasons = new Map();
  for (const row of matching) {
    if (columns.status[row] === 1) reasons.set(columns.note[row], (reasons.get(columns.note[row]) ?? 0) + 1);
  }
  const entries = [...reasons]
    .toSorted((one, other) => other[1] - one[1])
    .map(([note, number]) => ({ name: index.notes[note], count: number, href: changed({ v: "dialogues", reason: index.notes[note], d: null }) }));
  return barList("Why dialogues were dropped", entries);
}

function styleBars(rows) {
  const { columns, index } = store;
  const styles = new Map();
  for (const row of rows) if (index.styles[columns.style[row]]) styles.set(columns.style[row], (styles.get(columns.style[row]) ?? 0) + 1);
  const entries = [...styles]
    .toSorted((one, other) => other[1] - one[1])
    .map(([style, number]) => ({ name: index.styles[style], count: number, href: changed({ v: "dialogues", style: index.styles[style], d: null }) }));
  return barList("Styles of users", entries);
}

// What `toolflow evaluate` measured, as tables of texts.
function measureTables() {
  const tables = store.index.tables ?? [];
  if (!tables.length) return null;
  return el("section", { class: "measures", "aria-label": "Measures" }, tables.map(measureTable));
}

function measureTable({ title, columns, rows, notes }) {
  return el(
    "div",
    { class: "card table-card" },
    el("h3", {}, title),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-label": flat(title) },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, columns.map((name) => el("th", { scope: "col" }, name)))),
        el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, at) => (at ? el("td", {}, cell) : el("th", { scope: "row" }, cell)))))),
      ),
    ),
    notes.map((note) => el("p", { class: "note" }, note)),
  );
}
