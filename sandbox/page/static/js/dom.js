/** Builds elements. Whatever comes from outside becomes a text node, never markup. */

import { inert } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";
const BOUND = new Set(["href", "src", "srcdoc", "action", "formaction", "style"]);

/** h("p", { class: "x", on: { click } }, "text", node, …); falsy children are left out. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  set(made, attributes);
  append(made, children);
  return made;
}

export function set(element, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (name === "data") {
      for (const [key, text] of Object.entries(value)) element.dataset[key] = inert(text);
    } else if (BOUND.has(name)) {
      throw new Error(`${name} is set by links.js only`);
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, inert(value));
    }
  }
}

export function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false || child === "") continue;
    element.append(child instanceof Node ? child : document.createTextNode(inert(child)));
  }
  return element;
}

export function fill(element, ...children) {
  element.replaceChildren();
  return append(element, children);
}

/** What scrolls by itself and holds nothing to focus can be reached and scrolled with the keyboard. */
export function reachable(root, selector) {
  for (const node of root.querySelectorAll(selector)) {
    if (node.scrollHeight > node.clientHeight && !node.querySelector("a[href], button, input, select, textarea")) node.tabIndex = 0;
  }
}

/** One of our own drawings; screen readers pass it by. */
export function icon(name, size = 18) {
  const made = document.createElementNS(SVG, "svg");
  for (const [key, value] of Object.entries({
    viewBox: "0 0 20 20", width: size, height: size, fill: "none", stroke: "currentColor",
    "stroke-width": 1.6, "stroke-linecap": "round", "stroke-linejoin": "round",
    "aria-hidden": "true", focusable: "false", class: "icon",
  })) made.setAttribute(key, value);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  made.append(path);
  return made;
}

export function svg(tag, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, tag);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  for (const child of children) {
    made.append(child instanceof Node ? child : document.createTextNode(inert(child)));
  }
  return made;
}

let counter = 0;
export function freshId(word) {
  counter += 1;
  return `${word}-${counter}`;
}

const PATHS = {
  chat: "M3 5.500A2 2 0 0 1 5 3.500h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H9l-4 3v-3a2 2 0 0 1-2-2z",
  record: "M4 3.500h12v13H4zM7 7.500h6M7 10.500h6M7 13.500h3",
  mail: "M2.500 5h15v10h-15zM3 5.500l7 5.500 7-5.500",
  clock: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15zM10 6v4.300l2.800 1.700",
  spark: "M10 2.500l1.900 5.600 5.600 1.900-5.600 1.900L10 17.500l-1.900-5.600L2.500 10l5.600-1.900z",
  close: "M5 5l10 10M15 5L5 15",
  back: "M12.500 4.500L7 10l5.500 5.500",
  send: "M3 4l14 6-14 6 2.500-6zM5.500 10H11",
  more: "M10 4.800v.01M10 10v.01M10 15.200v.01",
  dots: "M4.800 10h.01M10 10h.01M15.200 10h.01",
  down: "M5.500 8l4.500 4.500L14.500 8",
  right: "M8 5.500l4.500 4.500L8 14.500",
  reply: "M4 4.500h12v8.500H9.500L6 16v-3H4z",
  smile: "M10 2.500a7.500 7.500 0 1 1 0 15 7.500 7.500 0 0 1 0-15zM7 8v.5M13 8v.5M6.800 11.800c1.600 2.200 4.800 2.200 6.400 0",
  sun: "M10 6.500a3.500 3.500 0 1 1 0 7 3.500 3.500 0 0 1 0-7zM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1.100 1.100M14.600 14.600l1.100 1.100M4.300 15.700l1.100-1.100M14.600 5.400l1.100-1.100",
  moon: "M16 11.500A6.500 6.500 0 0 1 8.500 4a6.500 6.500 0 1 0 7.500 7.500z",
  half: "M10 3a7 7 0 1 1 0 14zM10 3a7 7 0 1 0 0 14",
  pencil: "M4 16l.8-3.200L13 4.600l2.400 2.400-8.200 8.200z",
  search: "M8.800 3.500a5.300 5.300 0 1 1 0 10.600 5.300 5.300 0 0 1 0-10.600zM12.800 12.800l4 4",
  plus: "M10 4v12M4 10h12",
  check: "M4.500 10.500l3.500 3.500 7.500-8",
  alert: "M10 3.500l7 12.500H3zM10 8v3.500M10 13.800v.01",
  stop: "M6 6h8v8H6z",
  trash: "M4 6h12M8 6V4h4v2M6 6l.7 10h6.600L14 6",
  up: "M10 16V5M5.500 9.500L10 5l4.500 4.500",
  hash: "M7.500 3.500l-1.500 13M14 3.500l-1.500 13M3.500 7.500h13.500M3 12.500h13.500",
  eye: "M2.500 10C5.500 4.800 14.500 4.800 17.500 10 14.500 15.200 5.500 15.200 2.500 10zM10 7.800a2.200 2.200 0 1 1 0 4.400 2.200 2.200 0 0 1 0-4.400z",
  lock: "M5.500 9h9v7h-9zM7.500 9V6.500a2.500 2.500 0 0 1 5 0V9",
};
