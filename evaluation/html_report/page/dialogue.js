// One dialogue in full: plan, tools, rounds with calls and results, where it comes from.

// ids of our runs: the number means something, unlike the place of a dialogue in a foreign file
const RUN_ID = /(?:^|\/)(?:graph_plan|graph|plan|none)-(\d{6,})$/;

function kindNames(mask) {
  return store.index.roundKinds.filter((_, bit) => mask & (1 << bit));
}

function fact(name, value) {
  return value ? [el("dt", {}, name), el("dd", {}, value)] : [];
}

function statusChips(row, { withSet = true } = {}) {
  const { columns, index } = store;
  const status = STATUS[columns.status[row]];
  const set = index.sets[columns.set[row]];
  return [
    status !== "kept" && chip(status, status),
    withSet && index.sets.length > 1 && chip(set.name, "set"),
    columns.style[row] !== undefined && index.styles[columns.style[row]] && chip(index.styles[columns.style[row]], "style"),
  ];
}

// Return the article of a dialogue; `definitions` are the JSON texts of the report's tools.
function dialogueArticle(row, dialogue, definitions, marks) {
  const { columns } = store;
  const heading = el("h2", { tabindex: -1, id: "dialogue-name" }, columns.id[row]);
  const article = el("article", { class: "dialogue", "aria-labelledby": "dialogue-name" });
  appendAll(article, [
    el("div", { class: "dialogue-head" }, heading, statusChips(row)),
    dialogue.note && el("p", { class: `verdict ${STATUS[columns.status[row]]}` }, `${STATUS[columns.status[row]]}: `, dialogue.note),
    el("p", { class: "figures" }, figuresOf(row)),
    judgeComments(dialogue),
    siblingLinks(row),
    planList(dialogue),
    toolList(row, dialogue, definitions),
    turnList(row, dialogue, marks),
    provenance(dialogue),
  ]);
  return article;
}

function figuresOf(row) {
  const { columns } = store;
  const rounds = columns.kinds[row].length;
  const words = [
    counted(rounds, "round"),
    counted(columns.calls[row], "call"),
    counted(columns.messages[row], "message"),
    counted(columns.tokens[row], "token"),
  ];
  for (const [name, values] of Object.entries(columns.metrics ?? {})) {
    if (values[row] !== null) words.push(`${name} ${values[row].toFixed(1)}`);
  }
  return words.map((word, at) => [at > 0 && " · ", el("span", { class: "whole" }, word)]);
}

function judgeComments(dialogue) {
  const comments = Object.entries(dialogue.comments ?? {});
  if (!comments.length) return null;
  return el("details", { class: "plan" }, el("summary", {}, "What the judge says"), el("dl", { class: "comments" }, comments.map(([name, text]) => fact(name, text))));
}

// Links to the dialogues of the same number in other sets: settings of one run share what they can.
function siblingLinks(row) {
  const { columns, index } = store;
  const number = RUN_ID.exec(columns.id[row])?.[1];
  if (index.sets.length < 2 || !number) return null;
  const links = [];
  for (let other = 0; other < store.size && links.length < 12; other++) {
    if (columns.set[other] === columns.set[row] || RUN_ID.exec(columns.id[other])?.[1] !== number) continue;
    links.push(el("a", { href: changed({ d: columns.id[other], set: null }) }, index.sets[columns.set[other]].name), " ");
  }
  return links.length ? el("p", { class: "siblings" }, "Same number in: ", links) : null;
}

function planList(dialogue) {
  if (!dialogue.plan) return null;
  return el(
    "details",
    { class: "plan", open: true },
    el("summary", {}, `Plan, ${counted(dialogue.plan.length, "step")}`),
    el(
      "ol",
      {},
      dialogue.plan.map(([kind, request]) => el("li", {}, chip(kind.replace("_", " "), `step ${kind}`), " ", request)),
    ),
  );
}

function toolList(row, dialogue, definitions) {
  const { columns, index } = store;
  if (!dialogue.tools) return null;
  const called = new Set(columns.called[row].map((number) => index.tools[number]));
  return el(
    "details",
    { class: "offered-tools" },
    el("summary", {}, `Tools offered, ${count(dialogue.tools.length)}`),
    dialogue.tools.map((number) => toolDetails(definitions[number], called)),
  );
}

function toolDetails(text, called) {
  const tool = objectOf(isJson(text) ? JSON.parse(text) : null);
  const properties = Object.entries(objectOf(tool.parameters?.properties));
  const required = new Set(Array.isArray(tool.parameters?.required) ? tool.parameters.required : []);
  const signature = properties.map(([name]) => (required.has(name) ? name : `${name}?`)).join(", ");
  const details = el(
    "details",
    { class: "tool" },
    el(
      "summary",
      {},
      el("code", {}, el("b", {}, String(tool.name ?? text)), `(${signature})`),
      called.has(tool.name) && chip("called", "called"),
    ),
    tool.description && el("p", {}, String(tool.description)),
  );
  details.addEventListener(
    "toggle",
    () => {
      if (Array.isArray(tool.inferred) && tool.inferred.length) {
        details.append(el("p", { class: "inferred" }, "Filled in by a model or from an example: ", tool.inferred.join(", ")));
      }
      const links = el("p", {}, el("a", { href: changed({ ...noFilters(), tool: tool.name, d: null, v: "dialogues" }) }, "dialogues that call it"));
      if (byId("graph")) links.append(" · ", el("a", { href: address({ v: "graph", node: tool.name }) }, "in the tool graph"));
      details.append(links, jsonView(text));
    },
    { once: true },
  );
  return details;
}

