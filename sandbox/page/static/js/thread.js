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
    this.shows(this.list.find(ts)?.status);
    this.composer.text.focus();
  }

  shows(status) {
    const isStop = status?.text && this.app.store.isApp(this.channel);
    fill(this.status, status?.text ? [working({ status }, this.app), isStop ? h("button", {
      type: "button", class: "button small", on: { click: () => this.app.actions.stop({ channel: this.channel.id, ts: this.ts }) },
    }, "Stop") : null] : null);
  }

  ends() {
    this.list?.ends();
  }
}
