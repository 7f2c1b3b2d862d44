/** Everything that holds a value: typed, chosen or ticked; each can be read and put back. */

import { freshId, h } from "../dom.js";
import { Failed } from "../api.js";
import { matching, picker } from "../picker.js";
import { inert } from "../text.js";
import { words } from "./words.js";

const NATIVE = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const TYPED = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "text" };

/** wants: { label, chosen(given, control), id, describedby, invalid, required } */
export function field(block, one, context, wants) {
  const value = context.valueOf(block, one);
  const made = built(block, one, context, wants, value);
  made.dataset.key = `${block.block_id} ${one.action_id}`;
  context.fields?.set(made.dataset.key, { block_id: block.block_id, action_id: one.action_id, read: made.read });
  return made;
}

function built(block, one, context, wants, value) {
  if (one.type in TYPED || one.type === "rich_text_input") return typed(one, wants, value);
  if (one.type in NATIVE) return native(one, context, wants, value);
  switch (one.type) {
    case "static_select":
      return select(one, wants, value);
    case "checkboxes":
    case "radio_buttons":
      return ticks(one, context, wants, value);
    case "file_input":
      return unreadable(h("span", { class: "faint" }, "Files can't be chosen in the sandbox."));
    default:
      if (/_select$/.test(one.type)) return chooser(block, one, context, wants, value);
      return unreadable(h("span", { class: "faint" }, `The sandbox can't show a “${one.type}” yet.`));
  }
}

function unreadable(node) {
  node.read = () => undefined;
  return node;
}

function common(wants) {
  return {
    id: wants.id, "aria-label": wants.id ? null : wants.label, "aria-describedby": wants.describedby || null,
    "aria-invalid": wants.invalid ? "true" : null, "aria-required": wants.required ? "true" : null,
  };
}

function typed(one, wants, value) {
  const isLong = one.multiline || one.type === "rich_text_input";
  const shown = one.type === "rich_text_input" ? flat(value?.rich_text_value ?? value) : value?.value ?? "";
  const made = h(isLong ? "textarea" : "input", {
    ...common(wants), class: "text-input", placeholder: one.placeholder?.text ?? null,
    type: isLong ? null : TYPED[one.type], rows: isLong ? 5 : null, maxlength: one.max_length ?? null,
    inputmode: one.type === "number_input" ? "decimal" : null, autocomplete: "off",
    on: {
      keydown: (event) => {
        if (event.key !== "Enter" || isLong) return;
        event.preventDefault();
        if (wants.chosen) wants.chosen(made.read(), made);
        else made.dispatchEvent(new CustomEvent("wants-submit", { bubbles: true }));
      },
    },
  });
  made.value = inert(shown);
  made.read = () => made.value || null;
  if (one.focus_on_load) made.dataset.first = "yes";
  return made;
}

function flat(rich) {
  const pieces = (thing) => (thing?.elements ? thing.elements.map(pieces).join("") : thing?.text ?? "");
  return (rich?.elements ?? []).map(pieces).join("\n");
}

function native(one, context, wants, value) {
  const made = h("input", {
    ...common(wants), type: NATIVE[one.type], class: "text-input dated", placeholder: one.placeholder?.text ?? null,
    on: { change: () => wants.chosen?.(made.read(), made) },
  });
  const epoch = value?.selected_date_time;
  made.value = value?.selected_date ?? value?.selected_time ?? (epoch ? local(epoch) : "");
  made.read = () => {
    if (!made.value) return null;
    return one.type === "datetimepicker" ? String(Math.floor(new Date(made.value).getTime() / 1000)) : made.value;
  };
  return made;
}

