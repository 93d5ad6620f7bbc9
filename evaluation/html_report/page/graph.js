// The neighbourhood of a tool: a drawing to zoom and move about in, and its edges with their strings.

// what a neighbour has to do with the tool in the middle, by kind of edge seen from the middle
const EDGE_KINDS = ["shares a parameter with", "takes a result of", "returns what is taken by"];
const LONGEST_NAME = 24;
const graphView = { graphs: null, at: 0, centre: null, chosen: null, steps: 1, box: null, whole: null, map: null };

async function loadGraphs() {
  if (graphView.graphs) return;
  const parts = await part("graph");
  for (const graph of parts) {
    graph.numberOf = new Map(graph.names.map((name, number) => [wellFormed(name), number]));
    graph.pairOf = new Map(graph.pairs.map((pair) => [`${pair[0]},${pair[1]}`, pair]));
  }
  graphView.graphs = parts;
}

function graphOf(state) {
  const found = graphView.graphs.findIndex((graph) => state.node !== undefined && graph.numberOf.has(state.node));
  if (!graphView.graphs[graphView.at]?.numberOf.has(state.node) && found >= 0) graphView.at = found;
  return graphView.graphs[graphView.at];
}

async function showGraph(view, state) {
  await loadGraphs();
  const graph = graphOf(state);
  const known = state.node === undefined ? 0 : graph.numberOf.get(state.node);
  const centre = known ?? 0;
  if (centre !== graphView.centre) graphView.chosen = null;
  graphView.centre = centre;
  const drawing = known === undefined || !graph.names.length ? null : drawMap(graph, centre);
  replace(
    view,
    el(
      "div",
      { class: "graph-view" },
      el("div", { class: "graph-bar" }, graphChoices(graph), nodeSearch(graph, state), mapButtons()),
      known === undefined && el("p", { class: "wait" }, `No tool ${state.node} in this graph, or not among those shown.`),
      drawing && el("div", { class: "graph-main" }, el("div", { class: "map-box" }, drawing, mapLegend()), nodePanel(graph, centre)),
      aboutGraph(graph),
    ),
  );
  if (drawing) zoomTo(graphView.whole);
}

function graphChoices(graph) {
  if (graphView.graphs.length < 2) return null;
  const select = el(
    "select",
    {
      "aria-label": "Graph",
      onchange: () => {
        graphView.at = Number(select.value);
        graphView.centre = null;
        go({ node: wellFormed(graphView.graphs[graphView.at].names[0]) });
      },
    },
    graphView.graphs.map((one, number) => el("option", { value: number }, flat(one.label))),
  );
  select.value = String(graphView.graphs.indexOf(graph));
  return select;
}

function nodeSearch(graph, state) {
  const names = el("datalist", { id: "node-names" });
  const offer = () => {
    const wanted = folded(input.value);
    const found = graph.names.slice(0, graph.centres).filter((name) => folded(name).includes(wanted));
    replace(names, found.slice(0, 60).map((name) => option(name, "")));
  };
  const input = el("input", {
    type: "text",
    id: "node",
    list: "node-names",
    placeholder: "Find a tool",
    "aria-label": "Tool in the middle",
    autocomplete: "off",
    spellcheck: "false",
    value: state.node ?? graph.names[0] ?? "",
    onfocus: () => input.select(),
    oninput: offer,
    onchange: () => input.value && go({ node: input.value, v: "graph" }),
  });
  offer();
  return [input, names];
}

function mapButtons() {
  const steps = el("input", {
    type: "checkbox",
    id: "steps",
    checked: graphView.steps > 1,
    onchange: () => {
      graphView.steps = steps.checked ? 2 : 1;
      show().catch(failed);
    },
  });
  return [
    el("label", { class: "choice" }, steps, " two steps"),
    el(
      "span",
      { class: "zoom" },
      button("−", () => zoomBy(1.3), { title: "Zoom out", "aria-label": "Zoom out" }),
      button("+", () => zoomBy(1 / 1.3), { title: "Zoom in", "aria-label": "Zoom in" }),
      button("Whole", () => zoomTo(graphView.whole), { title: "All of it" }),
    ),
  ];
}

function graphKeys(state) {
  if (state.v !== "graph") return {};
  const zoom = { "+": () => zoomBy(1 / 1.3), "=": () => zoomBy(1 / 1.3), "-": () => zoomBy(1.3), 0: () => zoomTo(graphView.whole) };
  return { ...zoom, "/": () => byId("node").focus() };
}

