/** What a person does on the page, told to the sandbox; a failure becomes a sentence on the screen. */

import { get, post } from "./api.js";
import { Thread } from "./thread.js";

export class Actions {
  constructor(app) {
    this.app = app;
  }

  get me() {
    return this.app.store.me;
  }

  async does(path, body) {
    try {
      const answer = await post(path, { me: this.me, ...body });
      if (answer.modals) this.app.modals.shows(answer.modals);
      return answer;
    } catch (problem) {
      this.app.warns(problem.message);
      return null;
    }
  }

  async openChannel(id, tab = null) {
    const { app } = this;
    const channel = app.store.channels.get(id);
    if (!channel) return;
    app.place = id;
    const isApp = app.store.isApp(channel);
    app.tab = isApp ? tab ?? "messages" : "messages";
    if (app.pane.thread && app.pane.thread.channel.id !== id) app.pane.closes();
    app.remembers();
    app.views("room");
    await app.guarded(() => app.room.opens(channel, app.tab));
    app.sidebar.draws();
    app.titled();
  }

  async openThread(channelId, ts) {
    const channel = this.app.store.channels.get(channelId);
    await this.app.guarded(() => this.app.pane.opens("thread", new Thread(this.app, channel, ts)));
  }

  async openPerson(id) {
    if (id === this.app.store.app.bot_user) return this.openChannel(this.app.store.appChannel?.id, "home");
    if (id === this.me) return undefined;
    return this.openDirect(id);
  }

  async openDirect(id) {
    const answer = await this.does("direct", { user: id });
    if (!answer) return;
    await this.app.channelsAgain();
    await this.openChannel(answer.channel);
  }

  async say(channel, text, threadTs = null) {
    const name = text.split(/\s/)[0];
    const isCommand = /^\/[a-z]/i.test(name);
    if (isCommand && threadTs) {
      this.app.warns(`${name} is not supported in threads. Sorry!`);
      return false;
    }
    if (isCommand) this.app.room.list?.toEnd();
    const answer = await this.does(isCommand ? "command" : "say", { channel, text, thread_ts: threadTs });
    return Boolean(answer);
  }

  click(place, blockId, actionId, given, entered = []) {
    return this.does("click", { place, block_id: blockId, action_id: actionId, given, entered });
  }

  async suggest(place, blockId, actionId, typed) {
    const answer = await post("suggest", { me: this.me, place, block_id: blockId, action_id: actionId, typed });
    return answer.options;
  }

  submit(view, entered) {
    return this.does("submit", { view: view.id, entered });
  }

  closeModal(view, entered, all) {
    return this.does("close", { view: view.id, entered, all });
  }

  react(message, name, isOn) {
    return this.does("react", { channel: message.channel, ts: message.ts, name, is_on: isOn });
  }

  stop(message) {
    return this.does("stop", { channel: message.channel, ts: message.thread_ts ?? message.ts });
  }

  dismiss(message) {
    this.app.room.list?.removes(message.ts);
    this.app.pane.thread?.list?.removes(message.ts);
    return this.does("dismiss", { channel: message.channel, ts: message.ts });
  }

  read(channel) {
    return this.does("read", { channel });
  }

  toldApp(tab) {
    return tab === "about" ? null : this.does("opened", { tab });
  }

  home() {
    return get("home", { me: this.me });
  }
}