function local(epoch) {
  const at = new Date(epoch * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function select(one, wants, value) {
  const option = (each) => {
    const made = h("option", { value: each.value }, each.text?.text);
    made.selected = value?.selected_option?.value === each.value;
    return made;
  };
  const empty = h("option", { value: "" }, one.placeholder?.text ?? "Choose an option");
  const made = h("select", {
    ...common(wants), class: "text-input chosen", on: { change: () => wants.chosen?.(made.read(), made) },
  }, empty, (one.options ?? []).map(option),
  (one.option_groups ?? []).map((group) => h("optgroup", { label: group.label?.text }, group.options.map(option))));
  made.read = () => made.value || null;
  return made;
}

function ticks(one, context, wants, value) {
  const isMany = one.type === "checkboxes";
  const name = freshId("ticks");
  const on = new Set(isMany ? (value?.selected_options ?? []).map((each) => each.value) : [value?.selected_option?.value]);
  const boxes = [];
  const rows = (one.options ?? []).map((option) => {
    const box = h("input", {
      type: isMany ? "checkbox" : "radio", name, value: option.value,
      on: { change: () => wants.chosen?.(made.read(), box) },
    });
    box.checked = on.has(option.value);
    boxes.push(box);
    return h("label", { class: "tick" }, box, h("span", {}, words(option.text, context),
      option.description ? h("small", {}, words(option.description, context)) : null));
  });
  const made = h("div", { ...common(wants), "aria-label": wants.label, class: "ticks", role: isMany ? "group" : "radiogroup" }, rows);
  made.removeAttribute("aria-required");
  made.read = () => {
    const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
    return isMany ? chosen : chosen[0] ?? null;
  };
  return made;
}

function chooser(block, one, context, wants, value) {
  const many = one.type.startsWith("multi_");
  const source = sources(block, one, context);
  const kept = value?.selected_option ?? value?.selected_options ?? value?.selected_user ?? value?.selected_users
    ?? value?.selected_conversation ?? value?.selected_conversations ?? value?.selected_channel ?? value?.selected_channels ?? [];
  const made = picker({
    label: wants.label, placeholder: one.placeholder?.text ?? "Choose", many, most: one.max_selected_items,
    chosen: [kept].flat().filter(Boolean).map(source.known), offer: source.offer,
    changed: () => wants.chosen?.(made.read(), made.focusable),
  });
  if (wants.id) made.focusable.id = wants.id;
  if (wants.describedby) made.focusable.setAttribute("aria-describedby", wants.describedby);
  made.read = () => {
    const given = made.chosen().map((each) => each.given);
    return many ? given : given[0] ?? null;
  };
  return made;
}

function sources(block, one, context) {
  const { users, channels } = context.store;
  const person = (user) => ({ value: user.id, given: user.id, text: user.real_name || user.name, note: user.title });
  const room = (channel) => ({ value: channel.id, given: channel.id, text: context.store.title(channel) });
  const option = (isOutside) => (each) => ({ value: each.value, given: isOutside ? each : each.value, text: each.text?.text ?? "", note: each.description?.text });
  if (one.type.includes("users")) {
    const all = [...users.values()].filter((user) => !user.is_bot).map(person);
    return { known: (id) => person(users.get(id) ?? { id, name: id }), offer: (text) => matching(all, text) };
  }
  if (one.type.includes("channels") || one.type.includes("conversations")) {
    const all = [...channels.values()].filter((each) => one.type.includes("conversations") || each.name).map(room);
    return { known: (id) => room(channels.get(id) ?? { id, name: id }), offer: (text) => matching(all, text) };
  }
  if (one.type.includes("external")) {
    const offer = async (text) => {
      if (text.length < (one.min_query_length ?? 3)) return [];
      try {
        return (await context.suggest(block.block_id, one.action_id, text)).map(option(true));
      } catch (error) {
        if (error instanceof Failed) return [];
        throw error;
      }
    };
    return { known: option(true), offer };
  }
  const all = [...(one.options ?? []), ...(one.option_groups ?? []).flatMap((group) => group.options)].map(option(false));
  return { known: option(false), offer: (text) => matching(all, text) };
}