function drawMap(graph, centre) {
  const { places, links, radius } = layOut(graph, centre, graphView.steps, isNarrow() ? NARROW : WIDE);
  const longest = Math.max(...[...places.keys()].map((tool) => Math.min(LONGEST_NAME, graph.names[tool].length)));
  const reach = radius + 24 + longest * (isNarrow() ? NARROW : WIDE).character;
  graphView.whole = { x: -reach, y: -reach, size: 2 * reach };
  const marker = svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerUnits: "userSpaceOnUse", markerWidth: 9, markerHeight: 9, orient: "auto-start-reverse" }, svg("path", { d: "M0,0L8,4L0,8z", class: "arrow" }));
  const lines = links.map((pair) => mapLinks(pair, places, centre));
  const tools = [...places].map(([tool, place]) => mapTool(graph, tool, place, centre));
  const map = svg(
    "svg",
    { class: "map", id: "map", role: "group", "aria-label": flat(`${graph.names[centre]} and ${counted(places.size - 1, "tool")} around it`) },
    svg("defs", {}, marker),
    lines,
    tools,
  );
  graphView.map = map;
  moveable(map);
  return map;
}

function mapLinks([one, other, edges], places, centre) {
  const beside = one !== centre && other !== centre;
  const [from, to] = [places.get(one), places.get(other)];
  const shown = beside ? edges.slice(0, 1) : edges;
  return shown.map(([kind, cosine], number) => {
    const [start, end] = kind === 2 ? [to, from] : [from, to];
    const ends = shortened(start, end, 4 * (number - (shown.length - 1) / 2));
    return svg("path", {
      class: `edge ${kind ? "feeds" : "shares"} ${beside ? "beside" : ""}`,
      d: beside ? `M${ends[0]}Q${((start.x + end.x) * 0.38).toFixed(1)},${((start.y + end.y) * 0.38).toFixed(1)} ${ends[1]}` : `M${ends[0]}L${ends[1]}`,
      "marker-end": kind && !beside ? "url(#arrow)" : null,
      "stroke-width": beside ? 0.7 : (0.8 + 10 * Math.max(0, cosine - 0.8)).toFixed(2),
      "data-tools": `${one},${other}`,
    });
  });
}

// Ends of a line that stops short of both tools, moved aside where several run beside each other.
function shortened(start, end, aside) {
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const [ux, uy] = [(end.x - start.x) / length, (end.y - start.y) / length];
  const gap = Math.min(11, length / 3);
  const point = (place, along) => `${(place.x + ux * along - uy * aside).toFixed(1)},${(place.y + uy * along + ux * aside).toFixed(1)}`;
  return [point(start, gap), point(end, -gap)];
}

function mapTool(graph, tool, place, centre) {
  const left = Math.cos(place.angle) < -1e-9;
  const turned = ((place.angle * 180) / Math.PI + (left ? 180 : 0)).toFixed(1);
  const name = cutMiddle(flat(graph.names[tool]), place.ring ? LONGEST_NAME : 34);
  const label =
    place.ring === 0
      ? svg("text", { y: -13, class: "tool-name middle" }, name)
      : svg("text", { transform: `rotate(${turned})`, x: left ? -11 : 11, y: 3.5, class: `tool-name ${left ? "end" : ""}` }, name);
  const choose = () => (tool === centre || graphView.chosen === tool ? go({ node: wellFormed(graph.names[tool]), v: "graph" }) : chooseTool(tool));
  return svg(
    "g",
    {
      class: `tool-node ring-${place.ring}`,
      transform: `translate(${place.x.toFixed(1)},${place.y.toFixed(1)})`,
      tabindex: 0,
      role: "button",
      "data-tool": tool,
      "aria-label": flat(`${graph.names[tool]}, ${counted(graph.degrees[tool], "neighbour")}`),
      onclick: choose,
      onkeydown: (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        choose();
      },
    },
    svg("title", {}, `${graph.names[tool]}\n${counted(graph.degrees[tool], "neighbour")}`),
    svg("circle", { r: (3.5 + Math.min(6, Math.sqrt(graph.degrees[tool]) * 0.7)).toFixed(1) }),
    label,
  );
}

function mapLegend() {
  return el(
    "p",
    { class: "map-legend" },
    el("span", { class: "whole" }, el("span", { class: "line feeds" }), " a result feeds a parameter"),
    el("span", { class: "whole" }, el("span", { class: "line shares" }), " a shared parameter"),
    el("span", {}, "Click a tool for its edges, twice to go there."),
  );
}

