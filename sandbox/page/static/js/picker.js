/** A field that offers choices in a list one can search; for one choice or several. */

import { append, fill, freshId, h, icon } from "./dom.js";
import { place } from "./menu.js";
import { folded } from "./text.js";

const MOST_SHOWN = 60;

/**
 * options: { label, placeholder, many, most, chosen: [{ value, text, given }], offer(typed) → list or
 * promise of one, changed(chosen) }. Gives the node; `node.chosen()` tells what is chosen now.
 */
export function picker(options) {
  const state = { chosen: [...options.chosen], offered: [], at: 0, turn: 0 };
  const button = h("button", { type: "button", class: "picker", "aria-haspopup": "listbox", "aria-expanded": "false" });
  const listId = freshId("list");
  const list = h("ul", { role: "listbox", id: listId, class: "options", "aria-label": options.label, "aria-multiselectable": options.many ? "true" : null });
  const search = h("input", {
    type: "text", class: "text-input", role: "combobox", "aria-controls": listId, "aria-expanded": "true",
    "aria-autocomplete": "list", "aria-label": `${options.label}: search`, placeholder: "Search", autocomplete: "off", spellcheck: "false",
  });
  const popup = h("div", { class: "menu picking", popover: "auto" }, search, list);
  const wrap = h("span", { class: "picker-wrap" }, button, popup);

  const show = () => {
    const names = state.chosen.map((one) => h("span", { class: options.many ? "chip" : "" }, one.text));
    fill(button, h("span", { class: "picker-words" }, names.length ? names : h("span", { class: "faint" }, options.placeholder)), icon("down", 14));
    button.setAttribute("aria-label", `${options.label}: ${state.chosen.map((one) => one.text).join(", ") || options.placeholder}`);
  };
  const isChosen = (one) => state.chosen.some((other) => other.value === one.value);
  const mark = () => {
    for (const [number, row] of [...list.children].entries()) row.classList.toggle("active", number === state.at);
    const row = list.children[state.at];
    row?.scrollIntoView({ block: "nearest" });
    search.setAttribute("aria-activedescendant", row?.id ?? "");
  };
  const choose = (one) => {
    if (options.many) {
      const has = isChosen(one);
      if (!has && options.most && state.chosen.length >= options.most) return;
      state.chosen = has ? state.chosen.filter((other) => other.value !== one.value) : [...state.chosen, one];
    } else {
      state.chosen = [one];
      popup.hidePopover();
    }
    show();
    draw();
    options.changed(state.chosen);
  };
  const draw = () => {
    fill(list, state.offered.slice(0, MOST_SHOWN).map((one) => {
      const row = h("li", { role: "option", id: freshId("option"), "aria-selected": String(isChosen(one)), class: "option" },
        h("span", {}, one.text), one.note ? h("small", {}, one.note) : null, isChosen(one) ? icon("check", 14) : null);
      row.addEventListener("click", () => choose(one));
      return row;
    }));
    if (!state.offered.length) append(list, [h("li", { class: "option faint", role: "option", "aria-selected": "false", "aria-disabled": "true" }, "Nothing found")]);
    mark();
  };
  const look = async () => {
    const turn = (state.turn += 1);
    const found = await options.offer(search.value);
    if (turn !== state.turn) return;
    state.offered = found;
    state.at = 0;
    draw();
  };

  search.addEventListener("input", look);
  search.addEventListener("keydown", (event) => {
    const count = Math.min(state.offered.length, MOST_SHOWN);
    const moves = { ArrowDown: Math.min(state.at + 1, count - 1), ArrowUp: Math.max(0, state.at - 1) };
    if (event.key in moves) {
      event.preventDefault();
      state.at = moves[event.key];
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (state.offered[state.at]) choose(state.offered[state.at]);
    }
  });
  popup.addEventListener("toggle", (event) => button.setAttribute("aria-expanded", String(event.newState === "open")));
  const open = () => {
    search.value = "";
    place(popup, button);
    search.focus();
    look();
  };
  button.addEventListener("click", () => {
    popup.togglePopover();
    if (popup.matches(":popover-open")) open();
    else button.focus();
  });
  show();
  wrap.chosen = () => state.chosen;
  wrap.focusable = button;
  return wrap;
}

/** Those of a list whose words begin with, or contain, what was typed. */
export function matching(list, typed) {
  const wanted = folded(typed.trim());
  if (!wanted) return list;
  const starts = [];
  const holds = [];
  for (const one of list) {
    const text = folded(`${one.text} ${one.note ?? ""}`);
    if (text.startsWith(wanted)) starts.push(one);
    else if (text.includes(wanted)) holds.push(one);
  }
  return [...starts, ...holds];
}
