/** Modals as Slack opens them: a stack, errors under inputs, and what was typed stays. */

import { fill, freshId, h, icon, reachable } from "./dom.js";
import { focusable } from "./list.js";
import { ownImage } from "./links.js";
import { renderAll } from "./blocks/render.js";

export class Modals {
  constructor(app) {
    Object.assign(this, { app, stack: [], fields: new Map() });
    this.title = freshId("modal");
    this.dialog = h("dialog", { class: "dialog modal", "aria-labelledby": this.title, on: {
      cancel: (event) => { event.preventDefault(); this.closes(); },
      "wants-submit": () => this.submits(),
      keydown: (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.submits(); },
    } });
    document.body.append(this.dialog);
  }

  get top() {
    return this.stack.at(-1);
  }

  /** Shows the stack as the server has it; what is on the screen already stays as it is. */
  shows(stack) {
    const before = this.top;
    const typed = before && this.dialog.open ? new Map([...this.fields].map(([key, one]) => [key, one.read()])) : new Map();
    this.stack = stack;
    if (!this.top) {
      if (this.dialog.open) this.dialog.close();
      this.opener?.isConnected && this.opener.focus();
      this.opener = null;
      return;
    }
    const errors = JSON.stringify(this.top.errors ?? {});
    if (before && this.dialog.open && before.id === this.top.id && before.hash === this.top.hash && JSON.stringify(before.errors ?? {}) === errors) return;
    if (!this.dialog.open) this.opener = document.activeElement;
    const key = document.activeElement?.closest?.("[data-key]")?.dataset.key;
    this.draws(before?.id === this.top.id ? typed : new Map());
    if (!this.dialog.open) this.dialog.showModal();
    reachable(this.dialog, ".dialog-body");
    this.focuses(before?.id === this.top.id ? key : null);
  }

  draws(typed) {
    const view = this.top;
    this.fields = new Map();
    const context = this.app.contextOfView(view, { fields: this.fields, errors: view.errors, heading: "h3" });
    const isDeep = this.stack.length > 1;
    const head = h("header", { class: "dialog-head" },
      isDeep ? h("button", { type: "button", class: "icon-button", "aria-label": "Back", on: { click: () => this.closes() } }, icon("back")) : ownImage("daybreak.svg", "", { class: "face small-face" }),
      h("h2", { id: this.title, class: "dialog-title" }, view.title?.text ?? ""),
      h("button", { type: "button", class: "icon-button", "aria-label": "Close", on: { click: () => this.closes(isDeep) } }, icon("close")));
    const body = h("div", { class: "dialog-body", tabindex: -1 }, renderAll(view.blocks, context));
    this.submit = view.submit ? h("button", { type: "button", class: "button primary", on: { click: () => this.submits() } }, view.submit.text) : null;
    const foot = h("footer", { class: "dialog-foot" },
      h("button", { type: "button", class: "button", on: { click: () => this.closes() } }, view.close?.text ?? (view.submit ? "Cancel" : "Close")), this.submit);
    fill(this.dialog, head, body, foot);
    for (const [name, value] of typed) putBack(this.dialog, name, value);
  }

  focuses(key) {
    const wrong = this.dialog.querySelector("[aria-invalid=true]");
    const wanted = this.dialog.querySelector("[data-first]");
    const kept = key ? focusable(this.dialog.querySelector(`[data-key="${CSS.escape(key)}"]`)) : null;
    const first = focusable(this.dialog.querySelector(".dialog-body .input"));
    (wrong && (focusable(wrong) ?? wrong) || kept || wanted || first || this.dialog.querySelector(".dialog-body")).focus();
  }

  entered() {
    return [...this.fields.values()].map((one) => ({ block_id: one.block_id, action_id: one.action_id, given: one.read() }))
      .filter((one) => one.given !== undefined);
  }

  async submits() {
    if (!this.submit || this.submit.getAttribute("aria-busy") === "true") return;
    this.submit.setAttribute("aria-busy", "true");
    await this.app.actions.submit(this.top, this.entered());
    this.submit?.removeAttribute("aria-busy");
  }

  closes(all = false) {
    this.app.actions.closeModal(this.top, this.entered(), all);
  }
}

/** What was typed and not yet sent stands in the same field after the view has changed. */
function putBack(dialog, key, value) {
  const node = dialog.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!node || value === undefined) return;
  if (node.matches(".ticks")) {
    for (const box of node.querySelectorAll("input")) box.checked = [value].flat().includes(box.value);
  } else if (node.matches("input, textarea, select") && node.type !== "datetime-local") {
    node.value = value ?? "";
  }
}
