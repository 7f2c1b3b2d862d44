/** The CRM as a plain view: one deal with all that hangs on it, and a field may be changed. */

import { get, post } from "./api.js";
import { fill, freshId, h, icon, reachable } from "./dom.js";
import { plainDay } from "./time.js";
import { counted } from "./text.js";

export class CrmPanel {
  constructor(app) {
    Object.assign(this, { app, title: "CRM", note: "The records as they are now", owner: "me", typed: "" });
  }

  async draws(body) {
    this.body = body;
    if (this.app.openDeal) await this.opens(this.app.openDeal);
    else await this.lists();
  }

  async lists() {
    this.app.openDeal = null;
    const search = h("input", { type: "search", class: "text-input", "aria-label": "Find a deal", placeholder: "Find a deal", on: { input: () => this.finds(search.value) } });
    search.value = this.typed;
    const whose = h("select", { class: "text-input", "aria-label": "Whose deals", on: { change: () => { this.owner = whose.value; this.finds(search.value); } } },
      h("option", { value: "me" }, "My deals"), h("option", { value: "all" }, "Everybody's"));
    whose.value = this.owner;
    this.found = h("div", { class: "found" });
    fill(this.body, h("div", { class: "finder" }, search, whose), this.found);
    await this.finds(this.typed);
  }

  async finds(typed) {
    this.typed = typed;
    const turn = (this.turn = (this.turn ?? 0) + 1);
    const { deals, total, is_person: isPerson } = await get("crm/deals", { me: this.app.store.me, q: typed, owner: this.owner });
    if (turn !== this.turn) return;
    if (this.owner === "me" && !isPerson) return this.everybodys(typed);
    const note = `${counted(total, "open deal")}${total > deals.length ? `, the first ${deals.length} shown` : ""}`;
    fill(this.found, h("p", { class: "faint", role: "status" }, note), h("ul", { class: "rows" }, deals.map((one) => h("li", {}, h("button", {
      type: "button", class: "row-button", on: { click: () => this.opens(one.id) },
    }, h("span", { class: "row-main" }, h("strong", {}, one.name), h("span", { class: "amount" }, one.amount ?? "–")),
    h("span", { class: "faint" }, [one.account, one.stage, one.close_date && `closes ${plainDay(one.close_date)}`].filter(Boolean).join(" · ")))))));
  }

  /** Who is not in the CRM has no deals of their own, and looks at all of them. */
  everybodys(typed) {
    this.owner = "all";
    this.body.querySelector("select").value = "all";
    return this.finds(typed);
  }

  async opens(id) {
    this.app.openDeal = id;
    const found = await get(`crm/deal/${encodeURIComponent(id)}`);
    fill(this.body,
      h("button", { type: "button", class: "button small", on: { click: () => this.lists() } }, icon("back", 14), "All deals"),
      h("h3", { class: "record-name" }, found.deal.title), this.fields(found.deal),
      this.part("Account", found.account ? this.fields(found.account) : h("p", { class: "faint" }, "None"), false),
      this.part(`Contacts (${found.contacts.length})`, found.contacts.map((one) => h("div", { class: "contact" }, h("h4", {}, one.title), this.fields(one))), false),
      this.part(`Activities (${found.activities.length}${found.has_more_activities ? " newest" : ""})`, h("ol", { class: "timeline" }, found.activities.map((one) => this.activity(one)))),
      this.part("Stage history", h("ol", { class: "timeline" }, found.stages.map((one) => h("li", {},
        h("time", { class: "faint", datetime: one.at }, this.app.calendar.full(new Date(one.at))), h("div", {}, `${one.from ?? "new"} → `, h("strong", {}, one.to), one.by ? ` by ${one.by}` : "")))), false),
      this.part(`Changed here (${found.edits.length})`, found.edits.length ? h("ol", { class: "timeline" }, found.edits.map((one) => h("li", {},
        h("time", { class: "faint", datetime: one.at }, this.app.calendar.full(new Date(one.at))),
        h("div", {}, h("strong", {}, one.field), `: ${one.old ?? "empty"} → ${one.new ?? "empty"}, by ${one.by}`)))) : h("p", { class: "faint" }, "Nobody has changed a field on this page since the sandbox began."), false));
    reachable(this.body, ".activity-body");
  }

  part(title, inside, isOpen = true) {
    return h("details", { class: "record-part", open: isOpen }, h("summary", {}, title), inside);
  }

  activity(one) {
    return h("li", { class: `activity ${one.direction ?? ""}` },
      h("div", { class: "activity-head" }, h("strong", {}, one.kind), one.direction ? h("span", { class: "badge" }, one.direction) : null,
        h("time", { class: "faint", datetime: one.at }, this.app.calendar.full(new Date(one.at)))),
      one.who ? h("div", { class: "faint" }, one.who) : null,
      one.subject ? h("div", { class: "activity-subject" }, one.subject) : null,
      one.body ? h("div", { class: "activity-body" }, one.body) : null);
  }

  fields(record) {
    return h("dl", { class: "record" }, record.fields.map((one) => {
      const value = h("dd", {}, h("span", { class: one.value === null ? "faint" : "" }, one.shown ?? "empty"));
      if (one.kind !== "fixed") {
        value.append(h("button", { type: "button", class: "icon-button tiny-button", "aria-label": `Change ${one.label} of ${record.title}`, on: { click: () => this.edits(record, one, value) } }, icon("pencil", 14)));
      }
      return [h("dt", {}, one.label), value];
    }));
  }

  edits(record, one, value) {
    const id = freshId("edit");
    const control = one.kind === "choice"
      ? h("select", { id, class: "text-input", "aria-label": one.label }, h("option", { value: "" }, "empty"), one.choices.map((each) => h("option", { value: each }, each)))
      : h("input", { id, class: "text-input", "aria-label": one.label, type: one.kind === "date" ? "date" : "text" });
    control.value = one.value ?? "";
    const error = h("p", { class: "error", role: "alert" });
    const send = async (event) => {
      event.preventDefault();
      try {
        await post("crm/edit", { me: this.app.store.me, kind: record.kind, id: record.id, version: record.version, field: one.field, value: control.value || null });
      } catch (problem) {
        error.textContent = problem.message;
        return;
      }
      this.app.says(`${one.label} was changed.`);
      await this.opens(this.app.openDeal);
    };
    fill(value, h("form", { class: "edit", on: { submit: send } }, control,
      h("button", { type: "submit", class: "button small primary" }, "Save"),
      h("button", { type: "button", class: "button small", on: { click: () => this.opens(this.app.openDeal) } }, "Cancel"), error));
    control.focus();
  }

  heard(change) {
    if (change.kind === "crm" && this.app.openDeal && !this.body.querySelector(".edit")) this.opens(this.app.openDeal);
  }
}
