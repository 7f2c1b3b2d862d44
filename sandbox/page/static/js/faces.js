/** The small square with somebody's initials, or the app's own picture. */

import { h } from "./dom.js";
import { ownImage } from "./links.js";

export function face(store, id, size = "") {
  if (id === store.app.bot_user) return ownImage("daybreak.svg", "", { class: `face ${size}` });
  return h("span", { class: `face hue-${store.hue(id)} ${size}`, "aria-hidden": "true" }, store.initials(id));
}
