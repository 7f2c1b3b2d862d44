/** Channels, direct messages and the app, with what is unread. */

import { fill, h, icon } from "./dom.js";
import { face } from "./faces.js";
import { matching, picker } from "./picker.js";

export class Sidebar {
  constructor(app) {
    this.app = app;
    this.node = document.getElementById("side");
    this.node.addEventListener("keydown", (event) => this.moves(event));
  }

  draws() {
    const { store } = this.app;
    const held = document.activeElement?.dataset?.channel;
    const all = [...store.channels.values()];
    const rooms = all.filter((one) => one.room === "public" || one.room === "private").sort((a, b) => a.name.localeCompare(b.name));
    const directs = all.filter((one) => (one.room === "im" || one.room === "mpim") && !store.isApp(one))
      .sort((a, b) => (b.latest ?? "").localeCompare(a.latest ?? ""));
    const apps = all.filter((one) => store.isApp(one));
    fill(this.node,
      h("div", { class: "side-head" }, h("strong", {}, store.team.name), /sandbox/i.test(store.team.name) ? null : h("span", { class: "pretend" }, "sandbox")),
      h("div", { class: "side-lists" },
        this.part("Apps", apps), this.part("Channels", rooms), this.part("Direct messages", directs, this.starter())));
    if (held) this.node.querySelector(`[data-channel="${CSS.escape(held)}"]`)?.focus();
  }

  part(title, channels, extra = null) {
    const id = `side-${title.split(" ")[0].toLowerCase()}`;
    return h("section", { class: "side-part", "aria-labelledby": id }, h("h2", { id, class: "side-title" }, title),
      h("ul", {}, channels.map((one) => h("li", {}, this.entry(one)))), extra);
  }

  entry(channel) {
    const { store } = this.app;
    const isHere = this.app.place === channel.id;
    const unread = isHere ? 0 : channel.unread ?? 0;
    const sign = { public: () => icon("hash", 15), private: () => icon("lock", 15) }[channel.room]
      ?? (() => face(store, store.others(channel)[0] ?? store.me, "tiny-face"));
    const title = store.title(channel);
    return h("button", {
      type: "button", class: ["entry", unread ? "unread" : ""].join(" "), data: { channel: channel.id },
      "aria-current": isHere ? "page" : null, "aria-label": unread ? `${title}, ${unread} unread` : title,
      on: { click: () => this.app.actions.openChannel(channel.id) },
    }, h("span", { class: "entry-sign", "aria-hidden": "true" }, sign()), h("span", { class: "entry-name" }, title),
    unread ? h("span", { class: "count", "aria-hidden": "true" }, unread > 99 ? "99+" : String(unread)) : null);
  }

  starter() {
    const { store } = this.app;
    return h("div", { class: "starter" }, picker({
      label: "Write to somebody", placeholder: "Write to somebody …", chosen: [],
      offer: (text) => matching([...store.users.values()].filter((one) => !one.is_bot && !one.is_deactivated && one.id !== store.me)
        .map((one) => ({ value: one.id, text: one.real_name || one.name, note: one.title })), text),
      changed: ([one]) => this.app.actions.openDirect(one.value),
    }));
  }

  moves(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.matches(".entry")) return;
    const all = [...this.node.querySelectorAll(".entry")];
    const next = all[all.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }
}
