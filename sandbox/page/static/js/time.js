/** Times as a person in their own zone reads them, by the sandbox's clock. */

const made = new Map();

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return made.get(key);
}

export class Calendar {
  constructor(zone) {
    this.zone = zone;
    this.offset = 0;
  }

  /** Tells what time it is in the sandbox now. */
  sets(now) {
    this.offset = new Date(now).getTime() - Date.now();
  }

  now() {
    return new Date(Date.now() + this.offset);
  }

  clock(date) {
    return formatter(this.zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(date);
  }

  day(date) {
    return formatter(this.zone, { year: "numeric", month: "2-digit", day: "2-digit" }).format(date);
  }

  longDay(date) {
    return formatter(this.zone, { weekday: "long", day: "numeric", month: "long" }).format(date);
  }

  full(date) {
    return formatter(this.zone, {
      weekday: "short", day: "numeric", month: "short", year: "numeric",
      hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    }).format(date);
  }

  short(date) {
    return formatter(this.zone, { day: "numeric", month: "short", year: "numeric" }).format(date);
  }

  /** "Today", "Yesterday", or the day with its name. */
  dayName(date) {
    const now = this.now();
    if (this.day(date) === this.day(now)) return "Today";
    if (this.day(date) === this.day(new Date(now.getTime() - 864e5))) return "Yesterday";
    return this.longDay(date);
  }

  ago(date) {
    const name = this.dayName(date);
    return `${name === "Today" || name === "Yesterday" ? name.toLowerCase() : name} at ${this.clock(date)}`;
  }
}

export function ofTs(ts) {
  return new Date(Number(ts) * 1000);
}

export function plainDay(text) {
  const [year, month, day] = String(text).slice(0, 10).split("-").map(Number);
  return formatter("UTC", { weekday: "short", day: "numeric", month: "short", year: "numeric" })
    .format(new Date(Date.UTC(year, month - 1, day)));
}
