/** Every kind of block and who draws it. */

import { h } from "../dom.js";
import { markdown } from "../markdown.js";
import { chart } from "./charts.js";
import * as layout from "./layout.js";
import { richText } from "./rich.js";
import { dataTable, table } from "./tables.js";
import { plan, taskCard } from "./tasks.js";

const DRAWN = {
  section: layout.section,
  header: layout.header,
  divider: layout.divider,
  context: layout.contextBlock,
  actions: layout.actions,
  context_actions: layout.contextActions,
  input: layout.input,
  image: layout.image,
  video: layout.video,
  alert: layout.alert,
  card: layout.card,
  carousel: layout.carousel,
  container: (block, context) => layout.container(block, context, render),
  rich_text: richText,
  markdown: (block) => h("div", { class: "markdown" }, markdown(block.text ?? "")),
  table,
  data_table: dataTable,
  data_visualization: chart,
  task_card: taskCard,
  plan,
};

export function render(block, context) {
  const draw = Object.hasOwn(DRAWN, block?.type) ? DRAWN[block.type] : layout.unknown;
  return h("div", { class: "block" }, draw(block, context));
}

export function renderAll(blocks, context) {
  return (blocks ?? []).map((block) => render(block, context));
}
