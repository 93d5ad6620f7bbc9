// Texts of dialogues become text nodes and nothing else. What would steer the text around it (directions,
// controls) or cannot be seen stands in a box of its own, isolated, with its code shown.

const HIDDEN =
  /(?![\n\t])[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

function codePoint(character) {
  return "U+" + character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
}

function appendPlain(parent, text) {
  let from = 0;
  for (const match of text.matchAll(HIDDEN)) {
    if (match.index > from) parent.append(text.slice(from, match.index));
    const box = document.createElement("span");
    box.className = "hidden-char";
    box.dataset.code = codePoint(match[0]);
    box.textContent = match[0];
    parent.append(box);
    from = match.index + match[0].length;
  }
  if (from < text.length) parent.append(text.slice(from));
}

// Append a text to an element; what `marks` (a global regular expression or null) finds is marked.
function appendText(parent, text, marks = null) {
  if (!marks) {
    appendPlain(parent, text);
    return;
  }
  let from = 0;
  for (const match of text.matchAll(marks)) {
    if (!match[0]) continue;
    appendPlain(parent, text.slice(from, match.index));
    const found = document.createElement("mark");
    appendPlain(found, match[0]);
    parent.append(found);
    from = match.index + match[0].length;
  }
  appendPlain(parent, text.slice(from));
}

// Text for places that hold no elements: options, titles, labels in drawings.
function flat(text) {
  return text.replace(HIDDEN, "\ufffd");
}

// What an address can carry: halves of surrogate pairs cannot.
function wellFormed(text) {
  return text.replace(/\p{Cs}/gu, "\ufffd");
}

// Cut a name in its middle: names of one API begin alike and differ at their ends.
function cutMiddle(name, length) {
  const characters = Array.from(name);
  if (characters.length <= length) return name;
  const head = Math.ceil((length - 1) * 0.4);
  return characters.slice(0, head).join("") + "…" + characters.slice(head + 1 - length).join("");
}

// Words of a search: parts in double quotes stay together; all have to be found.
function searchWords(query) {
  const words = [];
  for (const match of query.matchAll(/"([^"]+)"|([^\s"]+)/g)) words.push(folded(match[1] ?? match[2]));
  return words;
}

function folded(text) {
  return text.normalize("NFC").toLowerCase();
}

function marksOf(query) {
  const words = [];
  for (const match of query.matchAll(/"([^"]+)"|([^\s"]+)/g)) {
    words.push((match[1] ?? match[2]).normalize("NFC").replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  }
  if (!words.length) return null;
  words.sort((one, other) => other.length - one.length);
  return new RegExp(words.join("|"), "giu");
}

const WHOLE = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function count(number) {
  return WHOLE.format(number);
}

function counted(number, one, many = one + "s") {
  return `${count(number)} ${number === 1 ? one : many}`;
}

function percent(part, whole) {
  return whole ? `${((100 * part) / whole).toFixed(1)} %` : "n/a";
}
