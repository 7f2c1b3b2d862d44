/** Text objects, plain or formatted, as nodes. */

import { h } from "../dom.js";
import { withEmoji } from "../emoji.js";
import { mrkdwn } from "../mrkdwn.js";

export function plain(text) {
  return withEmoji(text ?? "").split("\n").flatMap((line, n) => (n ? [h("br"), line] : [line]));
}

export function words(object, context) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text ?? "", context) : plain(object.text);
}
