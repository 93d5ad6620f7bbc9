// Keys: what they do stands in the help.

const KEY_HELP = [
  ["j, k", "next and previous dialogue (also ↓ and ↑ in the list)"],
  ["Home, End", "first and last dialogue, in the list"],
  ["/", "search"],
  ["Esc", "leave the search, close the dialogue"],
  ["1 to 4", "views"],
  ["+, −, 0", "zoom in, out, whole, in the tool graph"],
  ["?", "these keys"],
];

function isTyping(target) {
  return target.closest?.("input, select, textarea") !== null;
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const state = readState();
  if (event.key === "Escape") {
    escape(event, state);
    return;
  }
  if (isTyping(event.target)) {
    if (event.key === "Enter" && event.target === filterBar.search) go({ v: "dialogues" });
    return;
  }
  const inList = event.target === browser.list && browser.list?.isConnected;
  const views = Object.keys(VIEWS).filter(hasView);
  const action = {
    "/": () => (filterBar.search.closest("[hidden]") ? null : filterBar.search.focus()),
    "?": showHelp,
    j: () => toDialogue(state, 1),
    k: () => toDialogue(state, -1),
    ArrowDown: inList ? () => step(1) : null,
    ArrowUp: inList ? () => step(-1) : null,
    Home: inList ? () => step(-Infinity) : null,
    End: inList ? () => step(Infinity) : null,
    PageDown: inList ? () => step(10) : null,
    PageUp: inList ? () => step(-10) : null,
    Enter: inList && browser.at >= 0 ? () => byId("dialogue-name")?.focus() : null,
    ...graphKeys(state),
  }[event.key];
  const view = /^[1-9]$/.test(event.key) ? views[Number(event.key) - 1] : null;
  if (!action && !view) return;
  event.preventDefault();
  if (action) action();
  else go({ v: view });
}

function toDialogue(state, by) {
  if (state.v === "dialogues") step(by);
  else if (state.v === "overview") go({ v: "dialogues" });
}

function escape(event, state) {
  if (byId("help").open) return;
  if (event.target === filterBar.search) {
    event.preventDefault();
    filterBar.search.blur();
    if (state.v === "dialogues") browser.list?.focus();
  } else if (state.d) {
    go({ d: null, v: "dialogues" });
    browser.list?.focus();
  } else if (hasFilter(state)) {
    go(noFilters());
  }
}

function showHelp() {
  const dialog = byId("help");
  const keys = KEY_HELP.flatMap(([key, text]) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, text)]);
  replace(dialog, el("h2", {}, "Keys"), el("dl", {}, keys), button("Close", () => dialog.close()));
  dialog.showModal();
}
