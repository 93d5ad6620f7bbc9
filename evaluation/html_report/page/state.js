// What is shown stands in the address, after the hash: every view, filter and dialogue has a link.

const VIEWS = { overview: "Overview", dialogues: "Dialogues", graph: "Tool graph", compare: "Compare" };
const FILTERS = ["q", "set", "status", "reason", "kind", "style", "tool", "offered"];
const KEYS = ["v", ...FILTERS, "sort", "d", "node", "by"];

function readState() {
  const given = new URLSearchParams(location.hash.slice(1));
  const state = {};
  for (const key of KEYS) if (given.get(key)) state[key] = given.get(key);
  if (!Object.hasOwn(VIEWS, state.v ?? "")) state.v = state.d ? "dialogues" : state.node ? "graph" : "overview";
  return state;
}

function address(state) {
  const words = new URLSearchParams();
  for (const key of KEYS) if (state[key]) words.set(key, wellFormed(String(state[key])));
  if (state.v === "dialogues" && state.d) words.delete("v");
  return "#" + words.toString();
}

// An address with some things changed; null takes one away.
function changed(changes) {
  return address({ ...readState(), ...changes });
}

function go(changes, { replacing = false } = {}) {
  const to = changed(changes);
  if (to === location.hash) return;
  if (replacing) location.replace(to);
  else location.hash = to;
}
