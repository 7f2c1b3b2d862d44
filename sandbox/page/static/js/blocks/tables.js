/** Tables: plain ones, and those that one may sort and leaf through. */

import { fill, freshId, h, icon } from "../dom.js";
import { richText } from "./rich.js";

export function table(block, context) {
  const [head = [], ...rows] = block.rows ?? [];
  const settings = block.column_settings ?? [];
  const look = (n) => `to-${settings[n]?.align ?? "left"}${settings[n]?.is_wrapped ? " wrapped" : ""}`;
  const made = h("table", { class: "grid" },
    h("thead", {}, h("tr", {}, head.map((one, n) => h("th", { scope: "col", class: look(n) }, cell(one, context))))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((one, n) => h("td", { class: look(n) }, cell(one, context)))))));
  return h("div", { class: "scroller", tabindex: 0, role: "region", "aria-label": "Table" }, made);
}

export function dataTable(block, context) {
  const [head, ...rows] = block.rows;
  const size = block.page_size ?? 5;
  const state = { page: 0, by: null, down: false };
  const body = h("tbody");
  const foot = h("div", { class: "table-foot" });
  const titles = head.map((one, n) => {
    const button = h("button", { type: "button", class: "sorter", on: { click: () => sort(n) } }, valueOf(one), icon("down", 12));
    const isFigures = rows.length > 0 && rows.every((row) => typeof valueOf(row[n]) === "number");
    return h("th", { scope: "col", "aria-sort": "none", class: isFigures ? "to-right" : null }, button);
  });
  const sort = (n) => {
    Object.assign(state, { down: state.by === n ? !state.down : false, by: n, page: 0 });
    for (const [at, title] of titles.entries()) {
      title.setAttribute("aria-sort", at === n ? (state.down ? "descending" : "ascending") : "none");
    }
    draw();
  };
  const draw = () => {
    const ordered = state.by === null ? rows : [...rows].sort((a, b) => compared(a[state.by], b[state.by]) * (state.down ? -1 : 1));
    const pages = Math.max(1, Math.ceil(rows.length / size));
    const shown = ordered.slice(state.page * size, (state.page + 1) * size);
    fill(body, shown.map((row) => h("tr", {}, row.map((one, n) => {
      const isHead = n === block.row_header_column_index;
      const side = typeof valueOf(one) === "number" ? "to-right" : "to-left";
      return h(isHead ? "th" : "td", { scope: isHead ? "row" : null, class: side }, cell(one, context));
    }))));
    const leaf = (label, by, isEnd) => h("button", {
      type: "button", class: "button small", disabled: isEnd, on: { click: () => { state.page += by; draw(); } },
    }, label);
    fill(foot, `${rows.length} rows`, pages > 1 ? [
      leaf("Previous", -1, state.page === 0), h("span", { role: "status" }, `Page ${state.page + 1} of ${pages}`), leaf("Next", 1, state.page === pages - 1),
    ] : null);
  };
  draw();
  const caption = freshId("caption");
  return h("div", { class: "data-table" },
    h("div", { class: "scroller", tabindex: 0, role: "region", "aria-labelledby": caption },
      h("table", { class: "grid" }, h("caption", { id: caption }, block.caption), h("thead", {}, h("tr", {}, titles)), body)),
    foot);
}

function cell(one, context) {
  if (one?.type === "rich_text") return richText(one, context);
  if (one?.type === "raw_number") return one.text ?? Number(one.value).toLocaleString("en");
  return one?.text ?? "";
}

function valueOf(one) {
  if (one?.type === "raw_number") return Number(one.value);
  if (one?.type === "rich_text") return JSON.stringify(one.elements);
  return one?.text ?? "";
}

function compared(a, b) {
  const [left, right] = [valueOf(a), valueOf(b)];
  if (typeof left === "number" && typeof right === "number") return left - right;
  return String(left).localeCompare(String(right), "en", { numeric: true });
}
