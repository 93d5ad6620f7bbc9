// The list of dialogues, of which only the rows in sight exist, and the dialogue that is open beside it.

const ROW_HEIGHT = 66;
const SPARE_ROWS = 6;
const browser = { rows: [], at: -1, list: null, canvas: null, reader: null, shownKey: null };

const SORTS = {
  "": ["In order", null],
  "-calls": ["Most calls", (row) => -store.columns.calls[row]],
  "-rounds": ["Most rounds", (row) => -store.columns.kinds[row].length],
  "-tokens": ["Longest", (row) => -store.columns.tokens[row]],
  tokens: ["Shortest", (row) => store.columns.tokens[row]],
};

function sorts() {
  const all = { ...SORTS };
  for (const [name, values] of Object.entries(store.columns.metrics ?? {})) {
    all[`-${name}`] = [`Highest ${name}`, (row) => (values[row] === null ? Infinity : -values[row])];
    all[name] = [`Lowest ${name}`, (row) => values[row] ?? Infinity];
  }
  return all;
}

function sorted(rows, name) {
  const key = Object.hasOwn(sorts(), name ?? "") ? sorts()[name ?? ""][1] : null;
  if (!key) return rows;
  return rows.map((row) => [key(row), row]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((pair) => pair[1]);
}

function buildBrowser(view) {
  const order = el(
    "select",
    { "aria-label": "Order", onchange: () => go({ sort: order.value || null }, { replacing: true }) },
    Object.entries(sorts()).map(([value, [text]]) => option(value, text)),
  );
  browser.order = order;
  browser.canvas = el("div", { class: "canvas" });
  browser.list = el(
    "div",
    { class: "list", id: "list", role: "listbox", tabindex: 0, "aria-label": "Dialogues", onscroll: drawRows },
    browser.canvas,
  );
  browser.reader = el("div", { class: "reader", id: "reader", tabindex: -1 });
  replace(
    view,
    el("div", { class: "browser", id: "browser" }, el("div", { class: "list-side" }, el("div", { class: "order" }, order), browser.list), browser.reader),
  );
  browser.shownKey = null;
}

function drawRows() {
  const { list, canvas, rows } = browser;
  const first = Math.max(0, Math.floor(list.scrollTop / ROW_HEIGHT) - SPARE_ROWS);
  const last = Math.min(rows.length, Math.ceil((list.scrollTop + (list.clientHeight || 600)) / ROW_HEIGHT) + SPARE_ROWS);
  canvas.style.height = `${rows.length * ROW_HEIGHT}px`;
  const shown = [];
  for (let at = first; at < last; at++) shown.push(rowElement(at));
  canvas.replaceChildren(...shown);
}

function rowElement(at) {
  const { columns, index } = store;
  const row = browser.rows[at];
  const open = at === browser.at;
  const note = columns.status[row] ? index.notes[columns.note[row]] : "";
  const element = el(
    "div",
    {
      class: open ? "row open" : "row",
      role: "option",
      id: `row-${at}`,
      "aria-selected": open ? "true" : "false",
      "aria-setsize": browser.rows.length,
      "aria-posinset": at + 1,
      onclick: () => go({ d: columns.id[row], v: "dialogues" }),
    },
    el("div", { class: "row-head" }, el("span", { class: "row-id" }, columns.id[row]), statusChips(row)),
    el("div", { class: "row-first", dir: "auto" }, note ? `${note} · ` : "", columns.first[row] || "(no user message)"),
    el("div", { class: "row-figures" }, rowFigures(row)),
  );
  element.style.top = `${at * ROW_HEIGHT}px`;
  return element;
}

function rowFigures(row) {
  const { columns } = store;
  const kinds = kindNames(store.mask[row]).filter((kind) => kind !== "no_call");
  const words = [counted(columns.kinds[row].length, "round"), counted(columns.calls[row], "call")];
  return [...words, ...kinds.map((kind) => kind.replace("_", " "))].join(" · ");
}

async function showBrowser(view, state) {
  if (!view.querySelector("#browser")) buildBrowser(view);
  browser.order.value = state.sort ?? "";
  const rows = await matchingRows(state);
  if (rows === null) return;
  browser.rows = sorted(rows, state.sort);
  showFound(rows);
  const row = state.d ? store.rowOf.get(state.d) : undefined;
  browser.at = row === undefined ? -1 : browser.rows.indexOf(row);
  byId("browser").classList.toggle("reading", row !== undefined);
  browser.list.setAttribute("aria-activedescendant", browser.at >= 0 ? `row-${browser.at}` : "");
  bringIntoSight(browser.at);
  drawRows();
  await showDialogue(row, state);
}

function bringIntoSight(at) {
  if (at < 0) return;
  const { list } = browser;
  const top = at * ROW_HEIGHT;
  const height = list.clientHeight || 600;
  browser.canvas.style.height = `${browser.rows.length * ROW_HEIGHT}px`;
  if (top < list.scrollTop || top + ROW_HEIGHT > list.scrollTop + height) list.scrollTop = top - height / 2 + ROW_HEIGHT / 2;
}

async function showDialogue(row, state) {
  const key = `${row} ${state.q ?? ""}`;
  if (row === undefined) {
    browser.shownKey = null;
    const missing = state.d && [`No dialogue ${state.d} in this report.`];
    const none = browser.rows.length ? "Choose a dialogue: click, or j and k." : "No dialogue passes these filters.";
    replace(browser.reader, el("p", { class: "wait" }, missing || none));
    return;
  }
  if (browser.shownKey === key) return;
  const [dialogue, definitions] = await Promise.all([dialogueOf(row), part("tools")]);
  if (store.rowOf.get(readState().d) !== row) return;
  browser.shownKey = key;
  const bar = el(
    "div",
    { class: "reader-bar" },
    el("a", { href: changed({ d: null, v: "dialogues" }), class: "back" }, "‹ All"),
    button("‹ Previous", () => step(-1), { disabled: browser.at <= 0 }),
    button("Next ›", () => step(1), { disabled: browser.at + 1 >= browser.rows.length }),
    browser.at < 0 && el("span", { class: "odd" }, "not among those that pass the filters"),
  );
  replace(browser.reader, bar, dialogueArticle(row, dialogue, definitions, marksOf(state.q ?? "")));
  browser.reader.scrollTop = 0;
}

// Open the next or an earlier dialogue of the list.
function step(by) {
  if (!browser.rows.length) return;
  // from the address, not from what is shown: keys may come faster than dialogues are drawn
  const from = browser.rows.indexOf(store.rowOf.get(readState().d));
  const at = from < 0 && Math.abs(by) === 1 ? 0 : Math.min(browser.rows.length - 1, Math.max(0, from + by));
  go({ d: store.columns.id[browser.rows[at]], v: "dialogues" }, { replacing: from >= 0 });
}
