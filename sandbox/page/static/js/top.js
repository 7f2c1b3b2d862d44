/** The strip on top: that this is a sandbox, what time it is, who one is, light or dark. */

import { fill, h, icon } from "./dom.js";
import { face } from "./faces.js";
import { place } from "./menu.js";
import { matching } from "./picker.js";
import { freshId } from "./dom.js";

const THEMES = { auto: ["half", "as the system", "light"], light: ["sun", "light", "dark"], dark: ["moon", "dark", "auto"] };

export class Top {
  constructor(app) {
    this.app = app;
    this.node = document.getElementById("top");
    themed(remembered());
  }

  draws() {
    const { app } = this;
    this.clock = h("button", { type: "button", class: "top-button clock", on: { click: () => app.pane.tool("world") } });
    this.line = h("span", { class: "line-state", role: "status" });
    fill(this.node,
      h("p", { class: "honest" }, h("strong", {}, "Sandbox"), h("span", { class: "only-wide" }, " A pretend workspace on this computer. Nothing here reaches Slack, or anybody's mailbox.")),
      this.line, h("span", { class: "grow" }), this.clock, this.theme(), this.who());
    this.ticks();
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.ticks(), 5000);
  }

  ticks() {
    const now = this.app.calendar.now();
    fill(this.clock, icon("clock", 15), h("span", { class: "only-wide" }, `${this.app.calendar.short(now)}, `), this.app.calendar.clock(now));
    this.clock.setAttribute("aria-label", `It is ${this.app.calendar.full(now)}. Move the clock`);
  }

  connected(isOn) {
    if (this.line) fill(this.line, isOn ? null : "Not connected …");
  }

  theme() {
    const made = h("button", { type: "button", class: "top-button", on: { click: () => { themed(THEMES[remembered()][2]); look(); } } });
    const look = () => {
      const [drawing, label] = THEMES[remembered()];
      fill(made, icon(drawing, 15));
      made.setAttribute("aria-label", `Colours: ${label}. Change`);
      made.title = `Colours: ${label}`;
    };
    look();
    return made;
  }

  /** Choose who one is: everybody of the workspace, found by name or role. */
  who() {
    const { store } = this.app;
    const listId = freshId("people");
    const button = h("button", { type: "button", class: "top-button me", "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": `You are ${store.name(store.me)}. Be somebody else` },
      face(store, store.me, "tiny-face"), h("span", { class: "me-name" }, store.name(store.me)), icon("down", 12));
    const search = h("input", { class: "text-input", type: "text", placeholder: "Be somebody else …", role: "combobox", "aria-expanded": "true", "aria-controls": listId, "aria-label": "Be somebody else: search by name or role", autocomplete: "off" });
    const list = h("ul", { role: "listbox", id: listId, class: "options", "aria-label": "People" });
    const popup = h("div", { class: "menu picking people", popover: "auto" }, search, list);
    const all = [...store.users.values()].filter((one) => !one.is_bot && !one.is_deactivated)
      .map((one) => ({ id: one.id, text: one.real_name || one.name, note: [one.title, one.is_admin ? "admin" : "", one.is_external ? "from outside" : "", one.guest === "no" ? "" : "guest"].filter(Boolean).join(", ") }));
    const state = { found: [], at: 0 };
    const draw = () => {
      state.found = matching(all, search.value).slice(0, 50);
      state.at = Math.max(0, Math.min(state.at, state.found.length - 1));
      fill(list, state.found.map((one, n) => {
        const row = h("li", { role: "option", id: freshId("person"), class: n === state.at ? "option active" : "option", "aria-selected": String(one.id === store.me) },
          face(store, one.id, "tiny-face"), h("span", {}, one.text), one.note ? h("small", {}, one.note) : null);
        row.addEventListener("click", () => be(one));
        return row;
      }));
      search.setAttribute("aria-activedescendant", list.children[state.at]?.id ?? "");
      list.children[state.at]?.scrollIntoView({ block: "nearest" });
    };
    const be = (one) => {
      popup.hidePopover();
      this.app.becomes(one.id);
    };
    search.addEventListener("input", () => { state.at = 0; draw(); });
    search.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step) {
        event.preventDefault();
        state.at += step;
        draw();
      } else if (event.key === "Enter" && state.found[state.at]) {
        event.preventDefault();
        be(state.found[state.at]);
      }
    });
    popup.addEventListener("toggle", (event) => button.setAttribute("aria-expanded", String(event.newState === "open")));
    const open = () => {
      search.value = "";
      state.at = Math.max(0, all.findIndex((one) => one.id === store.me));
      draw();
      place(popup, button);
      search.focus();
    };
    button.addEventListener("click", () => {
      popup.togglePopover();
      if (popup.matches(":popover-open")) open();
    });
    return h("span", { class: "picker-wrap" }, button, popup);
  }
}

function remembered() {
  const kept = localStorage.getItem("theme");
  return Object.hasOwn(THEMES, kept ?? "") ? kept : "auto";
}

function themed(name) {
  localStorage.setItem("theme", name);
  document.documentElement.dataset.theme = name;
}
