/** Charts drawn as SVG, each with the same figures as a table for who can't see them. */

import { h, svg } from "../dom.js";

const WIDTH = 480;
const HEIGHT = 220;
const INSET = { left: 52, right: 12, top: 12, bottom: 34 };

export function chart(block) {
  const kind = block.chart?.type;
  const picture = kind === "pie" ? pie(block.chart) : axes(block.chart);
  return h("figure", { class: "chart" },
    h("figcaption", { class: "chart-title" }, block.title), picture, legend(block.chart), figures(block.chart));
}

function legend(drawn) {
  const names = drawn.type === "pie" ? drawn.segments.map((one) => one.label) : drawn.series.map((one) => one.name);
  return h("ul", { class: "legend", "aria-hidden": "true" }, names.map((name, n) => h("li", { class: `series-${n % 6}` }, name)));
}

function figures(drawn) {
  const series = drawn.type === "pie" ? [{ name: "Value", data: drawn.segments }] : drawn.series;
  const labels = series[0].data.map((one) => one.label);
  return h("details", { class: "figures" }, h("summary", {}, "Show the figures"),
    h("table", { class: "grid" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, ""), series.map((one) => h("th", { scope: "col" }, one.name)))),
      h("tbody", {}, labels.map((label, n) => h("tr", {}, h("th", { scope: "row" }, label),
        series.map((one) => h("td", { class: "to-right" }, Number(one.data[n]?.value ?? 0).toLocaleString("en"))))))));
}

function axes(drawn) {
  const labels = drawn.axis_config.categories;
  const values = drawn.series.flatMap((one) => one.data.map((point) => Number(point.value)));
  const top = Math.max(0, ...values) || 1;
  const low = Math.min(0, ...values);
  const y = (value) => INSET.top + (HEIGHT - INSET.top - INSET.bottom) * (1 - (value - low) / (top - low));
  const step = (WIDTH - INSET.left - INSET.right) / labels.length;
  const x = (n) => INSET.left + step * (n + 0.5);
  const marks = [low, (top + low) / 2, top].flatMap((value) => [
    svg("line", { x1: INSET.left, x2: WIDTH - INSET.right, y1: y(value), y2: y(value), class: "rule" }),
    svg("text", { x: INSET.left - 6, y: y(value) + 4, class: "tick", "text-anchor": "end" }, shortNumber(value)),
  ]);
  const names = labels.map((label, n) => svg("text", { x: x(n), y: HEIGHT - 14, class: "tick", "text-anchor": "middle" }, label));
  const shapes = drawn.series.flatMap((one, n) => (drawn.type === "bar" ? bars(one, n) : lines(one, n)));
  function bars(one, n) {
    const width = (step * 0.7) / drawn.series.length;
    return one.data.map((point, at) => svg("rect", {
      x: INSET.left + step * at + step * 0.15 + width * n, width: Math.max(1, width - 1),
      y: Math.min(y(point.value), y(0)), height: Math.max(1, Math.abs(y(point.value) - y(0))), class: `fill series-${n % 6}`,
    }));
  }
  function lines(one, n) {
    const points = one.data.map((point, at) => `${x(at)},${y(point.value)}`);
    const made = [svg("polyline", { points: points.join(" "), class: `stroke series-${n % 6}` })];
    if (drawn.type !== "area") return made;
    const around = [`${x(0)},${y(low)}`, ...points, `${x(one.data.length - 1)},${y(low)}`];
    return [svg("polygon", { points: around.join(" "), class: `area series-${n % 6}` }), ...made];
  }
  return svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "drawing", "aria-hidden": "true" }, ...marks, ...shapes, ...names);
}

function pie(drawn) {
  const total = drawn.segments.reduce((sum, one) => sum + Number(one.value), 0) || 1;
  let from = -Math.PI / 2;
  const parts = drawn.segments.map((one, n) => {
    const to = from + (Number(one.value) / total) * Math.PI * 2;
    const [a, b] = [from, Math.min(to, from + Math.PI * 2 - 0.0001)].map((angle) => `${90 + 80 * Math.cos(angle)} ${90 + 80 * Math.sin(angle)}`);
    const path = `M90 90L${a}A80 80 0 ${to - from > Math.PI ? 1 : 0} 1 ${b}Z`;
    from = to;
    return svg("path", { d: path, class: `fill series-${n % 6}` });
  });
  return svg("svg", { viewBox: "0 0 180 180", class: "drawing pie", "aria-hidden": "true" }, ...parts);
}

function shortNumber(value) {
  return new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value);
}
