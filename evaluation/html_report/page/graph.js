function graphKeys() {
  return {};
}
async function showGraph(view) {
  replace(view, el("p", {}, "graph"));
}
