/** The clock that can be moved, and buttons that let things happen. */

import { get, post } from "./api.js";
import { fill, h } from "./dom.js";
import { matching, picker } from "./picker.js";

const MOVES = [["hour", "+1 hour"], ["day", "+1 day"], ["morning", "Tomorrow morning"], ["week", "+1 week"]];

export class WorldPanel {
  constructor(app) {
    Object.assign(this, { app, title: "World", note: "Time, and what happens in it" });
  }

  async draws(body) {
    this.body = body;
    await this.shows();
    this.ticking = setInterval(() => this.ticks(), 1000);
  }

  async shows() {
    const { happenings } = await get("happenings");
    this.clock = h("p", { class: "big-clock" });
    this.ticks();
    const day = h("input", { type: "date", class: "text-input", "aria-label": "Move to 08:00 on this day" });
    const to = (event) => {
      event.preventDefault();
      if (day.value) this.moves({ to: "date", date: day.value });
    };
    fill(this.body,
      h("section", { "aria-label": "Clock" }, h("h3", {}, "Clock"), this.clock, h("p", { class: "faint" }, `In your time zone, ${this.app.calendar.zone}. Time only goes forward.`),
        h("div", { class: "buttons" }, MOVES.map(([name, label]) => h("button", { type: "button", class: "button small", on: { click: () => this.moves({ to: name }) } }, label))),
        h("form", { class: "edit", on: { submit: to } }, day, h("button", { type: "submit", class: "button small" }, "Move to 08:00 that day"))),
      h("section", { "aria-label": "Let something happen" }, h("h3", {}, "Let something happen"), happenings.map((one) => this.happening(one))));
  }

  happening(one) {
    const wants = {};
    const inputs = one.needs.map((need) => (need === "deal" ? this.dealField(wants) : this.textField(need, wants)));
    const button = h("button", {
      type: "button", class: one.is_on ? "button danger" : "button", "aria-pressed": one.is_switch ? String(one.is_on) : null,
      on: { click: () => this.happens(one, wants, button) },
    }, one.is_switch ? (one.is_on ? one.off : one.label) : one.label);
    return h("div", { class: one.is_on ? "happening on" : "happening" }, h("p", { class: "happening-about" }, one.about), inputs, button);
  }

  dealField(wants) {
    return picker({
      label: "Deal", placeholder: "Which deal?", chosen: [],
      offer: async (text) => {
        const { deals } = await get("crm/deals", { me: this.app.store.me, q: text, owner: text ? "all" : "me" });
        return matching(deals.map((one) => ({ value: one.id, text: one.name, note: one.account })), "");
      },
      changed: ([one]) => { wants.deal = one.value; },
    });
  }

  textField(need, wants) {
    return h("textarea", { class: "text-input", rows: 2, "aria-label": need, placeholder: need, on: { input: (event) => { wants.text = event.target.value; } } });
  }

  async happens(one, wants, button) {
    if (one.needs.includes("deal") && !wants.deal) return this.app.warns("Choose a deal first.");
    button.setAttribute("aria-busy", "true");
    try {
      const { said } = await post("happen", { me: this.app.store.me, name: one.name, ...wants });
      this.app.says(said);
      await this.shows();
    } catch (problem) {
      this.app.warns(problem.message);
    } finally {
      button.removeAttribute("aria-busy");
    }
  }

  async moves(where) {
    try {
      const { now } = await post("clock", { me: this.app.store.me, ...where });
      this.app.moved(now);
      this.ticks();
    } catch (problem) {
      this.app.warns(problem.message);
    }
  }

  ticks() {
    if (this.clock) this.clock.textContent = this.app.calendar.full(this.app.calendar.now());
  }

  heard(change) {
    if (change.kind === "clock") this.ticks();
    if (change.kind === "world") this.shows();
  }

  ends() {
    clearInterval(this.ticking);
  }
}