function objectOf(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

function turnList(row, dialogue, marks) {
  const { columns } = store;
  const list = el("div", { class: "turns" });
  const steps = dialogue.steps ?? [];
  const pairs = new Map((dialogue.pairs ?? []).map((pair) => [pair[0], pair]));
  let round = -1;
  for (const turn of dialogue.turns ?? []) {
    if (turn.role === "user") {
      round += 1;
      list.append(roundHead(round, columns.kinds[row][round], columns.round_calls[row][round], steps[round], dialogue, pairs.get(round)));
    }
    list.append(turnElement(turn, marks));
  }
  return list;
}

function roundHead(round, mask, calls, step, dialogue, pair) {
  const planned = step !== undefined && step >= 0 ? dialogue.plan?.[step] : null;
  return el(
    "div",
    { class: "round-head" },
    el("h3", {}, `Round ${round + 1}`),
    planned && el("span", { class: "of-step" }, `step ${step + 1}: `, planned[1]),
    kindNames(mask).map((kind) => chip(KIND_NAMES[kind], `kind ${kind}`)),
    calls > 1 && chip(counted(calls, "call")),
    pair &&
      el(
        "span",
        { class: "pair", title: "How this round goes with the one before: cosine × 100, and what the NLI model says" },
        `SS ${(100 * pair[1]).toFixed(1)}, ${pair[3]} (entailment ${pair[2].toFixed(2)})`,
      ),
  );
}

function turnElement(turn, marks) {
  const section = el("section", { class: `turn ${turn.role}` }, el("h4", {}, turn.role));
  if (turn.text) {
    const text = el("p", { class: "said", dir: "auto" });
    appendText(text, turn.text, marks);
    section.append(text);
  }
  for (const call of turn.calls ?? []) section.append(callElement(call, marks));
  for (const result of turn.results ?? []) {
    section.append(el("p", { class: "odd" }, `A result for ${turn.id || "no call"}, which no call before it asks for`), resultElement(result, marks));
  }
  if (!turn.text && !turn.calls && !turn.results) section.append(el("p", { class: "odd" }, "(empty)"));
  return section;
}

function callElement(call, marks) {
  const name = el("a", { href: changed({ tool: call.name }), class: "call-name", title: "Dialogues that call it" });
  appendText(name, call.name, marks);
  const element = el("div", { class: "exchange" }, el("div", { class: "call" }, el("span", { class: "sign" }, "→"), name));
  const values = el("dl", { class: "arguments" });
  for (const [argument, value] of call.arguments) {
    const term = el("dt", {});
    appendText(term, argument, marks);
    values.append(term, el("dd", {}, jsonView(value, marks)));
  }
  if (call.arguments.length) element.append(values);
  else element.append(el("p", { class: "odd" }, "no arguments"));
  for (const result of call.results ?? []) element.append(resultElement(result, marks));
  if (!call.results) element.append(el("p", { class: "odd failed" }, "never answered"));
  return element;
}

function resultElement(result, marks) {
  return el(
    "div",
    { class: result.failed ? "result failed" : "result" },
    el("span", { class: "sign" }, "←"),
    result.failed && chip("error", "error"),
    jsonView(result.text, marks),
  );
}

function provenance(dialogue) {
  const origin = dialogue.origin ?? {};
  const models = new Map();
  for (const [role, model] of Object.entries(origin.models ?? {})) {
    models.set(String(model), [...(models.get(String(model)) ?? []), role]);
  }
  const executed = Object.entries(origin.executed ?? {}).map(([name, given]) => {
    const how = objectOf(given);
    const counts = `${counted(Number(how.calls ?? 0), "call")}, ${counted(Number(how.errors ?? 0), "error")}`;
    return el("div", {}, el("code", {}, name), ` ${how.kind ?? ""} ${how.target ?? ""}: ${counts}`);
  });
  const facts = [
    ...fact("models", [...models].map(([model, roles]) => `${model} (${roles.join(", ")})`).join("; ")),
    ...fact("executed", executed.length ? executed : null),
    ...fact("setting", origin.setting),
    ...fact("seed", origin.seed),
    ...fact("config digest", origin.config_digest),
    ...fact("code version", origin.code_version),
    ...fact("revision", origin.revision),
    ...fact("place", origin.place),
  ];
  if (!facts.length) return null;
  return el("details", { class: "provenance", open: true }, el("summary", {}, "Where it comes from"), el("dl", {}, facts));
}
