/** Puts the page together: who one is, what is open, and what changes while one looks. */

import { get, listen } from "./api.js";
import { Actions } from "./actions.js";
import { fill, h, icon } from "./dom.js";
import { heard } from "./live.js";
import { Modals } from "./modals.js";
import { Pane, TOOLS } from "./pane.js";
import { Room } from "./room.js";
import { Sidebar } from "./sidebar.js";
import { Store } from "./store.js";
import { Calendar } from "./time.js";
import { Top } from "./top.js";

class Page {
  async begins() {
    this.top = new Top(this);
    this.modals = new Modals(this);
    this.actions = new Actions(this);
    this.sidebar = new Sidebar(this);
    this.room = new Room(this);
    this.pane = new Pane(this);
    addEventListener("keydown", (event) => this.pressed(event));
    addEventListener("focus", () => this.room.list && this.seen(this.room.list));
    const wanted = new URLSearchParams(location.hash.slice(1));
    await this.guarded(() => this.becomes(wanted.get("me"), wanted.get("at"), wanted.get("tab")));
  }

  async becomes(id, at = null, tab = null) {
    const boot = await get("boot", { me: id });
    this.stop?.();
    this.pane.node.hidden || this.pane.closes();
    this.store = new Store(boot);
    this.calendar = new Calendar(this.store.self.timezone || "UTC");
    this.calendar.sets(boot.now);
    this.top.draws();
    this.drawsRail();
    this.stop = listen(this.store.me, (change) => heard(this, change), () => this.again(), (isOn) => this.top.connected(isOn));
    const first = this.store.channels.get(at) ?? this.store.appChannel ?? [...this.store.channels.values()][0];
    if (first) await this.actions.openChannel(first.id, tab);
    this.modals.shows(boot.modals);
  }

  /** After a break: what happened meanwhile was not heard, so everything is looked at anew. */
  async again() {
    const boot = await get("boot", { me: this.store.me });
    this.store.takes(boot);
    this.calendar.sets(boot.now);
    this.sidebar.draws();
    await this.room.list?.latest();
    await this.room.redrawsHome();
    await this.pane.thread?.list.latest();
    this.modals.shows(boot.modals);
  }

  async channelsAgain() {
    const boot = await get("boot", { me: this.store.me });
    this.store.takes(boot);
    this.sidebar.draws();
  }

  drawsRail() {
    const item = (name, label, drawing, click) => h("button", {
      type: "button", class: "rail-item", "aria-pressed": String(this.pane.name === name), on: { click },
    }, icon(drawing, 20), h("span", {}, label));
    const chat = h("button", { type: "button", class: "rail-item only-narrow", on: { click: () => { this.pane.node.hidden || this.pane.closes(); this.views("list"); } } }, icon("chat", 20), h("span", {}, "Chats"));
    fill(document.getElementById("rail"), h("div", { class: "team", "aria-hidden": "true" }, this.store.team.name.slice(0, 1)), chat,
      TOOLS.filter((one) => this.store.beside.includes(one.name)).map((one) => item(one.name, one.label, one.drawing, () => this.guarded(() => this.pane.tool(one.name)))));
  }

  contextOf(message) {
    const place = { channel: message.channel, ts: message.ts };
    this.chosen ??= new Map();
    return {
      store: this.store, calendar: this.calendar, actions: this.actions,
      click: (block, action, given) => {
        this.chosen.set(`${message.ts} ${block} ${action}`, given);
        return this.actions.click(place, block, action, given);
      },
      suggest: (block, action, typed) => this.actions.suggest(place, block, action, typed),
      valueOf: (block, one) => started(one),
    };
  }

