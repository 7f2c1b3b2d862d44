/** What the page knows of the workspace, as the person sees it who one is. */

import { inert } from "./text.js";

const HUES = 8;

export class Store {
  constructor(boot) {
    this.takes(boot);
  }

  takes(boot) {
    this.team = boot.team;
    this.app = boot.app;
    this.beside = boot.beside;
    this.me = boot.me;
    this.users = new Map(boot.users.map((one) => [one.id, one]));
    this.takesChannels(boot.channels);
  }

  takesChannels(list) {
    this.channels = new Map(list.map((one) => [one.id, one]));
  }

  get self() {
    return this.users.get(this.me);
  }

  get appChannel() {
    return [...this.channels.values()].find((one) => this.isApp(one));
  }

  user(id) {
    return this.users.get(id) ?? { id, name: id, real_name: "Somebody who left", title: "" };
  }

  name(id) {
    const user = this.user(id);
    return user.real_name || user.name;
  }

  /** The others in a direct conversation. */
  others(channel) {
    return channel.members.filter((id) => id !== this.me);
  }

  isApp(channel) {
    return channel.room === "im" && channel.members.includes(this.app.bot_user);
  }

  title(channel) {
    if (channel.room === "im") return this.name(this.others(channel)[0] ?? this.me);
    if (channel.room === "mpim") return this.others(channel).map((id) => this.name(id).split(" ")[0]).join(", ");
    return channel.name ?? channel.id;
  }

  direct(user) {
    return [...this.channels.values()].find((one) => one.room === "im" && one.members.includes(user)
      && (user !== this.me || one.members.length === 1));
  }

  get unread() {
    return [...this.channels.values()].reduce((sum, one) => sum + (one.unread ?? 0), 0);
  }

  initials(id) {
    const words = inert(this.name(id)).split(/\s+/).filter(Boolean);
    return words.slice(0, 2).map((word) => [...word][0]).join("").toUpperCase() || "?";
  }

  hue(id) {
    let sum = 7;
    for (const char of id + this.name(id)) sum = Math.imul(sum ^ char.codePointAt(0), 2654435761) >>> 0;
    return (sum >>> 13) % HUES;
  }
}
