/** People, channels, dates and broadcasts as they stand within text. */

import { h } from "./dom.js";

export function personMention(id, context, label = "") {
  const person = context.store.users.get(id);
  const name = person ? person.real_name || person.name : label || id;
  const isMe = id === context.store.me;
  return h("button", {
    class: isMe ? "mention mine" : "mention", type: "button",
    on: { click: () => context.actions.openPerson(id) },
  }, `@${name}`);
}

export function channelMention(id, context, label = "") {
  const channel = context.store.channels.get(id);
  if (!channel) return h("span", { class: "mention" }, `#${label || "private channel"}`);
  return h("button", {
    class: "mention", type: "button", on: { click: () => context.actions.openChannel(id) },
  }, `#${channel.name}`);
}

export function broadcast(range, label = "") {
  return h("span", { class: "mention mine" }, label || `@${range}`);
}

const PARTS = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_pretty: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_short_pretty: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  date_long_pretty: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  day_divider_pretty: { weekday: "long", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" },
};

export function dated(seconds, format, context, fallback = "") {
  const at = new Date(seconds * 1000);
  if (Number.isNaN(at.getTime())) return h("span", {}, fallback || "an unknown day");
  const zone = context.calendar.zone;
  const words = format.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name === "ago") return context.calendar.ago(at);
    if (!Object.hasOwn(PARTS, name)) return whole;
    return new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...PARTS[name] }).format(at);
  });
  return h("time", { datetime: at.toISOString(), title: context.calendar.full(at) }, words);
}