// Mark a tool and its edges in the drawing, and bring its edges in the panel into sight.
function chooseTool(tool) {
  graphView.chosen = tool;
  for (const node of graphView.map.querySelectorAll(".tool-node")) node.classList.toggle("chosen", Number(node.dataset.tool) === tool);
  for (const line of graphView.map.querySelectorAll(".edge")) line.classList.toggle("chosen", line.dataset.tools.split(",").map(Number).includes(tool));
  for (const entry of document.querySelectorAll(".neighbour")) {
    const is = Number(entry.dataset.tool) === tool;
    entry.classList.toggle("chosen", is);
    if (is) entry.scrollIntoView({ block: "nearest" });
  }
}

function nodePanel(graph, centre) {
  const near = graph.near[centre];
  const degree = graph.degrees[centre];
  const row = numberOf(store.index.tools, wellFormed(graph.names[centre]));
  const calls = row < 0 ? 0 : store.columns.called.filter((called) => called.includes(row)).length;
  return el(
    "section",
    { class: "node-panel", "aria-label": "Tool" },
    el("h2", { id: "node-name" }, graph.names[centre]),
    graph.descriptions[centre] && el("p", {}, graph.descriptions[centre]),
    el(
      "p",
      { class: "note" },
      degree
        ? `${counted(degree, "neighbour")}, in a component of ${counted(graph.componentSizes[centre], "tool")}`
        : "isolated: it shares nothing with another tool, and is never drawn from the graph",
      near && near.length < degree ? `; the ${near.length} tied most strongly are shown` : "",
    ),
    !near && el("p", { class: "note" }, "Its neighbours are not in this file, which holds those of the tools that matter most to the dialogues."),
    calls > 0 && el("p", {}, el("a", { href: changed({ ...noFilters(), v: "dialogues", tool: graph.names[centre], d: null }) }, `${counted(calls, "dialogue")} ${calls === 1 ? "calls" : "call"} it`)),
    (near ?? []).map((other) => neighbourEntry(graph, centre, other)),
  );
}

function neighbourEntry(graph, centre, other) {
  const pair = linked(graph, centre, other);
  const swapped = pair[0] !== centre;
  return el(
    "div",
    { class: "neighbour", "data-tool": other },
    el("a", { href: changed({ node: graph.names[other], v: "graph" }), class: "neighbour-name" }, graph.names[other]),
    pair[2].map(([kind, cosine, one, two]) => {
      const way = swapped && kind ? 3 - kind : kind;
      const [own, theirs] = swapped ? [two, one] : [one, two];
      return el(
        "div",
        { class: "tie" },
        chip(kind ? "R-P" : "P-P", kind ? "feeds" : "shares"),
        el("span", { class: "cosine" }, cosine.toFixed(3)),
        el("span", { class: "way" }, `${EDGE_KINDS[way]} `, graph.names[centre]),
        own === theirs
          ? el("div", { class: "string" }, "both: ", graph.strings[own])
          : [el("div", { class: "string" }, "here: ", graph.strings[own]), el("div", { class: "string" }, "there: ", graph.strings[theirs])],
      );
    }),
  );
}

function aboutGraph(graph) {
  const kept = graph.maxDocumentFrequency === null ? "kept" : `what more than ${100 * graph.maxDocumentFrequency} % of the tools and 50 tools hold`;
  return el(
    "details",
    { class: "card about-graph" },
    el("summary", {}, `${counted(graph.tools, "tool")}, ${counted(graph.edges, "edge")}`),
    el(
      "dl",
      {},
      fact("by a result and a parameter (R-P)", count(graph.returnEdges)),
      fact("by two parameters (P-P)", count(graph.parameterEdges)),
      fact("components", `${count(graph.components)}, the largest of ${counted(graph.largestComponent, "tool")}; ${counted(graph.isolated, "isolated tool")}`),
      fact("encoder, threshold", `${graph.encoder}, ${graph.threshold}`),
      fact("boilerplate", kept),
      fact("in this file", `neighbours of ${counted(graph.centres, "tool")}`),
    ),
    graph.families.length > 0 &&
      barList(
        "Boilerplate, which makes no edges",
        graph.families.map(([name, , tools]) => ({ name, count: tools })),
        { note: `Tools that hold it; ${counted(graph.familyCount, "name")} in all.` },
      ),
  );
}
