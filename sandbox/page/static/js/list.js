/** Messages in a window that scrolls: pages come and go, so that a long channel stays quick. */

import { fill, h, icon } from "./dom.js";
import { messageNode } from "./message.js";
import { ofTs } from "./time.js";

const PAGE = 50;
const MOST = 250;
const GOES_ON = 300;
const NEAR = 120;

/** source: { page(before, limit) → { messages, has_more }, isThread }. */
export class MessageList {
  constructor(app, source, label) {
    Object.assign(this, { app, source, shown: [], rows: new Map(), known: [], hasOlder: false, isLoading: false, firstUnread: null });
    this.list = h("ol", { class: "messages", "aria-label": label });
    this.start = h("li", { class: "start" });
    this.jump = h("button", { type: "button", class: "jump", hidden: true, on: { click: () => (this.hasNewer ? this.latest() : this.toEnd()) } });
    this.scroller = h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": label }, this.list);
    this.node = h("div", { class: "list" }, this.scroller, this.jump);
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.moves(event));
    // What arrives late, such as a picture or a font, must not push the last line out of sight.
    this.watch = new ResizeObserver(() => this.stuck && this.toEnd());
    this.watch.observe(this.list);
    this.stuck = true;
  }

  async latest() {
    const found = await this.source.page(null, PAGE);
    this.shown = [];
    this.rows.clear();
    this.list.replaceChildren(this.start);
    this.known = [];
    this.hasOlder = found.has_more;
    this.insert(found.messages);
    this.begins();
    this.stuck = true;
    this.toEnd();
    this.startsAt(this.rows.get(this.firstUnread));
  }

  /** What is new is read from its beginning, not from its end. */
  startsAt(row) {
    if (!row) return;
    const above = row.getBoundingClientRect().top - this.scroller.getBoundingClientRect().top;
    if (above >= 0) return;
    this.scroller.scrollTop += above - 8;
    this.stuck = this.isAtEnd;
  }

  get isAtEnd() {
    return !this.hasNewer && this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < NEAR;
  }

  get hasNewer() {
    return this.known.length > 0 && this.known.at(-1) !== this.lastKept;
  }

  /** The last message on the screen that the channel keeps; what only one sees is not counted. */
  get lastKept() {
    return this.shown.findLast((one) => !one.is_ephemeral)?.ts;
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.stuck = !this.hasNewer;
    this.jump.hidden = true;
  }

  tells(words) {
    fill(this.jump, words, icon("down", 14));
    this.jump.hidden = false;
  }

  async scrolled() {
    this.stuck = this.isAtEnd;
    if (this.stuck) this.app.seen?.(this);
    const isFar = this.hasNewer || this.scroller.scrollHeight - this.scroller.scrollTop > this.scroller.clientHeight * 3;
    if (this.stuck) this.jump.hidden = true;
    else if (isFar && this.jump.hidden) this.tells("Jump to the latest");
    if (this.isLoading) return;
    if (this.hasOlder && this.scroller.scrollTop < 600) await this.loads(() => this.older());
    const below = this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight;
    if (this.hasNewer && below < 600) await this.loads(() => this.newer());
  }

  async loads(work) {
    this.isLoading = true;
    try {
      await work();
    } finally {
      this.isLoading = false;
    }
  }

  async older() {
    const found = await this.source.page(this.shown[0].ts, PAGE);
    this.hasOlder = found.has_more;
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.insert(found.messages);
    this.begins();
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
    this.trims(false);
  }

  async newer() {
    const place = this.known.indexOf(this.lastKept);
    const found = await this.source.page(this.known[place + PAGE + 1] ?? null, PAGE);
    this.insert(found.messages);
    this.trims(true);
  }

  /** Takes away what is far from where one reads; it is known where it stood. */
  trims(isFromStart) {
    const extra = this.shown.length - MOST;
    if (extra <= 0) return;
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    const gone = isFromStart ? this.shown.splice(0, extra) : this.shown.splice(-extra);
    for (const one of gone) {
      this.rows.get(one.ts).remove();
      this.rows.delete(one.ts);
    }
    if (!isFromStart) return;
    this.hasOlder = true;
    this.begins();
    this.scroller.scrollTop = this.scroller.scrollHeight - before;
  }

  begins() {
    this.start.replaceChildren(...(this.hasOlder || this.source.isThread ? [] : [this.source.beginning?.() ?? ""]));
  }

  insert(messages) {
    for (const one of messages) {
      if (this.rows.has(one.ts)) continue;
      const at = placeOf(this.shown, one.ts, (each) => each.ts);
      this.shown.splice(at, 0, one);
      const row = h("li", { class: "row", data: { ts: one.ts } });
      this.rows.set(one.ts, row);
      const next = this.shown[at + 1];
      this.list.insertBefore(row, next ? this.rows.get(next.ts) : null);
      if (!one.is_ephemeral) {
        const spot = placeOf(this.known, one.ts, (each) => each);
        if (this.known[spot] !== one.ts) this.known.splice(spot, 0, one.ts);
      }
    }
    // Draws each new row once, and the one that now follows it.
    const fresh = new Set(messages.map((one) => one.ts));
    for (const [at, one] of this.shown.entries()) {
      if (fresh.has(one.ts)) this.draws(at);
      else if (at > 0 && fresh.has(this.shown[at - 1].ts)) this.heads(at);
    }
  }

  draws(at) {
    const one = this.shown[at];
    const row = this.rows.get(one.ts);
    const kept = keep(row);
    row.replaceChildren(messageNode(one, this.app, { isThread: this.source.isThread }));
    this.heads(at);
    kept(row);
  }

  /** The day above a message, the mark of what is new, and whether it goes on from the one before. */
  heads(at) {
    const [before, one] = [this.shown[at - 1], this.shown[at]];
    const row = this.rows.get(one.ts);
    for (const old of row.querySelectorAll(":scope > .day, :scope > .new-mark")) old.remove();
    const isNewDay = !before || this.app.calendar.day(ofTs(before.ts)) !== this.app.calendar.day(ofTs(one.ts));
    const isUnread = this.firstUnread === one.ts;
    const article = row.lastElementChild;
    if (isNewDay && !this.source.isThread) {
      article.before(h("div", { class: "day" }, h("span", {}, this.app.calendar.dayName(ofTs(one.ts)))));
    }
    if (isUnread) article.before(h("div", { class: "new-mark" }, h("span", {}, "New")));
    const isSame = before && before.user === one.user && !isNewDay && !isUnread
      && Number(one.ts) - Number(before.ts) < GOES_ON && Boolean(before.is_ephemeral) === Boolean(one.is_ephemeral)
      && !one.blocks?.some((block) => block.type === "header");
    article.classList.toggle("goes-on", Boolean(isSame));
  }

  /** After midnight today is yesterday. */
  newDay() {
    for (const at of this.shown.keys()) this.heads(at);
  }

  /** A new message; false if it is beyond what is loaded. */
  adds(message) {
    if (this.rows.has(message.ts)) return this.changes(message);
    if (this.hasNewer) {
      this.known.push(message.ts);
      return false;
    }
    const isFollowed = this.stuck || message.user === this.app.store.me;
    this.insert([message]);
    if (isFollowed) this.toEnd();
    else this.tells("New message below");
    if (isFollowed && !message.streaming_state) this.startsAt(this.rows.get(message.ts));
    this.trims(true);
    return true;
  }

  changes(message) {
    const at = this.shown.findIndex((one) => one.ts === message.ts);
    if (at === -1) return false;
    this.shown[at] = message;
    const isFollowed = this.stuck;
    this.draws(at);
    if (isFollowed) this.toEnd();
    return true;
  }

  removes(ts) {
    const at = this.shown.findIndex((one) => one.ts === ts);
    this.known = this.known.filter((one) => one !== ts);
    if (at === -1) return;
    this.shown.splice(at, 1);
    this.rows.get(ts).remove();
    this.rows.delete(ts);
    if (this.shown[at]) this.heads(at);
  }

  find(ts) {
    return this.shown.find((one) => one.ts === ts);
  }

  /** Up and down go from message to message once one of them has the focus. */
  moves(event) {
    const here = event.target.closest?.(".message");
    const isOn = event.target === this.scroller || event.target === here;
    if (!isOn || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    const all = [...this.list.querySelectorAll(".message")];
    const at = here ? all.indexOf(here) + (event.key === "ArrowUp" ? -1 : 1) : all.length - 1;
    if (!all[at]) return;
    event.preventDefault();
    all[at].focus();
  }

  ends() {
    this.watch.disconnect();
  }
}

function placeOf(list, ts, key) {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key(list[middle]) < ts) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Remembers what had the focus and what was open or folded, to put it back after drawing. */
function keep(row) {
  const active = row.contains(document.activeElement) ? document.activeElement : null;
  const isWhole = active?.classList.contains("message");
  const key = active?.closest("[data-key]")?.dataset.key;
  const folded = new Map([...row.querySelectorAll("details[data-kept]")].map((one) => [one.dataset.kept, one.open]));
  return (after) => {
    for (const one of after.querySelectorAll("details[data-kept]")) {
      if (folded.has(one.dataset.kept)) one.open = folded.get(one.dataset.kept);
    }
    if (isWhole) after.querySelector(".message")?.focus({ preventScroll: true });
    else if (key) focusable(after.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus({ preventScroll: true });
    else if (active) after.querySelector(".message")?.focus({ preventScroll: true });
  };
}

export function focusable(node) {
  if (!node) return null;
  return node.matches("button, input, select, textarea, a[href]") ? node : node.querySelector("button, input, select, textarea, a[href]");
}
