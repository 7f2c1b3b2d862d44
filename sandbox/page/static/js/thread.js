/** A thread beside its channel. */

import { get } from "./api.js";
import { Composer } from "./composer.js";
import { fill, h } from "./dom.js";
import { MessageList } from "./list.js";
import { working } from "./message.js";

export class Thread {
  constructor(app, channel, ts) {
    Object.assign(this, { app, channel, ts, title: "Thread", note: app.store.title(channel) });
  }

  async draws(body) {
    const { app, channel, ts } = this;
    const source = {
      isThread: true,
      page: async () => get("thread", { me: app.store.me, channel: channel.id, ts }),
    };
    this.list = new MessageList(app, source, "Messages in this thread");
    this.composer = new Composer(app, {
      isThread: true, label: "Reply in this thread", placeholder: "Reply …", send: (text) => app.actions.say(channel.id, text, ts),
    });
    this.status = h("div", { class: "thread-status", "aria-live": "polite" });
    fill(body, this.list.node, this.status, this.composer.node);
    await this.list.latest();
    this.session = this.list.find(ts)?.session?.status;
    this.shows(this.list.find(ts)?.status);
    this.composer.text.focus();
  }

  /** What the app says it is doing, and while it is at work the button that stops it. */
  shows(status) {
    this.doing = status;
    const isStop = this.session === "processing";
    const said = status?.text ? working({ status }, this.app) : isStop ? working({ status: { text: "is working …" } }, this.app) : null;
    fill(this.status, said, isStop ? h("button", {
      type: "button", class: "button small", on: { click: () => this.app.actions.stop({ channel: this.channel.id, ts: this.ts }) },
    }, "Stop") : null);
  }

  turns(session) {
    this.session = session;
    this.shows(this.doing);
  }

  ends() {
    this.list?.ends();
  }
}
