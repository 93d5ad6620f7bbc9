// Start: unpack, build what stands around the views, and show what the address says.

const THEMES = ["auto", "light", "dark"];

function hasView(name) {
  if (name === "graph") return byId("graph") !== null;
  return name !== "compare" || store.size > 0;
}

function buildTop() {
  const { index } = store;
  const names = index.sets.map((one) => one.label);
  byId("name").title = flat(names.join(", "));
  replace(byId("name"), index.title);
  document.title = `${flat(index.title)} · ToolFlow report`;
  replace(
    byId("views"),
    Object.entries(VIEWS)
      .filter(([name]) => hasView(name))
      .map(([name, text]) => el("a", { "data-view": name }, text)),
  );
  const theme = button("", () => setTheme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme ?? "auto") + 1) % 3]), {
    id: "theme",
    title: "Light or dark",
  });
  replace(byId("tools-right"), theme, button("?", showHelp, { title: "Keys", "aria-label": "Keys" }));
  setTheme(remembered() ?? "auto");
}

function remembered() {
  try {
    const known = localStorage.getItem("toolflow-report-theme");
    return THEMES.includes(known) ? known : null;
  } catch {
    return null; // some browsers keep nothing for files
  }
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  byId("theme").textContent = `Theme: ${name}`;
  try {
    localStorage.setItem("toolflow-report-theme", name);
  } catch {
    return;
  }
}

async function show() {
  const hash = location.hash;
  const state = readState();
  const view = byId("view");
  for (const link of byId("views").children) {
    setAttribute(link, "href", changed({ v: link.dataset.view }));
    if (link.dataset.view === state.v) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  showFilters(state);
  document.body.dataset.view = state.v;
  const shows = { overview: showOverview, dialogues: showBrowser, graph: showGraph, compare: showCompare };
  await shows[hasView(state.v) ? state.v : "overview"](view, state);
  if (location.hash === hash) document.body.dataset.shown = hash;
}

function failed(error) {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  replace(byId("view"), el("p", { class: "wait" }, "This page cannot be shown. ", what));
  document.body.dataset.failed = "1";
}

async function start() {
  if (typeof DecompressionStream === "undefined") {
    throw new Error("it needs a browser of 2023 or later, which can unpack gzip (DecompressionStream)");
  }
  await openStore();
  buildTop();
  buildFilters();
  addEventListener("hashchange", () => show().catch(failed));
  addEventListener("keydown", onKey);
  addEventListener("resize", () => browser.list?.isConnected && drawRows());
  await show();
  performance.mark("ready");
  document.body.dataset.ready = "1";
}

start().catch(failed);
