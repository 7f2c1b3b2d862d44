/** The plain blocks: sections, headers, context, actions, pictures, and what groups others. */

import { fill, freshId, h, icon } from "../dom.js";
import { link, picture } from "../links.js";
import { element } from "./elements.js";
import { field } from "./fields.js";
import { richText } from "./rich.js";
import { words } from "./words.js";

export function section(block, context) {
  const fields = block.fields?.length
    ? h("div", { class: "facts" }, block.fields.map((one) => h("div", { class: "fact" }, words(one, context)))) : null;
  const text = block.text ? h("div", { class: "words" }, words(block.text, context)) : null;
  const accessory = block.accessory ? h("div", { class: "accessory" }, element(block, block.accessory, context)) : null;
  return h("div", { class: "section" }, h("div", { class: "section-words" }, text, fields), accessory);
}

export function header(block, context) {
  return h(context.heading ?? "h3", { class: "block-header" }, words(block.text, context));
}

export function divider() {
  return h("hr", { class: "divider" });
}

export function contextBlock(block, context) {
  return h("div", { class: "context" }, (block.elements ?? []).map((one) => (one.type === "image"
    ? picture(one.image_url, one.alt_text, "tiny") : h("span", { class: "context-words" }, words(one, context)))));
}

export function actions(block, context) {
  return h("div", { class: "actions" }, (block.elements ?? []).map((one) => element(block, one, context)));
}

/** A label, what is filled in, a hint, and what is wrong with it. */
export function input(block, context) {
  const one = block.element;
  const error = context.errors?.[block.block_id];
  const id = freshId("input");
  const [hintId, errorId] = [block.hint ? `${id}-hint` : "", error ? `${id}-error` : ""];
  const isGroup = one.type === "checkboxes" || one.type === "radio_buttons";
  const made = field(block, one, context, {
    id: isGroup ? null : id, label: block.label?.text ?? "", invalid: Boolean(error), required: !block.optional,
    describedby: [hintId, errorId].filter(Boolean).join(" "),
    chosen: block.dispatch_action ? (given, control) => context.click(block.block_id, one.action_id, given, control) : null,
  });
  const optional = block.optional ? h("span", { class: "faint" }, " (optional)") : null;
  const label = isGroup ? h("div", { class: "label" }, words(block.label, context), optional)
    : h("label", { class: "label", for: id }, words(block.label, context), optional);
  return h("div", { class: error ? "input wrong" : "input" }, label, made,
    error ? h("p", { class: "error", id: errorId }, icon("alert", 14), error) : null,
    block.hint ? h("p", { class: "hint", id: hintId }, words(block.hint, context)) : null);
}

export function image(block, context) {
  return h("figure", { class: "figure" }, block.title ? h("figcaption", { class: "faint" }, words(block.title, context)) : null,
    picture(block.image_url, block.alt_text));
}

export function video(block, context) {
  return h("figure", { class: "figure" }, h("figcaption", {}, h("strong", {}, block.title_url ? link(block.title_url, block.title?.text) : words(block.title, context)),
    block.description ? h("div", { class: "faint" }, words(block.description, context)) : null),
  picture(null, block.alt_text), h("p", { class: "faint" }, "Videos are not played in the sandbox."));
}

export function alert(block, context) {
  return h("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, icon("alert", 16), h("div", {}, words(block.text, context)));
}

export function card(block, context) {
  return h("article", { class: "card" },
    block.hero_image ? picture(block.hero_image.image_url, block.hero_image.alt_text, "hero") : null,
    h("div", { class: "card-head" }, block.icon ? picture(block.icon.image_url, block.icon.alt_text, "tiny") : null,
      h("div", {}, block.title ? h("div", { class: "card-title" }, words(block.title, context)) : null,
        block.subtitle ? h("div", { class: "faint" }, words(block.subtitle, context)) : null)),
    block.body ? h("div", { class: "card-body" }, words(block.body, context)) : null,
    block.actions?.length ? actions({ ...block, elements: block.actions }, context) : null);
}

export function carousel(block, context) {
  return h("div", { class: "carousel", tabindex: 0, role: "group", "aria-label": "Cards, side by side" },
    (block.elements ?? []).map((one) => card({ block_id: block.block_id, ...one }, context)));
}

export function container(block, context, render) {
  const title = block.rich_text_title ? richText(block.rich_text_title, context) : words(block.title, context);
  const subtitle = block.subtitle ? h("div", { class: "faint" }, words(block.subtitle, context)) : null;
  const inside = h("div", { class: "container-inside" }, (block.child_blocks ?? []).map((one) => render(one, context)));
  const width = `container ${block.width ?? "standard"}`;
  if (!block.is_collapsible) return h("div", { class: width }, h("div", { class: "container-title" }, title), subtitle, inside);
  return h("details", { class: width, open: !block.default_collapsed }, h("summary", { class: "container-title" }, title), subtitle, inside);
}

export function contextActions(block, context) {
  return h("div", { class: "context-actions" }, (block.elements ?? []).map((one) => element(block, one, context)));
}

export function unknown(block) {
  const made = h("div", { class: "unknown" });
  return fill(made, icon("alert", 14), ` The sandbox can't show a “${block?.type}” block.`);
}
