// Elements are made here only: children are nodes or texts, attributes come from a closed list, and an
// address is one within this page.

const ATTRIBUTES = new Set(
  ("class id type role title tabindex for value placeholder list name open selected disabled checked " +
    "autocomplete spellcheck dir lang colspan scope hidden min max step").split(" "),
);
const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name === "href") {
    if (!String(value).startsWith("#")) throw new Error("links lead within this page only");
    element.setAttribute("href", value);
  } else if (name.startsWith("on")) {
    element.addEventListener(name.slice(2), value);
  } else if (ATTRIBUTES.has(name) || name.startsWith("aria-") || name.startsWith("data-")) {
    element.setAttribute(name, value === true ? "" : String(value));
  } else {
    throw new Error(`no attribute ${name}`);
  }
}

function appendAll(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) appendAll(element, child);
    else if (child instanceof Node) element.append(child);
    else if (child !== null && child !== undefined && child !== false) appendPlain(element, String(child));
  }
}

// Make an element, such as el("p", { class: "note" }, "text", node).
function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) setAttribute(element, key, value);
  appendAll(element, children);
  return element;
}

// Make an element of a drawing; its attributes are numbers, classes and paths of ours.
function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "href" || key === "style") throw new Error(`no attribute ${key} in drawings`);
    else element.setAttribute(key, String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child instanceof Node) element.append(child);
    else if (child !== null && child !== undefined && child !== false) element.append(flat(String(child)));
  }
  return element;
}

function byId(id) {
  return document.getElementById(id);
}

function replace(element, ...children) {
  element.replaceChildren();
  appendAll(element, children);
}

function chip(text, kind = "", title = "") {
  return el("span", { class: `chip ${kind}`, title: title ? flat(title) : null }, text);
}

function button(text, action, attributes = {}) {
  return el("button", { type: "button", onclick: action, ...attributes }, text);
}
