/** What stands beside the conversation: a thread, the CRM, the mailbox, the clock and what happens. */

import { fill, h, icon } from "./dom.js";
import { CrmPanel } from "./crm.js";
import { MailPanel } from "./mail.js";
import { WorldPanel } from "./world.js";

export const TOOLS = [
  { name: "crm", label: "CRM", drawing: "record", make: (app) => new CrmPanel(app) },
  { name: "mail", label: "Mail", drawing: "mail", make: (app) => new MailPanel(app) },
  { name: "world", label: "World", drawing: "clock", make: (app) => new WorldPanel(app) },
];

export class Pane {
  constructor(app) {
    this.app = app;
    this.node = document.getElementById("pane");
    this.inside = null;
    this.name = null;
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.closes();
    });
  }

  async opens(name, inside) {
    this.inside?.ends?.();
    this.opener ??= document.activeElement;
    Object.assign(this, { name, inside });
    const body = h("div", { class: "pane-body" });
    const title = h("h2", { tabindex: -1 }, inside.title);
    fill(this.node, h("header", { class: "pane-head" }, title, inside.note ? h("span", { class: "faint" }, inside.note) : null,
      h("button", { type: "button", class: "icon-button", "aria-label": `Close ${inside.title}`, on: { click: () => this.closes() } }, icon("close"))), body);
    this.node.hidden = false;
    this.node.setAttribute("aria-label", inside.title);
    document.body.classList.add("with-pane");
    this.app.views("pane");
    title.focus();
    this.app.drawsRail();
    await inside.draws(body);
  }

  tool(name) {
    if (this.name === name) return this.closes();
    const found = TOOLS.find((one) => one.name === name);
    return this.opens(name, found.make(this.app));
  }

  closes() {
    this.inside?.ends?.();
    Object.assign(this, { inside: null, name: null });
    this.node.hidden = true;
    document.body.classList.remove("with-pane");
    this.app.views("room");
    this.app.drawsRail();
    (this.opener?.isConnected ? this.opener : document.getElementById("composer"))?.focus();
    this.opener = null;
  }

  get thread() {
    return this.name === "thread" ? this.inside : null;
  }
}
