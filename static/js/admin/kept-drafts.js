// What is typed in pages' forms, while the server does not have it yet: in this browser, under the account,
// the page and the opened form that it belongs to.

const PREFIX = "draft:";
const KEPT_FOR = 30 * 24 * 3600 * 1000; // milliseconds, as long as the server keeps drafts
const PATIENCE = 15_000; // until a server that does not answer is away
const IN_THE_WAY = { 0: "away", 401: "signed out", 403: "signed out", 413: "large" };

export const keyOf = (account, page, token) => `${PREFIX}${account}:${page}:${token}`;

// False where this browser keeps nothing.
export function store(key, record) {
  try {
    localStorage.setItem(key, JSON.stringify(record));
    return true;
  } catch {
    return false;
  }
}

export function forget(key, number = Infinity) {
  if ((read(key)?.number ?? Infinity) <= number) localStorage.removeItem(key);
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

// What this account has typed and the server may not have; of one page, or of all.
export function stored(account, page) {
  const found = [];
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) {
    const record = read(key);
    if (!record || Date.now() - record.at > KEPT_FOR) localStorage.removeItem(key);
    else if (key.startsWith(page ? `${PREFIX}${account}:${page}:` : `${PREFIX}${account}:`)) found.push([key, record]);
  }
  return found;
}

// Sends what a form held. Answers what the server says, or what is in the way: "away", "signed out".
export async function send({ url, account, token, number, values }, csrf, options = {}) {
  const body = new FormData();
  for (const [name, value] of values) body.append(name, value);
  for (const [name, value] of Object.entries({ csrfmiddlewaretoken: csrf, _account: account, _draft: token, _draft_number: number })) {
    body.set(name, value);
  }
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const response = await fetch(url, {
      method: "POST", body, headers: { "X-Passive": "1" }, redirect: "manual", signal: giveUp.signal, ...options,
    });
    return response.ok ? await response.json() : { state: IN_THE_WAY[response.status] ?? "busy" };
  } catch {
    return { state: "away" };
  } finally {
    clearTimeout(timer);
  }
}
