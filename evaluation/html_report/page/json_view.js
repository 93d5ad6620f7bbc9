// JSON shown as it was written, to the digit: re-indented by its tokens, never parsed into numbers.

const JSON_TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;
const ONE_LINE = 92;
const DEEPEST_SHOWN = 12;
const LONGEST_SHOWN = 20000;

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

// Return lines of tokens: a list or object that fits stands on one line, others are opened.
function jsonLines(text) {
  const tokens = text.match(JSON_TOKEN) ?? [];
  const closes = new Map();
  const widths = [0];
  const opened = [];
  tokens.forEach((token, place) => {
    widths.push(widths[place] + token.length + (token === "," || token === ":" ? 1 : 0));
    if (token === "{" || token === "[") opened.push(place);
    else if (token === "}" || token === "]") closes.set(opened.pop(), place);
  });
  const lines = [];
  let line = [];
  let depth = 0;
  let inlineUntil = -1;
  const flush = () => {
    if (line.length) lines.push({ depth, tokens: line });
    line = [];
  };
  tokens.forEach((token, place) => {
    const inline = place <= inlineUntil;
    if (!inline && (token === "}" || token === "]")) {
      flush();
      depth -= 1;
    }
    line.push({ token, key: tokens[place + 1] === ":" && token.startsWith('"') });
    if (token === ":" || (token === "," && inline)) line.push({ token: " " });
    if (inline) return;
    if (token === "{" || token === "[") {
      const close = closes.get(place) ?? place;
      if (widths[close + 1] - widths[place] <= ONE_LINE) {
        inlineUntil = close;
      } else {
        flush();
        depth += 1;
      }
    } else if (token === ",") {
      flush();
    }
  });
  flush();
  return lines;
}

function tokenClass({ token, key }) {
  if (key) return "json-key";
  if (token.startsWith('"')) return "json-string";
  if (/^[-\d]/.test(token)) return "json-number";
  return /^[a-zA-Z]/.test(token) ? "json-word" : "json-mark";
}

// Return an element that shows a text, as JSON where it is such.
function jsonView(text, marks = null) {
  const view = el("div", { class: "json", tabindex: 0, role: "group", "aria-label": "Value" });
  fillJson(view, text, marks);
  return view;
}

function fillJson(view, text, marks) {
  const shown = text.length > LONGEST_SHOWN ? text.slice(0, LONGEST_SHOWN) : text;
  if (shown.length < text.length) {
    appendText(view, shown, marks);
    view.append(
      button(`Show all ${count(text.length)} characters`, () => {
        view.replaceChildren();
        if (isJson(text)) appendLines(view, text, marks);
        else appendText(view, text, marks);
      }),
    );
  } else if (isJson(text)) {
    appendLines(view, text, marks);
  } else {
    view.classList.add("plain");
    appendText(view, text, marks);
  }
}

function appendLines(view, text, marks) {
  for (const { depth, tokens } of jsonLines(text)) {
    const line = el("div", { class: "json-line" });
    line.style.marginLeft = `${1.2 * Math.min(depth, DEEPEST_SHOWN)}em`;
    for (const each of tokens) {
      const span = el("span", { class: tokenClass(each) });
      appendText(span, each.token, marks);
      line.append(span);
    }
    view.append(line);
  }
}
