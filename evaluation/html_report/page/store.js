// The packed data: columns of all dialogues at once, their texts a block at a time when they are asked for.

const STATUS = ["kept", "dropped", "failed"];
const OPEN_BLOCKS = 24;

const store = {
  index: null,
  columns: null,
  size: 0,
  rowOf: new Map(),
  blocks: new Map(),
  texts: [],
  parts: new Map(),
};

async function unpack(id) {
  const encoded = atob(byId(id).textContent);
  const bytes = new Uint8Array(encoded.length);
  for (let i = 0; i < encoded.length; i++) bytes[i] = encoded.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return JSON.parse(await new Response(stream).text());
}

// A data block that is opened once and kept, null if this report has none of that name.
function part(name) {
  if (!store.parts.has(name)) store.parts.set(name, byId(name) ? unpack(name) : Promise.resolve(null));
  return store.parts.get(name);
}

async function openStore() {
  store.index = await unpack("index");
  store.columns = store.index.columns;
  store.size = store.columns.id.length;
  store.columns.id.forEach((id, row) => store.rowOf.set(wellFormed(id), row));
  store.mask = store.columns.kinds.map((kinds) => kinds.reduce((all, one) => all | one, 0));
}

async function block(number) {
  let found = store.blocks.get(number);
  if (!found) {
    found = unpack(`dialogues-${number}`);
    store.blocks.set(number, found);
    if (store.blocks.size > OPEN_BLOCKS) store.blocks.delete(store.blocks.keys().next().value);
  }
  return found;
}

async function dialogueOf(row) {
  const dialogues = await block(Math.floor(row / store.index.block));
  return dialogues[row % store.index.block];
}

// All that is searched of a dialogue: its id, what was said, called and returned, and its plan.
function searchText(row, dialogue) {
  const parts = [store.columns.id[row], dialogue.note ?? ""];
  for (const [, request] of dialogue.plan ?? []) parts.push(request);
  for (const turn of dialogue.turns ?? []) {
    if (turn.text) parts.push(turn.text);
    for (const call of turn.calls ?? []) {
      parts.push(call.name);
      for (const [name, value] of call.arguments) parts.push(`${name}=${value}`);
      for (const result of call.results ?? []) parts.push(result.text);
    }
    for (const result of turn.results ?? []) parts.push(result.text);
  }
  return folded(parts.join("\n"));
}

// Return the rows among `rows` that hold all words; `advance` is told how many are looked through and says
// whether to go on. Texts are kept, so that only the first search unpacks everything.
async function searchRows(rows, words, advance) {
  const found = [];
  let openNumber = -1;
  let dialogues = null;
  let done = 0;
  let paused = performance.now();
  for (const row of rows) {
    if (store.texts[row] === undefined) {
      const number = Math.floor(row / store.index.block);
      if (number !== openNumber) {
        dialogues = await unpack(`dialogues-${number}`);
        openNumber = number;
      }
      store.texts[row] = searchText(row, dialogues[row % store.index.block]);
    }
    if (words.every((word) => store.texts[row].includes(word))) found.push(row);
    done += 1;
    if (performance.now() - paused > 30) {
      if (!advance(done)) return null;
      await new Promise((resume) => setTimeout(resume));
      paused = performance.now();
    }
  }
  return advance(done) ? found : null;
}
