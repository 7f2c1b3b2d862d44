/** One message: who, when, what, and what hangs on it. */

import { fill, h, icon } from "./dom.js";
import { emoji, QUICK, withEmoji } from "./emoji.js";
import { face } from "./faces.js";
import { renderAll } from "./blocks/render.js";
import { mrkdwn } from "./mrkdwn.js";
import { openMenu } from "./menu.js";
import { ofTs } from "./time.js";
import { counted, short } from "./text.js";

/** The node of a message; `look` says whether it stands in a thread, and whether it goes on. */
export function messageNode(message, app, look = {}) {
  const context = app.contextOf(message);
  const at = ofTs(message.ts);
  const isWritten = message.streaming_state === "in_progress";
  const name = app.store.name(message.user);
  const made = h("article", {
    class: ["message", message.is_ephemeral ? "ephemeral" : "", isWritten ? "streaming" : ""].join(" "),
    tabindex: -1, "aria-busy": isWritten ? "true" : null,
    "aria-label": `${name}, ${app.calendar.ago(at)}${message.is_ephemeral ? ", only visible to you" : ""}`,
    data: { ts: message.ts },
  });
  fill(made,
    h("div", { class: "gutter" }, face(app.store, message.user), h("time", { class: "gutter-time", datetime: at.toISOString(), "aria-hidden": "true" }, app.calendar.clock(at))),
    h("div", { class: "message-body" },
      message.is_ephemeral ? h("p", { class: "only-you" }, icon("eye", 14), "Only visible to you") : null,
      head(message, app, name, at), content(message, context, isWritten), hung(message, app, look)),
    tools(message, app, look));
  return made;
}

function head(message, app, name, at) {
  return h("div", { class: "message-head" },
    h("button", { type: "button", class: "author", on: { click: () => app.actions.openPerson(message.user) } }, name),
    message.bot_id ? h("span", { class: "badge" }, "App") : null,
    h("time", { class: "at", datetime: at.toISOString(), title: app.calendar.full(at) }, app.calendar.clock(at)));
}

function content(message, context, isWritten) {
  const inside = message.blocks?.length ? renderAll(message.blocks, context)
    : [h("div", { class: "block words" }, mrkdwn(message.text ?? "", context))];
  const attached = (message.attachments ?? []).map((one) => h("div", { class: "attachment" },
    one.pretext || one.text ? h("div", { class: "words" }, mrkdwn([one.pretext, one.text].filter(Boolean).join("\n"), context)) : null,
    renderAll(one.blocks, context)));
  const files = (message.files ?? []).map((file) => h("div", { class: "file" }, icon("record"), h("span", {}, file.title || file.name)));
  return h("div", { class: "content" }, inside, attached, files,
    message.edited && !message.bot_id ? h("span", { class: "edited" }, "(edited)") : null,
    isWritten ? h("span", { class: "caret", role: "img", "aria-label": "is still writing" }) : null);
}

function hung(message, app, look) {
  return [
    message.reactions?.length ? h("div", { class: "reactions" }, message.reactions.map((one) => reaction(message, one, app))) : null,
    message.reply_count && !look.isThread ? h("button", {
      type: "button", class: "thread-link", on: { click: () => app.actions.openThread(message.channel, message.ts) },
    }, (message.reply_users ?? []).slice(0, 4).map((id) => face(app.store, id, "tiny-face")),
    h("span", {}, `${message.reply_count} ${message.reply_count === 1 ? "reply" : "replies"}`),
    h("small", {}, `Last reply ${app.calendar.ago(ofTs(message.latest_reply))}`)) : null,
    message.status?.text && !look.isThread ? working(message, app) : null,
  ];
}

export function working(message, app) {
  return h("p", { class: "working" }, h("span", { class: "pulse", "aria-hidden": "true" }), `${app.store.app.name} ${withEmoji(message.status.text)}`);
}

function reaction(message, one, app) {
  const isMine = one.users.includes(app.store.me);
  return h("button", {
    type: "button", class: "reaction", "aria-pressed": String(isMine),
    "aria-label": `${one.name.replaceAll("_", " ")}, ${counted(one.count, "person").replace("persons", "people")}`,
    title: one.users.slice(0, 10).map((id) => app.store.name(id)).join(", "),
    on: { click: () => app.actions.react(message, one.name, !isMine) },
  }, emoji(one.name) ?? `:${one.name}:`, h("span", {}, String(one.count)));
}

function tools(message, app, look) {
  if (message.is_ephemeral) {
    return h("div", { class: "tools" }, tool("close", "Dismiss", () => app.actions.dismiss(message)));
  }
  const react = tool("smile", "Add a reaction", () => openMenu(react, QUICK.map((name) => ({
    label: `${emoji(name)} ${name.replaceAll("_", " ")}`, on: () => app.actions.react(message, name, true),
  })), "Reactions"));
  react.setAttribute("aria-haspopup", "menu");
  return h("div", { class: "tools" }, react,
    look.isThread ? null : tool("reply", `Reply in thread to: ${short(message.text ?? "", 40)}`, () => app.actions.openThread(message.channel, message.thread_ts ?? message.ts)),
    message.streaming_state === "in_progress" ? tool("stop", "Stop", () => app.actions.stop(message)) : null);
}

function tool(drawing, label, click) {
  return h("button", { type: "button", class: "tool", "aria-label": label, title: label.split(":")[0], on: { click } }, icon(drawing));
}

/** What a screen reader says when a message comes. */
export function spoken(message, app) {
  return `${app.store.name(message.user)}: ${short(message.text || "sent a message", 300)}`;
}
