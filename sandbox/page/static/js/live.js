/** What each change of the workspace means for what is on the screen. */

import { get } from "./api.js";
import { spoken } from "./message.js";

export function heard(app, change) {
  app.pane.inside?.heard?.(change);
  const handle = HANDLERS[change.kind];
  if (handle) app.guarded(() => handle(app, change));
}

const HANDLERS = {
  message: came,
  ephemeral: came,
  message_changed: changed,
  reaction: changed,
  ephemeral_changed: (app, change) => (change.is_gone ? gone(app, change) : changed(app, change, change.ts)),
  message_deleted: gone,
  status: worked,
  session: (app, change) => app.pane.thread?.ts === change.ts && app.pane.thread.turns(change.status),
  home: (app) => app.room.redrawsHome(),
  modal: async (app) => app.modals.shows((await get("modals", { me: app.store.me })).modals),
  prompts: async (app) => { await app.channelsAgain(); app.room.offers(); },
  channel: (app) => app.channelsAgain(),
  read: (app, change) => read(app, change),
  notice: (app, change) => app.warns(change.text),
  clock: (app, change) => app.moved(change.now),
  mail: (app, change) => app.says(`A mail was sent: ${change.subject}`),
  resync: (app) => app.again(),
};

async function came(app, change) {
  const { message } = change;
  if (!app.store.channels.has(change.channel)) await app.channelsAgain();
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  const isHere = app.place === change.channel;
  if (isHere && app.room.list && (!isReply || message.subtype === "thread_broadcast")) app.room.list.adds(message);
  if (isReply) replied(app, message);
  const isOwn = message.user === app.store.me;
  if (!isReply && !isOwn && change.kind === "message") counts(app, change.channel, message);
  if (!isOwn && isHere) app.hears(spoken(message, app));
  if (isHere && app.room.list?.stuck) app.seen(app.room.list);
  app.sidebar.draws();
  app.titled();
}

function counts(app, id, message) {
  const channel = app.store.channels.get(id);
  if (!channel) return;
  channel.unread = (channel.unread ?? 0) + 1;
  channel.latest = message.ts;
}

/** A reply shows in its thread, and as a number at its root. */
function replied(app, message) {
  const thread = app.pane.thread;
  if (thread && thread.ts === message.thread_ts && thread.channel.id === message.channel) {
    thread.list.adds(message);
    if (message.bot_id) thread.shows(null);
    if (message.user !== app.store.me) app.hears(spoken(message, app));
  }
  const root = app.place === message.channel ? app.room.list?.find(message.thread_ts) : null;
  if (!root || message.is_ephemeral) return;
  const users = new Set([...(root.reply_users ?? []), message.user]);
  app.room.list.changes({ ...root, status: message.bot_id ? null : root.status, reply_count: (root.reply_count ?? 0) + 1, reply_users: [...users], latest_reply: message.ts });
}

function changed(app, change, ts = null) {
  const { message } = change;
  if (ts && message.ts !== ts) gone(app, change);
  if (app.place === change.channel) app.room.list?.changes(message);
  app.pane.thread?.list?.changes(message);
}

function gone(app, change) {
  app.room.list?.removes(change.ts);
  app.pane.thread?.list?.removes(change.ts);
}

function worked(app, change) {
  const status = change.status ? { text: change.status, loading_messages: change.loading_messages ?? [] } : null;
  const thread = app.pane.thread;
  if (thread && thread.ts === change.ts) thread.shows(status);
  if (app.place !== change.channel) return;
  const root = app.room.list?.find(change.ts);
  if (root) app.room.list.changes({ ...root, status });
  if (status) app.hears(`${app.store.app.name} ${status.text}`);
}

function read(app, change) {
  const channel = app.store.channels.get(change.channel);
  if (!channel) return;
  channel.unread = 0;
  app.sidebar.draws();
  app.titled();
}
