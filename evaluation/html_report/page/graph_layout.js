// Where the tools of a neighbourhood stand: the tool in the middle, its neighbours around it, and with two
// steps what only they are tied to, fanned out behind them.

const WIDE = { least: 150, perName: 17, second: 150, character: 6.3 };
const NARROW = { least: 120, perName: 26, second: 210, character: 10.5 };
const FAN = 3;

function isNarrow() {
  return innerWidth < 600;
}

function linked(graph, one, other) {
  return graph.pairOf.get(one < other ? `${one},${other}` : `${other},${one}`);
}

// Return {places: Map of tool to {x, y, angle, ring}, radius, links: [one, other, edges]}.
function layOut(graph, centre, steps, ring) {
  const near = graph.near[centre] ?? [];
  const order = besideTheirOwn(graph, near);
  const outer = steps > 1 ? outerTools(graph, centre, order) : new Map();
  const slots = order.map((tool) => Math.max(1, outer.get(tool)?.length ?? 0));
  const total = slots.reduce((sum, each) => sum + each, 0);
  const inner = Math.max(ring.least, (order.length * ring.perName) / (2 * Math.PI));
  const places = new Map([[centre, { x: 0, y: 0, angle: 0, ring: 0 }]]);
  const second = Math.max(inner + ring.second, (total * ring.perName) / (2 * Math.PI));
  let slot = 0;
  order.forEach((tool, at) => {
    const angleOf = (position) => (2 * Math.PI * (position + 0.5)) / total - Math.PI / 2;
    places.set(tool, onRing(angleOf(slot + (slots[at] - 1) / 2), inner, 1));
    (outer.get(tool) ?? []).forEach((far, number) => places.set(far, onRing(angleOf(slot + number), second, 2)));
    slot += slots[at];
  });
  const links = graph.pairs.filter(([one, other]) => places.has(one) && places.has(other));
  return { places, links, radius: outer.size ? second : inner };
}

function onRing(angle, radius, ring) {
  return { x: radius * Math.cos(angle), y: radius * Math.sin(angle), angle, ring };
}

// Put neighbours that are tied to each other side by side, beginning with the strongest.
function besideTheirOwn(graph, near) {
  const left = new Set(near);
  const order = [];
  let last = null;
  while (left.size) {
    let next = null;
    let strongest = 0;
    for (const tool of left) {
      const pair = last === null ? null : linked(graph, last, tool);
      if (pair && pair[2][0][1] > strongest) [next, strongest] = [tool, pair[2][0][1]];
    }
    last = next ?? left.values().next().value;
    left.delete(last);
    order.push(last);
  }
  return order;
}

function outerTools(graph, centre, near) {
  const taken = new Set([centre, ...near]);
  const outer = new Map();
  for (const tool of near) {
    const own = (graph.near[tool] ?? []).filter((far) => !taken.has(far)).slice(0, FAN);
    own.forEach((far) => taken.add(far));
    if (own.length) outer.set(tool, own);
  }
  return outer;
}