  contextOfView(view, more = {}) {
    const place = { view: view.id };
    const isModal = view.type === "modal";
    return {
      store: this.store, calendar: this.calendar, actions: this.actions, ...more,
      click: (block, action, given) => this.actions.click(place, block, action, given, isModal ? this.modals.entered() : []),
      suggest: (block, action, typed) => this.actions.suggest(place, block, action, typed),
      valueOf: (block, one) => view.state?.values?.[block.block_id]?.[one.action_id] ?? started(one),
    };
  }

  /** What stands on the screen, at its end, in a window one looks at, has been read. */
  seen(list) {
    if (list !== this.room.list || list.hasNewer || !document.hasFocus()) return;
    const channel = this.store.channels.get(this.place);
    if (!channel?.unread) return;
    channel.unread = 0;
    this.actions.read(channel.id);
    this.titled();
  }

  moved(now) {
    this.calendar.sets(now);
    this.top.ticks();
    this.room.list?.newDay();
  }

  titled() {
    const channel = this.store.channels.get(this.place);
    const count = this.store.unread;
    document.title = `${count ? `(${count}) ` : ""}${channel ? `${this.store.title(channel)} | ` : ""}Sandbox`;
  }

  remembers() {
    const kept = new URLSearchParams({ me: this.store.me, at: this.place });
    if (this.tab !== "messages") kept.set("tab", this.tab);
    history.replaceState(null, "", `#${kept}`);
  }

  /** On a narrow screen one thing is seen at a time. */
  views(name) {
    document.body.dataset.view = name;
  }

  says(text) {
    fill(document.getElementById("spoken"), text);
    this.toasts(text, false);
  }

  hears(text) {
    fill(document.getElementById("spoken"), text);
  }

  warns(text) {
    this.toasts(text, true);
  }

  toasts(text, isBad) {
    const made = h("div", { class: isBad ? "toast bad" : "toast", role: isBad ? "alert" : null }, isBad ? icon("alert", 16) : null, h("span", {}, text),
      h("button", { type: "button", class: "icon-button", "aria-label": "Dismiss", on: { click: () => made.remove() } }, icon("close", 14)));
    const place = document.getElementById("toasts");
    place.append(made);
    while (place.children.length > 4) place.firstChild.remove();
    if (!isBad) setTimeout(() => made.remove(), 6000);
  }

  async guarded(work) {
    try {
      return await work();
    } catch (problem) {
      this.warns(problem.message);
      if (!this.store) fill(this.room.node, h("p", { class: "starting" }, problem.message));
      return null;
    }
  }

  /** F6 goes from region to region, as in Slack; Ctrl+K finds somebody to write to. */
  pressed(event) {
    if (event.key === "F6") {
      event.preventDefault();
      const regions = ["side", "room", "pane", "rail"].map((id) => document.getElementById(id)).filter((one) => !one.hidden && one.offsetParent !== null);
      const at = regions.findIndex((one) => one.contains(document.activeElement));
      const next = regions[(at + (event.shiftKey ? regions.length - 1 : 1)) % regions.length];
      entrance(next).focus();
    } else if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      this.views("list");
      this.sidebar.node.querySelector(".starter .picker")?.click();
    }
  }
}

/** Where the focus goes in a region: where one writes, what is chosen, else the first that is seen. */
function entrance(region) {
  const offered = [...region.querySelectorAll("#composer, [aria-current], button, input, textarea")].filter((one) => one.offsetParent !== null);
  return offered.find((one) => one.matches("#composer, [aria-current]")) ?? offered[0] ?? region;
}

/** What an element starts with, in the form in which the server keeps values. */
function started(one) {
  return {
    value: one.initial_value, rich_text_value: one.initial_value, selected_option: one.initial_option, selected_options: one.initial_options,
    selected_date: one.initial_date, selected_time: one.initial_time, selected_date_time: one.initial_date_time,
    selected_user: one.initial_user, selected_users: one.initial_users, selected_channel: one.initial_channel, selected_channels: one.initial_channels,
    selected_conversation: one.initial_conversation, selected_conversations: one.initial_conversations,
  };
}

new Page().begins();
