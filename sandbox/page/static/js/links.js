/** The only place where addresses are set: links of the web, and our own pictures. */

import { h } from "./dom.js";
import { inert } from "./text.js";

/** The address if it is one of the web (or, where allowed, of mail), else null. */
export function webAddress(url) {
  if (typeof url !== "string" || inert(url) !== url) return null;
  let parsed;
  try {
    parsed = new URL(url);
  } catch {
    return null;
  }
  const isWeb = parsed.protocol === "https:" || parsed.protocol === "http:";
  return isWeb && parsed.hostname && !parsed.username ? parsed.href : null;
}

/** A link that tells the other side nothing; only its words where the address is not allowed. */
export function link(url, ...words) {
  const address = webAddress(url);
  if (address === null) {
    return h("span", { class: "unlinked", title: "Not a web address, so not a link" }, words);
  }
  const made = h("a", { class: "link", rel: "noopener noreferrer nofollow", target: "_blank" }, words);
  made.href = address;
  return made;
}

export function ownImage(path, alt, attributes = {}) {
  const made = h("img", { alt, ...attributes });
  made.src = path;
  return made;
}

/** Pictures from elsewhere are not loaded: their place, what they show, and where they are. */
export function picture(url, alt, className = "picture") {
  if (typeof url === "string" && /^data:image\/(png|gif|jpeg|webp);base64,/.test(url)) {
    return ownImage(url, alt, { class: className });
  }
  return h("span", { class: `${className} absent`, role: "img", "aria-label": alt || "picture" },
    h("span", { "aria-hidden": "true" }, "🖼 "), alt || "picture");
}
