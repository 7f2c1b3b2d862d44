/** The page's own small server: JSON in and out, and a stream of what changes. */

export class Failed extends Error {}

const AWAY = "The sandbox does not answer. Nothing was done. Is it still running?";

export async function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined);
  const search = new URLSearchParams(given).toString();
  return ask(`api/${path}${search ? `?${search}` : ""}`);
}

export async function post(path, body) {
  return ask(`api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function ask(url, options = {}) {
  let answer;
  try {
    answer = await fetch(url, { credentials: "omit", cache: "no-store", ...options });
  } catch {
    throw new Failed(AWAY);
  }
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok || body.error) throw new Failed(body.error ?? AWAY);
  return body;
}

/** Calls `on` with each change from now on, and `again` after a break in between. */
export function listen(me, on, again, state) {
  const source = new EventSource(`api/events?me=${encodeURIComponent(me)}`);
  let isFirst = true;
  source.onopen = () => {
    state(true);
    if (!isFirst) again();
    isFirst = false;
  };
  source.onmessage = (event) => on(JSON.parse(event.data));
  source.onerror = () => state(false);
  return () => source.close();
}
