/** Names of emoji that apps and people use; an unknown name stays as it was written. */

const NAMES = {
  "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎", wave: "👋", clap: "👏", pray: "🙏",
  ok_hand: "👌", raised_hands: "🙌", muscle: "💪", point_right: "👉", point_up: "☝️", eyes: "👀",
  smile: "😄", slightly_smiling_face: "🙂", grin: "😁", joy: "😂", wink: "😉", blush: "😊",
  thinking_face: "🤔", neutral_face: "😐", disappointed: "😞", cry: "😢", sweat_smile: "😅",
  sunglasses: "😎", heart: "❤️", broken_heart: "💔", fire: "🔥", star: "⭐", sparkles: "✨",
  tada: "🎉", rocket: "🚀", trophy: "🏆", "100": "💯", bulb: "💡", bell: "🔔", mega: "📣",
  warning: "⚠️", x: "❌", white_check_mark: "✅", heavy_check_mark: "✔️", question: "❓",
  exclamation: "❗", no_entry: "⛔", octagonal_sign: "🛑", red_circle: "🔴", large_orange_circle: "🟠",
  large_yellow_circle: "🟡", large_green_circle: "🟢", large_blue_circle: "🔵", white_circle: "⚪",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", alarm_clock: "⏰", stopwatch: "⏱️", calendar: "📅",
  date: "📅", spiral_calendar_pad: "🗓️", sunrise: "🌅", sunny: "☀️", sun_with_face: "🌞", zzz: "💤",
  email: "📧", envelope: "✉️", incoming_envelope: "📨", telephone_receiver: "📞", phone: "☎️",
  speech_balloon: "💬", memo: "📝", pencil: "✏️", pencil2: "✏️", clipboard: "📋", pushpin: "📌",
  paperclip: "📎", link: "🔗", lock: "🔒", key: "🔑", mag: "🔍", wrench: "🔧", gear: "⚙️",
  robot_face: "🤖", busts_in_silhouette: "👥", bust_in_silhouette: "👤", handshake: "🤝",
  moneybag: "💰", dollar: "💵", euro: "💶", chart_with_upwards_trend: "📈", bar_chart: "📊",
  chart_with_downwards_trend: "📉", briefcase: "💼", office: "🏢", package: "📦", dart: "🎯",
  arrow_right: "➡️", arrow_left: "⬅️", arrow_up: "⬆️", arrow_down: "⬇️", repeat: "🔁",
  arrows_counterclockwise: "🔄", fast_forward: "⏩", double_vertical_bar: "⏸️", one: "1️⃣",
  two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", coffee: "☕", seedling: "🌱", house: "🏠",
  information_source: "ℹ️", new: "🆕", ghost: "👻", skull: "💀", bug: "🐛", test_tube: "🧪",
};

export const QUICK = ["white_check_mark", "eyes", "+1", "tada"];

export function emoji(name) {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : null;
}

/** Text in which known :names: are emoji. */
export function withEmoji(text) {
  return String(text).replace(/:([a-z0-9_+-]{1,40}):/g, (whole, name) => emoji(name) ?? whole);
}
