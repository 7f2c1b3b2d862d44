/** Formatting within a line, for both of Slack's dialects: marks, code, and what is special. */

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";

const DEEPEST = 6;
const WORD = /[\p{L}\p{N}]/u;

/**
 * Nodes of a text. A grammar has `marks` (longest first: [mark, tag]), `special(text, at)` that
 * gives `{ node, end }` or null, and `plain(text)` that turns what is left into words.
 */
export function inline(text, grammar, depth = 0) {
  const nodes = [];
  // A mark without an end is looked for once, or a row of stars would take a minute.
  const hopeless = new Set();
  let from = 0;
  let at = 0;
  const flush = (to) => {
    if (to > from) nodes.push(...broken(grammar.plain(text.slice(from, to))));
  };
  while (at < text.length) {
    const found = grammar.stops.has(text[at])
      ? code(text, at, hopeless) ?? grammar.special(text, at, depth) ?? marked(text, at, grammar, depth, hopeless)
      : null;
    if (found === null) {
      at += 1;
      continue;
    }
    flush(at);
    nodes.push(found.node);
    at = from = found.end;
  }
  flush(text.length);
  return nodes;
}

function broken(text) {
  const nodes = [];
  for (const [number, line] of withEmoji(text).split("\n").entries()) {
    if (number) nodes.push(h("br"));
    if (line) nodes.push(h("span", {}, line).firstChild);
  }
  return nodes;
}

function code(text, at, hopeless) {
  if (text[at] !== "`" || hopeless.has("`")) return null;
  const end = text.indexOf("`", at + 1);
  if (end === -1) {
    hopeless.add("`");
    return null;
  }
  const inside = text.slice(at + 1, end);
  if (!inside || inside.includes("\n")) return null;
  return { node: h("code", { class: "code" }, inside), end: end + 1 };
}

function marked(text, at, grammar, depth, hopeless) {
  if (depth >= DEEPEST) return null;
  for (const [mark, tag] of grammar.marks) {
    if (!text.startsWith(mark, at) || hopeless.has(mark)) continue;
    if (!opens(text, at, mark)) return null;
    const end = closing(text, at + mark.length, mark);
    if (end === -1) {
      hopeless.add(mark);
      continue;
    }
    const inside = inline(text.slice(at + mark.length, end), grammar, depth + 1);
    return { node: h(tag, {}, inside), end: end + mark.length };
  }
  return null;
}

function opens(text, at, mark) {
  const before = text[at - 1];
  const after = text[at + mark.length];
  return !(before && WORD.test(before)) && after !== undefined && !/\s/.test(after) && after !== mark[0];
}

function closing(text, start, mark) {
  const line = text.indexOf("\n", start);
  const limit = line === -1 ? text.length : line;
  let tries = 0;
  for (let end = text.indexOf(mark, start + 1); end !== -1 && end < limit; end = text.indexOf(mark, end + 1)) {
    const after = text[end + mark.length];
    if (!/\s/.test(text[end - 1]) && !(after && WORD.test(after)) && after !== mark[0]) return end;
    if ((tries += 1) > 50) return -1;
  }
  return -1;
}
