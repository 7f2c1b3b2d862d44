/** The conversation in the middle: its head, its messages, where one writes; for the app, its tabs. */

import { get } from "./api.js";
import { Composer } from "./composer.js";
import { fill, h, icon } from "./dom.js";
import { face } from "./faces.js";
import { MessageList } from "./list.js";
import { renderAll } from "./blocks/render.js";
import { counted } from "./text.js";

const TABS = [["home", "Home"], ["messages", "Messages"], ["about", "About"]];

export class Room {
  constructor(app) {
    this.app = app;
    this.node = document.getElementById("room");
    this.channel = null;
    this.list = null;
    this.tab = "messages";
  }

  async opens(channel, tab = "messages") {
    this.list?.ends();
    this.channel = channel;
    this.list = null;
    this.composer = null;
    this.tab = this.app.store.isApp(channel) ? tab : "messages";
    const body = h("div", { class: "room-body" });
    fill(this.node, this.head(channel), body);
    if (this.app.store.isApp(channel)) this.app.actions.toldApp(this.tab);
    if (this.tab === "home") return this.home(body);
    if (this.tab === "about") return this.about(body);
    return this.messages(channel, body);
  }

  head(channel) {
    const { store } = this.app;
    const isApp = store.isApp(channel);
    const sign = channel.room === "public" ? icon("hash", 18) : channel.room === "private" ? icon("lock", 18) : face(store, store.others(channel)[0] ?? store.me, "small-face");
    const about = channel.room === "im" ? store.user(store.others(channel)[0] ?? store.me).title : channel.topic?.value;
    return h("header", { class: "room-head" },
      h("div", { class: "room-name" },
        h("button", { type: "button", class: "icon-button only-narrow", "aria-label": "Back to the list", on: { click: () => this.app.views("list") } }, icon("back")),
        sign, h("h1", {}, store.title(channel)), isApp ? h("span", { class: "badge" }, "App") : null,
        about ? h("span", { class: "topic" }, about) : null,
        channel.num_members ? h("span", { class: "members" }, counted(channel.num_members, "member")) : null),
      isApp ? this.tabs() : null);
  }

  tabs() {
    const offered = TABS.filter(([name]) => (name === "home" ? this.app.store.app.has_home : name === "messages" ? this.app.store.app.has_messages : true));
    const made = h("div", { class: "tabs", role: "tablist", "aria-label": `${this.app.store.app.name}` },
      offered.map(([name, label]) => h("button", {
        type: "button", role: "tab", id: `tab-${name}`, class: "tab", "aria-selected": String(this.tab === name),
        "aria-controls": "tab-panel", tabindex: this.tab === name ? 0 : -1, on: { click: () => this.turns(name) },
      }, label)));
    made.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const at = offered.findIndex(([name]) => name === this.tab);
      this.turns(offered[(at + step + offered.length) % offered.length][0]);
    });
    return made;
  }

  async turns(name) {
    await this.app.actions.openChannel(this.channel.id, name);
    this.node.querySelector(`#tab-${name}`)?.focus();
  }

  async messages(channel, body) {
    const { app } = this;
    const source = {
      page: (before, limit) => get("history", { me: app.store.me, channel: channel.id, before, limit }),
      beginning: () => h("p", { class: "beginning" }, app.store.isApp(channel)
        ? `This is the very beginning of your messages with ${app.store.app.name}.` : `This is the very beginning of ${app.store.title(channel)}.`),
    };
    const list = new MessageList(app, source, `Messages in ${app.store.title(channel)}`);
    this.list = list;
    list.firstUnread = await this.firstUnread(channel);
    this.composer = new Composer(app, {
      label: `Message to ${app.store.title(channel)}`, placeholder: `Message ${channel.room === "public" || channel.room === "private" ? "#" : ""}${app.store.title(channel)}`,
      send: (text) => app.actions.say(channel.id, text), off: this.isOff(channel),
    });
    this.prompts = h("div", { class: "prompts", role: "group", "aria-label": "Suggestions" });
    if (app.store.isApp(channel)) Object.entries({ role: "tabpanel", id: "tab-panel", "aria-labelledby": "tab-messages" }).forEach(([key, value]) => body.setAttribute(key, value));
    fill(body, list.node, this.prompts, this.composer.node);
    await list.latest();
    if (this.list === list) {
      this.offers();
      app.seen(list);
    }
  }

  isOff(channel) {
    const { app } = this.app.store;
    if (channel.is_archived) return "This channel is archived. It can be read, and nothing can be written.";
    if (this.app.store.isApp(channel) && app.is_read_only) return `${app.name} takes no messages here.`;
    return null;
  }

  /** Where the mark "New" stands: at the first message after what was read. */
  async firstUnread(channel) {
    if (!channel.unread) return null;
    const found = await get("history", { me: this.app.store.me, channel: channel.id, limit: Math.min(channel.unread, 200) });
    return found.messages.find((one) => !one.is_ephemeral)?.ts ?? null;
  }

  offers() {
    if (!this.prompts) return;
    const given = this.app.store.channels.get(this.channel.id)?.prompts;
    fill(this.prompts, given ? [given.title ? h("span", { class: "faint" }, given.title) : null,
      given.prompts.map((one) => h("button", { type: "button", class: "prompt", on: { click: () => this.app.actions.say(this.channel.id, one.message) } }, one.title))] : null);
  }

  async home(body) {
    Object.entries({ role: "tabpanel", id: "tab-panel", "aria-labelledby": "tab-home" }).forEach(([key, value]) => body.setAttribute(key, value));
    body.classList.add("home");
    this.homeBody = body;
    await this.redrawsHome();
  }

  async redrawsHome() {
    const body = this.homeBody;
    if (this.tab !== "home" || !body?.isConnected) return;
    const { view } = await get("home", { me: this.app.store.me });
    if (!body.isConnected) return;
    const key = document.activeElement?.closest?.("[data-key]")?.dataset.key;
    const top = body.scrollTop;
    fill(body, view ? h("div", { class: "home-inside" }, renderAll(view.blocks, this.app.contextOfView(view, { heading: "h2" })))
      : h("div", { class: "empty" }, face(this.app.store, this.app.store.app.bot_user, "large-face"), h("p", {}, `${this.app.store.app.name} has not shown anything here yet.`)));
    body.scrollTop = top;
    if (key) body.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }

  about(body) {
    const { app } = this.app.store;
    Object.entries({ role: "tabpanel", id: "tab-panel", "aria-labelledby": "tab-about" }).forEach(([key, value]) => body.setAttribute(key, value));
    body.classList.add("home");
    fill(body, h("div", { class: "home-inside" }, h("h2", { class: "block-header" }, app.name),
      h("p", {}, "An app in this sandbox. It believes that it is talking to Slack."),
      app.commands.length ? [h("h3", {}, "Slash commands"), h("dl", { class: "commands" }, app.commands.map((one) => [
        h("dt", {}, h("code", { class: "code" }, `${one.name}${one.hint ? ` ${one.hint}` : ""}`)), h("dd", {}, one.description)]))] : null));
  }
}
