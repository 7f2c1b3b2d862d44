/** What an agent shows while it works: tasks with their state, alone or in a plan. */

import { h, icon } from "../dom.js";
import { link } from "../links.js";
import { richText } from "./rich.js";

const STATES = {
  pending: ["Waiting", ""], in_progress: ["Working", "turning"], complete: ["Done", "done"], error: ["Failed", "failed"],
};

export function taskCard(task, context) {
  const [said, look] = STATES[task.status] ?? STATES.pending;
  const more = [
    task.details ? h("div", { class: "task-more" }, richText(task.details, context)) : null,
    task.output ? h("div", { class: "task-output" }, richText(task.output, context)) : null,
    task.sources?.length ? h("ul", { class: "sources", "aria-label": "Sources" }, task.sources.map((one) => h("li", {}, link(one.url, one.text || one.url)))) : null,
  ].filter(Boolean);
  const head = [h("span", { class: `task-state ${look}`, role: "img", "aria-label": said }, mark(task.status)), h("span", { class: "task-title" }, task.title)];
  if (!more.length) return h("div", { class: "task" }, h("div", { class: "task-head" }, head));
  const opened = h("details", { class: "task", open: task.status !== "complete" || Boolean(task.output) },
    h("summary", { class: "task-head" }, head, icon("down", 14)), more);
  opened.dataset.kept = `task:${task.task_id}`;
  return opened;
}

function mark(status) {
  if (status === "complete") return icon("check", 12);
  if (status === "error") return icon("close", 12);
  return null;
}

export function plan(block, context) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter((one) => one.status === "complete").length;
  const opened = h("details", { class: "plan", open: true },
    h("summary", { class: "plan-head" }, icon("down", 14), h("strong", {}, block.title),
      tasks.length ? h("span", { class: "faint" }, ` ${done} of ${tasks.length}`) : null),
    h("div", { class: "plan-tasks" }, tasks.map((one) => taskCard(one, context))));
  opened.dataset.kept = `plan:${block.block_id}`;
  return opened;
}
