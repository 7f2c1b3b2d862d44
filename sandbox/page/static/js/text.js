/** Text as it may be shown: what would steer the screen is made visible instead. */

// Directions, separators and other characters that change what stands around them.
const STEERING = /[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb\ufeff]/g;
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

export function inert(value) {
  return String(value)
    .replace(LONE, "\ufffd")
    .replace(/\r\n?/g, "\n")
    .replace(CONTROL, pictured)
    .replace(STEERING, "\ufffd");
}

function pictured(char) {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? "\u2421" : "\ufffd";
}

/** At most so many characters, for labels. */
export function short(text, most = 80) {
  const line = inert(text).replace(/\s+/g, " ").trim();
  return line.length <= most ? line : `${line.slice(0, most - 1).trimEnd()}…`;
}

export function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

export function folded(text) {
  return String(text).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
