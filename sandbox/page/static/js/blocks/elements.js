/** What can be pressed or chosen in messages and views: buttons, menus, pickers, check boxes. */

import { freshId, h, icon } from "../dom.js";
import { webAddress } from "../links.js";
import { confirmed, openMenu } from "../menu.js";
import { field } from "./fields.js";
import { words } from "./words.js";
import { picture } from "../links.js";

export function element(block, one, context) {
  switch (one.type) {
    case "button":
    case "workflow_button":
      return button(block, one, context);
    case "icon_button":
      return iconButton(block, one, context);
    case "overflow":
      return overflow(block, one, context);
    case "feedback_buttons":
      return feedback(block, one, context);
    case "image":
      return picture(one.image_url, one.alt_text, "thumb");
    default:
      return field(block, one, context, {
        label: one.placeholder?.text ?? one.accessibility_label ?? words_of(block) ?? "Choose",
        chosen: (given, control) => press(block, one, context, given, control),
      });
  }
}

function words_of(block) {
  return block.text?.text?.split("\n")[0].slice(0, 60) || block.label?.text;
}

/** Asks first where the app wants it, then tells the app; the control waits meanwhile. */
export async function press(block, one, context, given, control) {
  if (one.confirm && !(await confirmed(one.confirm, words(one.confirm.text, context)))) return;
  if (control?.getAttribute("aria-busy") === "true") return;
  control?.setAttribute("aria-busy", "true");
  try {
    await context.click(block.block_id, one.action_id, given);
  } finally {
    control?.removeAttribute("aria-busy");
  }
}

function isFor(one, context) {
  return !one.visible_to_user_ids || one.visible_to_user_ids.includes(context.store.me);
}

function button(block, one, context) {
  if (!isFor(one, context)) return null;
  const made = h("button", {
    type: "button", class: `button ${one.style ?? ""}`,
    // A name that leaves out what is written on the button could not be spoken to it.
    "aria-label": spoken(one), data: { key: `${block.block_id} ${one.action_id}` },
    on: { click: () => open(one) },
  }, words(one.text, context));
  function open() {
    const address = one.url ? webAddress(one.url) : null;
    if (address) window.open(address, "_blank", "noopener,noreferrer");
    press(block, one, context, null, made);
  }
  return made;
}

function spoken(one) {
  const [label, text] = [one.accessibility_label, one.text?.text ?? ""];
  if (!label) return null;
  return label.toLowerCase().includes(text.toLowerCase()) ? label : `${text}: ${label}`;
}

function iconButton(block, one, context) {
  if (!isFor(one, context)) return null;
  const made = h("button", {
    type: "button", class: "icon-button", "aria-label": one.accessibility_label ?? one.text?.text, title: one.text?.text,
    on: { click: () => press(block, one, context, null, made) },
  }, icon(one.icon === "trash" ? "trash" : "dots", 16));
  return made;
}

function overflow(block, one, context) {
  const made = h("button", {
    type: "button", class: "button overflow", "aria-label": "More actions", "aria-haspopup": "menu", "aria-expanded": "false",
    data: { key: `${block.block_id} ${one.action_id}` },
    on: {
      click: () => openMenu(made, (one.options ?? []).map((option) => ({
        label: option.text?.text, note: option.description?.text,
        on: () => press(block, one, context, option.value, made),
      })), "More actions"),
    },
  }, icon("more", 16));
  return made;
}

function feedback(block, one, context) {
  const group = freshId("feedback");
  return h("span", { class: "feedback", role: "group", id: group, "aria-label": "Feedback" },
    [["positive_button", "👍"], ["negative_button", "👎"]].map(([key, sign]) => {
      const made = h("button", {
        type: "button", class: "icon-button", title: one[key]?.text?.text, "aria-pressed": "false",
        "aria-label": one[key]?.accessibility_label ?? one[key]?.text?.text,
        on: {
          click: async () => {
            await press(block, one, context, one[key].value, made);
            for (const other of made.parentNode.children) other.setAttribute("aria-pressed", String(other === made));
          },
        },
      }, sign);
      return made;
    }));
}
