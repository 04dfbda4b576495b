// The desk: the queue refreshes itself, revealed values hide themselves, a look keeps what is being typed.

const REFRESH = 30; // seconds
const PHOTO = 5 * 60; // seconds

const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");
const arrived = (response, address) => response.ok && !response.redirected && new URL(response.url).pathname === address;

// --- The queue --------------------------------------------------------------------------------------

const queue = document.querySelector("[data-refresh]");
const queueStatus = document.querySelector("[data-refresh-status]");

async function refresh() {
  if (document.hidden) return;
  try {
    // Marked as passive: a screen that refreshes itself is nobody at work.
    const response = await fetch(location.href, { headers: { "X-Passive": "1" } });
    // Nothing in the answer: the session has ended, and the page itself is led to the sign-in.
    if (response.status === 204 || !arrived(response, location.pathname)) return location.reload();
    const fresh = (await parse(response)).querySelector("[data-refresh]");
    const held = queue.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    queue.replaceChildren(...fresh.childNodes);
    if (held) queue.querySelector(`a[href="${CSS.escape(held)}"]`)?.focus({ preventScroll: true });
    queueStatus.textContent = "";
  } catch {
    queueStatus.textContent = "The list could not be refreshed. It is tried again by itself.";
    queueStatus.className = "notice";
    return;
  }
  queueStatus.className = "visually-hidden";
}

if (queue) setInterval(refresh, REFRESH * 1000);

// --- One request ------------------------------------------------------------------------------------

const said = document.querySelector("[data-reveal-status]");

function hide(group) {
  for (const value of group.querySelectorAll("[data-opened]")) {
    const mask = document.createElement("span");
    mask.className = "mask";
    mask.textContent = "••••••";
    value.replaceWith(mask);
  }
  for (const link of group.querySelectorAll("[data-opened-link]")) link.remove();
  group.querySelector(".depart")?.remove();
}

function hideLater(group) {
  const line = group.querySelector("[data-hides-after]");
  if (!line) return;
  clearTimeout(group.timer);
  group.timer = setTimeout(() => {
    hide(group);
    const again = document.createElement("a");
    again.href = location.pathname.replace(/reveal\/.*/, "");
    again.textContent = "Open the request again";
    line.replaceChildren("Hidden again. ", again);
    said.textContent = "Hidden again.";
  }, Number(line.dataset.hidesAfter) * 1000);
}

// In place, so that what stands in the other forms stays. Whatever goes wrong, the form is sent as usual.
async function reveal(event) {
  const form = event.target.closest("form[data-reveal]");
  if (!form) return;
  event.preventDefault();
  const name = form.dataset.reveal;
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (!arrived(response, new URL(form.action).pathname)) throw new Error("not revealed");
    const fresh = (await parse(response)).getElementById(name);
    if (!fresh) throw new Error("signed out");
    document.getElementById(name).replaceWith(fresh);
    fresh.focus();
    hideLater(fresh);
    said.textContent = "";
    document.querySelector("[data-warns-at]")?.remove(); // a look keeps the request
    const departure = form.querySelector("[name=departure]");
    const recorded = document.getElementById("attempt-departure");
    if (departure && recorded) recorded.value = departure.value;
  } catch {
    form.submit();
  }
}

if (said) {
  document.addEventListener("submit", reveal);
  const groups = () => document.querySelectorAll("[id^=group-]");
  groups().forEach(hideLater);
  // The browser may keep a page to come back to; nothing opened stays on it.
  addEventListener("pagehide", () => groups().forEach(hide));
}
document.querySelector("[data-problem], #found")?.focus();

// --- A request that goes back to the queue by itself ------------------------------------------------

const warning = document.querySelector("[data-warns-at]");
const WORKING = 60; // seconds
let told = 0;

if (warning) {
  const warn = () => { if (warning.isConnected) said.textContent = warning.textContent; };
  setTimeout(warn, Math.max(0, new Date(warning.dataset.warnsAt) - Date.now()));
}

// Whoever types is at work on it. Sent along is our key, and nothing that was typed.
async function working(event) {
  const form = event.target.closest("form.step");
  if (!form || Date.now() - told < WORKING * 1000) return;
  told = Date.now();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  const address = `${location.pathname.replace(/reveal\/.*/, "")}working/`;
  const response = await fetch(address, { method: "POST", body }).catch(() => null);
  if (response?.status === 204) warning?.remove();
}

if (said) document.addEventListener("input", working);

// --- A card photo -----------------------------------------------------------------------------------

const photo = document.querySelector(".card-frame");
if (photo) setTimeout(() => location.assign(document.querySelector(".breadcrumbs li:nth-last-child(2) a").href), PHOTO * 1000);
