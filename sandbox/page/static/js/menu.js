/** Small menus that open at a button: arrows move, Enter chooses, Escape returns. */

import { h, freshId } from "./dom.js";

/** Puts a popover next to its anchor, inside the window. */
export function place(popup, anchor) {
  const box = anchor.getBoundingClientRect();
  const { width, height } = popup.getBoundingClientRect();
  const room = window.innerHeight - box.bottom;
  const top = room < height + 8 && box.top > height ? box.top - height - 4 : box.bottom + 4;
  const left = Math.min(Math.max(8, box.left), Math.max(8, window.innerWidth - width - 8));
  popup.style.top = `${Math.max(8, Math.min(top, window.innerHeight - height - 8))}px`;
  popup.style.left = `${left}px`;
}

/** items: { label, note, on, pressed, danger }; one menu is open at a time. */
export function openMenu(anchor, items, label) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", id: freshId("menu"), "aria-label": label });
  const choose = (item) => {
    menu.hidePopover();
    anchor.focus();
    item.on();
  };
  const buttons = items.map((item) => h("button", {
    type: "button", role: item.pressed === undefined ? "menuitem" : "menuitemradio", tabindex: -1,
    "aria-checked": item.pressed === undefined ? null : String(item.pressed),
    class: item.danger ? "menu-item danger" : "menu-item", on: { click: () => choose(item) },
  }, h("span", {}, item.label), item.note ? h("small", {}, item.note) : null));
  menu.append(...buttons);
  menu.addEventListener("keydown", (event) => roves(event, buttons));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    anchor.setAttribute("aria-expanded", "false");
    menu.remove();
  });
  (anchor.closest("dialog") ?? document.body).append(menu);
  anchor.setAttribute("aria-expanded", "true");
  menu.showPopover();
  place(menu, anchor);
  (buttons.find((_, n) => items[n].pressed) ?? buttons[0])?.focus();
}

function roves(event, buttons) {
  const at = buttons.indexOf(document.activeElement);
  const last = buttons.length - 1;
  const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
  if (event.key === "Tab") event.preventDefault();
  if (next === undefined) return;
  event.preventDefault();
  buttons[next].focus();
}

/** Asks once more before something is done; true if it is meant. */
export function confirmed(asked, words) {
  return new Promise((resolve) => {
    const title = freshId("confirm");
    const yes = h("button", { type: "submit", value: "yes", class: `button ${asked.style === "danger" ? "danger" : "primary"}` }, asked.confirm?.text ?? "Yes");
    const no = h("button", { type: "submit", value: "no", class: "button" }, asked.deny?.text ?? "Cancel");
    const made = h("dialog", { class: "dialog confirm", role: "alertdialog", "aria-labelledby": title },
      h("form", { method: "dialog" },
        h("h2", { id: title, class: "dialog-title" }, asked.title?.text ?? "Are you sure?"),
        h("div", { class: "dialog-body" }, words),
        h("div", { class: "dialog-foot" }, no, yes)));
    made.addEventListener("close", () => {
      made.remove();
      resolve(made.returnValue === "yes");
    });
    document.body.append(made);
    made.showModal();
    no.focus();
  });
}
