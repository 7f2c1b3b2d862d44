/** Where one writes: Enter sends; '/' offers commands with hints, '@' people, '#' channels. */

import { fill, freshId, h, icon } from "./dom.js";
import { face } from "./faces.js";
import { matching } from "./picker.js";

const MOST = 8;

/** wants: { label, placeholder, send(text), isThread, off } */
export class Composer {
  constructor(app, wants) {
    Object.assign(this, { app, wants, offered: [], at: 0 });
    const listId = freshId("offers");
    this.text = h("textarea", {
      class: "compose-text", rows: 1, "aria-label": wants.label, placeholder: wants.placeholder, id: wants.isThread ? null : "composer",
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, "aria-haspopup": "listbox",
      "aria-describedby": `${listId}-hint`, spellcheck: "true",
    });
    this.offers = h("ul", { class: "offers", role: "listbox", id: listId, "aria-label": "Suggestions", hidden: true });
    this.hint = h("p", { class: "compose-hint", id: `${listId}-hint` });
    this.send = h("button", { type: "button", class: "send", "aria-label": "Send", disabled: true, on: { click: () => this.sends() } }, icon("send", 16));
    const slash = h("button", {
      type: "button", class: "tool", "aria-label": "Slash commands", title: "Slash commands", on: { click: () => this.types("/") },
    }, "/");
    const at = h("button", { type: "button", class: "tool", "aria-label": "Mention somebody", title: "Mention somebody", on: { click: () => this.types("@") } }, "@");
    const foot = h("div", { class: "compose-foot" }, wants.isThread ? null : slash, at, h("span", { class: "grow" }), this.send);
    this.node = wants.off ? h("div", { class: "compose off" }, wants.off)
      : h("div", { class: "compose" }, h("div", { class: "compose-box" }, this.offers, this.text, foot), this.hint);
    this.text.addEventListener("input", () => this.typed());
    this.text.addEventListener("keydown", (event) => this.pressed(event));
    this.text.addEventListener("blur", () => setTimeout(() => this.closes(), 150));
    this.text.addEventListener("click", () => this.typed());
  }

  types(mark) {
    const value = this.text.value;
    this.text.value = mark === "/" ? `/${value.replace(/^\//, "")}` : `${value}${value && !/\s$/.test(value) ? " " : ""}@`;
    this.text.focus();
    this.typed();
  }

  puts(text) {
    this.text.value = text;
    this.text.focus();
    this.typed();
  }

  typed() {
    this.send.disabled = !this.text.value.trim();
    this.text.style.height = "auto";
    this.text.style.height = `${Math.min(this.text.scrollHeight, 240)}px`;
    const found = this.looks();
    this.offered = found?.offers ?? [];
    this.from = found?.from ?? 0;
    this.at = 0;
    this.draws();
    this.hint.textContent = this.hinted();
  }

  /** What could be meant at the caret: a command, a person or a channel. */
  looks() {
    const before = this.text.value.slice(0, this.text.selectionStart);
    const command = /^\/([\w-]*)$/.exec(before);
    if (command && !this.wants.isThread) return { from: 0, offers: this.commands(before) };
    const word = /(?:^|\s)([@#])([\p{L}\p{N}._-]*)$/u.exec(before);
    if (!word) return null;
    const from = before.length - word[2].length - 1;
    return { from, offers: word[1] === "@" ? this.people(word[2]) : this.rooms(word[2]) };
  }

  commands(typed) {
    return this.app.store.app.commands.filter((one) => one.name.startsWith(typed)).map((one) => ({
      text: one.name, insert: `${one.name} `, note: one.description, hint: one.hint,
      face: () => face(this.app.store, this.app.store.app.bot_user, "tiny-face"),
    }));
  }

  people(typed) {
    const all = [...this.app.store.users.values()].filter((one) => !one.is_deactivated)
      .map((one) => ({ text: one.real_name || one.name, note: `@${one.name}`, insert: `@${one.name} `, face: () => face(this.app.store, one.id, "tiny-face") }));
    return matching(all, typed).slice(0, MOST);
  }

  rooms(typed) {
    const all = [...this.app.store.channels.values()].filter((one) => one.room === "public")
      .map((one) => ({ text: one.name, insert: `#${one.name} `, face: () => icon("hash", 14) }));
    return matching(all, typed).slice(0, MOST);
  }

  hinted() {
    const name = this.text.value.split(" ")[0];
    const command = this.app.store.app.commands.find((one) => one.name === name);
    if (!command || !this.text.value.startsWith(`${name} `)) return "";
    return `${command.name}${command.hint ? ` ${command.hint}` : ""}: ${command.description}`;
  }

  draws() {
    const isOpen = this.offered.length > 0;
    this.offers.hidden = !isOpen;
    this.text.setAttribute("aria-expanded", String(isOpen));
    fill(this.offers, this.offered.map((one, number) => {
      const row = h("li", { role: "option", id: freshId("offer"), class: number === this.at ? "option active" : "option", "aria-selected": String(number === this.at) },
        one.face(), h("strong", {}, one.text), one.hint ? h("span", { class: "hinted" }, one.hint) : null, one.note ? h("small", {}, one.note) : null);
      row.addEventListener("mousedown", (event) => {
        event.preventDefault();
        this.takes(one);
      });
      return row;
    }));
    const row = this.offers.children[this.at];
    if (row) this.text.setAttribute("aria-activedescendant", row.id);
    else this.text.removeAttribute("aria-activedescendant");
    row?.scrollIntoView({ block: "nearest" });
  }

  closes() {
    this.offered = [];
    this.draws();
  }

  takes(one) {
    const caret = this.text.selectionStart;
    this.text.value = this.text.value.slice(0, this.from) + one.insert + this.text.value.slice(caret);
    const end = this.from + one.insert.length;
    this.text.setSelectionRange(end, end);
    this.typed();
  }

  pressed(event) {
    if (event.isComposing) return;
    if (this.offered.length && this.roves(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.sends();
  }

  roves(event) {
    const count = this.offered.length;
    switch (event.key) {
      case "ArrowDown":
        this.at = (this.at + 1) % count;
        break;
      case "ArrowUp":
        this.at = (this.at + count - 1) % count;
        break;
      case "Escape":
        this.closes();
        event.stopPropagation();
        event.preventDefault();
        return true;
      case "Tab":
      case "Enter":
        // A command that is written out whole is sent, not completed once more.
        if (event.key === "Enter" && this.offered[this.at].insert.trim() === this.text.value.trim()) return false;
        event.preventDefault();
        this.takes(this.offered[this.at]);
        return true;
      default:
        return false;
    }
    event.preventDefault();
    this.draws();
    return true;
  }

  async sends() {
    const text = this.text.value.trim();
    if (!text || this.isSending) return;
    this.isSending = true;
    this.closes();
    this.text.value = "";
    this.typed();
    try {
      const isSent = await this.wants.send(text);
      if (!isSent && !this.text.value) this.puts(text);
    } finally {
      this.isSending = false;
    }
  }
}
