/** The mailbox: every mail that really left the product, over SMTP, and went no further. */

import { get } from "./api.js";
import { fill, h, icon, reachable } from "./dom.js";
import { short } from "./text.js";

export class MailPanel {
  constructor(app) {
    Object.assign(this, { app, title: "Mailbox", note: "What was sent. It goes no further than here." });
  }

  async draws(body) {
    this.body = body;
    await this.lists();
  }

  async lists() {
    const { mails } = await get("mail");
    this.open = null;
    fill(this.body, mails.length ? h("ul", { class: "rows" }, mails.map((one) => h("li", {}, h("button", {
      type: "button", class: "row-button", on: { click: () => this.opens(one.id) },
    }, h("span", { class: "row-main" }, h("strong", {}, one.subject || "(no subject)"), h("time", { class: "faint", datetime: one.at }, this.app.calendar.ago(new Date(one.at)))),
    h("span", { class: "faint" }, `To ${one.to.join(", ")}`), h("span", { class: "row-text" }, short(one.text, 140))))))
      : h("div", { class: "empty" }, icon("mail", 32), h("p", {}, "No mail has been sent yet."), h("p", { class: "faint" }, "A mail leaves only after somebody has approved it.")));
  }

  async opens(id) {
    const one = await get(`mail/${id}`);
    this.open = id;
    const line = (name, value) => (value ? [h("dt", {}, name), h("dd", {}, value)] : null);
    fill(this.body, h("button", { type: "button", class: "button small", on: { click: () => this.lists() } }, icon("back", 14), "All mails"),
      h("article", { class: "mail" }, h("h3", {}, one.subject || "(no subject)"),
        h("dl", { class: "mail-head" }, line("From", one.from), line("To", one.to.join(", ")), line("Sent", this.app.calendar.full(new Date(one.at))), line("Reply to", one.reply_to), line("Message id", one.message_id)),
        h("div", { class: "mail-text" }, one.text)));
    reachable(this.body, ".mail-text");
    this.body.querySelector("button").focus();
  }

  heard(change) {
    if (change.kind === "mail" && !this.open) this.lists();
  }
}
