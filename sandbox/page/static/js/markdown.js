/** Standard Markdown, as `markdown` blocks and streams carry it, as nodes. */

import { h } from "./dom.js";
import { inline } from "./inline.js";
import { link } from "./links.js";

const GRAMMAR = {
  marks: [["**", "strong"], ["__", "strong"], ["~~", "del"], ["*", "em"], ["_", "em"]],
  stops: new Set("*_~`[!<h\\"),
  plain: (text) => text,
  special,
};
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;

export function markdown(text) {
  const lines = text.replaceAll("\t", "    ").split("\n");
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const [node, next] = block(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

function block(lines, at) {
  const line = lines[at];
  if (!line.trim()) return [null, at + 1];
  if (/^\s*(```|~~~)/.test(line)) return fence(lines, at);
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
  if (heading) {
    const level = Math.min(6, heading[1].length + 2);
    return [h(`h${level}`, { class: `md-h md-h${heading[1].length}` }, inline(heading[2], GRAMMAR)), at + 1];
  }
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [h("hr", { class: "divider" }), at + 1];
  if (/^\s*>/.test(line)) return quote(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  if (line.includes("|") && /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/.test(lines[at + 1] ?? "")) return table(lines, at);
  return paragraph(lines, at);
}

function fence(lines, at) {
  const mark = lines[at].trim().slice(0, 3);
  let end = at + 1;
  while (end < lines.length && !lines[end].trim().startsWith(mark)) end += 1;
  return [h("pre", { class: "pre", tabindex: 0 }, lines.slice(at + 1, end).join("\n")), end + 1];
}

function quote(lines, at) {
  let end = at;
  while (end < lines.length && /^\s*>/.test(lines[end])) end += 1;
  const inside = lines.slice(at, end).map((line) => line.replace(/^\s*> ?/, "").replace(/^[>\s]+(?=>)/, ""));
  return [h("blockquote", { class: "quote" }, inline(inside.join("\n"), GRAMMAR)), end];
}

function list(lines, at) {
  const isOrdered = /^\s*\d/.test(lines[at]);
  const made = h(isOrdered ? "ol" : "ul", { class: "rich-list" });
  const [indent] = ITEM.exec(lines[at]).slice(1);
  if (isOrdered) made.setAttribute("start", String(parseInt(lines[at].trim(), 10)));
  let end = at;
  while (end < lines.length) {
    const item = ITEM.exec(lines[end]);
    if (!item || item[1].length < indent.length) break;
    if (item[1].length > indent.length + 1 && made.lastChild && indent.length < 24) {
      const [inner, next] = list(lines, end);
      made.lastChild.append(inner);
      end = next;
      continue;
    }
    const task = /^\[([ xX])\]\s+(.*)$/.exec(item[3]);
    made.append(h("li", {}, task ? (task[1] === " " ? "☐ " : "☑ ") : "", inline(task ? task[2] : item[3], GRAMMAR)));
    end += 1;
  }
  return [made, end];
}

function table(lines, at) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split(/(?<!\\)\|/).map((cell) => cell.trim());
  const head = cells(lines[at]).slice(0, 20);
  const aligned = cells(lines[at + 1]).map((mark) => (/^:-+:$/.test(mark) ? "center" : /-:$/.test(mark) ? "right" : "left"));
  const body = h("tbody");
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) {
    const row = cells(lines[end]);
    body.append(h("tr", {}, head.map((_, n) => h("td", { class: `to-${aligned[n] ?? "left"}` }, inline(row[n] ?? "", GRAMMAR)))));
    end += 1;
  }
  const titles = h("tr", {}, head.map((cell, n) => h("th", { scope: "col", class: `to-${aligned[n] ?? "left"}` }, inline(cell, GRAMMAR))));
  const made = h("table", { class: "grid" }, h("thead", {}, titles), body);
  return [h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Table" }, made), end];
}

function paragraph(lines, at) {
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !/^\s*(#{1,6}\s|>|```|~~~|[-*+]\s|\d{1,9}[.)]\s)/.test(lines[end])) end += 1;
  return [h("p", { class: "md-p" }, inline(lines.slice(at, end).join("\n"), GRAMMAR)), end];
}

function special(text, at, depth) {
  switch (text[at]) {
    case "\\": {
      const next = text[at + 1];
      return next && /[\\`*_{}[\]()#+\-.!|~<>]/.test(next) ? { node: document.createTextNode(next), end: at + 2 } : null;
    }
    case "!":
      return text[at + 1] === "[" ? bracket(text, at + 1, depth, "🖼 ") : null;
    case "[":
      return bracket(text, at, depth, "");
    case "<": {
      const match = /^<(https?:\/\/[^\s<>]+)>/.exec(text.slice(at, at + 3000));
      return match && { node: link(match[1], match[1]), end: at + match[0].length };
    }
    case "h": {
      if (!text.startsWith("http", at)) return null;
      const match = /^https?:\/\/[^\s<>[\]()]*[^\s<>[\]().,;:!?'"*_]/.exec(text.slice(at, at + 3000));
      return match && { node: link(match[0], match[0]), end: at + match[0].length };
    }
    default:
      return null;
  }
}

function bracket(text, at, depth, before) {
  const match = /^\[([^\]\n]{0,2000})\]\(\s*<?([^\s)>]+)>?(?:\s+"[^"\n]*")?\s*\)/.exec(text.slice(at, at + 5000));
  if (!match) return null;
  const words = depth > 4 ? match[1] : inline(match[1], GRAMMAR, depth + 1);
  return { node: link(match[2], before, words), end: at + match[0].length };
}
