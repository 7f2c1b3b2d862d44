/** Rich text: sections, lists, quotes, code, and their smallest parts. */

import { h } from "../dom.js";
import { emoji } from "../emoji.js";
import { link } from "../links.js";
import { broadcast, channelMention, dated, personMention } from "../mentions.js";
import { plain } from "./words.js";

const TAGS = { bold: "strong", italic: "em", strike: "del", underline: "u", code: "code" };

export function richText(block, context) {
  const parts = [];
  let open = [];
  for (const element of block.elements ?? []) {
    if (element.type === "rich_text_list") {
      open = nested(parts, open, element, context);
      continue;
    }
    open = [];
    parts.push(part(element, context));
  }
  return h("div", { class: "rich" }, parts);
}

function part(element, context) {
  const inside = () => (element.elements ?? []).map((one) => piece(one, context));
  switch (element.type) {
    case "rich_text_quote":
      return h("blockquote", { class: "quote" }, inside());
    case "rich_text_preformatted":
      return h("pre", { class: "pre", tabindex: 0 }, inside());
    default:
      return h("div", { class: "rich-line" }, inside());
  }
}

/** Lists of deeper indent stand within the last item of the one before. */
function nested(parts, open, element, context) {
  const indent = Math.min(element.indent ?? 0, 8);
  const made = h(element.style === "ordered" ? "ol" : "ul", { class: `rich-list level-${indent % 3}` },
    (element.elements ?? []).map((one) => h("li", {}, (one.elements ?? []).map((each) => piece(each, context)))));
  if (element.style === "ordered" && element.offset) made.setAttribute("start", String(element.offset + 1));
  const outer = open.filter((one) => one.indent < indent);
  const parent = outer.at(-1)?.node.lastElementChild;
  if (parent) parent.append(made);
  else parts.push(made);
  return [...outer, { indent, node: made }];
}

function piece(one, context) {
  const node = bare(one, context);
  const style = one.style ?? {};
  return Object.entries(TAGS).reduce(
    (inner, [key, tag]) => (style[key] ? h(tag, { class: tag === "code" ? "code" : null }, inner) : inner), node);
}

function bare(one, context) {
  switch (one.type) {
    case "text":
      return h("span", {}, one.text);
    case "link":
      return link(one.url, one.text || one.url);
    case "user":
      return personMention(one.user_id, context);
    case "channel":
      return channelMention(one.channel_id, context);
    case "usergroup":
      return h("span", { class: "mention" }, "@group");
    case "team":
      return h("span", { class: "mention" }, context.store.team.name);
    case "broadcast":
      return broadcast(one.range);
    case "emoji":
      return h("span", { class: "emoji" }, emoji(one.name) ?? `:${one.name}:`);
    case "date":
      return dated(Number(one.timestamp), one.format ?? "{date}", context, one.fallback);
    case "color":
      return h("code", { class: "code" }, one.value);
    default:
      return h("span", {}, plain(one.text));
  }
}
