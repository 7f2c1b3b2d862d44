/** Slack's mrkdwn as nodes: mentions, links, dates, quotes, code; everything else is words. */

import { h } from "./dom.js";
import { inline } from "./inline.js";
import { link } from "./links.js";
import { broadcast, channelMention, dated, personMention } from "./mentions.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

export function decoded(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity]);
}

export function mrkdwn(text, context) {
  const grammar = {
    marks: [["*", "strong"], ["_", "em"], ["~", "del"]],
    stops: new Set("*_~`<"),
    plain: decoded,
    special: (whole, at) => special(whole, at, context),
  };
  return text.split(/(```[\s\S]*?```)/).flatMap((part) => {
    const isCode = part.length > 6 && part.startsWith("```") && part.endsWith("```");
    if (!isCode) return quoted(part, grammar);
    return [h("pre", { class: "pre", tabindex: 0 }, decoded(part.slice(3, -3)).replace(/^\n/, ""))];
  });
}

/** Lines that begin with ">" stand together in a quote. */
function quoted(text, grammar) {
  const nodes = [];
  let held = [];
  let isQuote = false;
  const flush = () => {
    if (!held.length) return;
    const inside = inline(held.join("\n"), grammar);
    nodes.push(...(isQuote ? [h("blockquote", { class: "quote" }, inside)] : inside));
    held = [];
  };
  for (const line of text.split("\n")) {
    const match = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (Boolean(match) !== isQuote) {
      flush();
      isQuote = Boolean(match);
    }
    held.push(match ? match[1] : line);
  }
  flush();
  return nodes;
}

function special(text, at, context) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end === -1) return null;
  const inside = text.slice(at + 1, end);
  const node = inside.includes("\n") ? null : meant(inside, context);
  return node && { node, end: end + 1 };
}

function meant(inside, context) {
  const [target, ...rest] = inside.split("|");
  const label = decoded(rest.join("|"));
  if (target.startsWith("@")) return personMention(target.slice(1), context, label);
  if (target.startsWith("#")) return channelMention(target.slice(1), context, label);
  if (target.startsWith("!date^")) {
    const [, stamp, format] = target.split("^");
    return dated(Number(stamp), decoded(format ?? "{date}"), context, label);
  }
  if (target.startsWith("!subteam^")) return h("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!")) return broadcast(target.slice(1), label);
  const url = decoded(target);
  if (url.startsWith("mailto:")) return h("span", { class: "unlinked" }, label || url.slice(7));
  return /^[a-z][a-z0-9+.-]*:/i.test(url) ? link(url, label || url) : null;
}
