// The desk: the queue refreshes itself, revealed values hide themselves, a look keeps what is being typed.

const REFRESH = 30; // seconds
const PHOTO = 5 * 60; // seconds

const parse = async (response) => new DOMParser().parseFromString(await response.text(), "text/html");
const arrived = (response, address) => response.ok && !response.redirected && new URL(response.url).pathname === address;

// --- The queue --------------------------------------------------------------------------------------

const queue = document.querySelector("[data-refresh]");
const queueStatus = document.querySelector("[data-refresh-status]");

// Puts the focus back where it was. Where a colleague has taken that request, the next one has its place (-1: it
// was on no request).
function focusAgain(address, place) {
  const same = queue.querySelector(`a[href="${CSS.escape(address)}"]`);
  const rows = queue.querySelectorAll(".ref");
  const next = rows[Math.min(place, rows.length - 1)] ?? queue.querySelector("[aria-current]");
  (same ?? next)?.focus({ preventScroll: Boolean(same) });
  return same || place < 0 ? "" : "The request you were at has left this list.";
}

async function refresh() {
  if (document.hidden) return;
  try {
    // Marked as passive: a screen that refreshes itself is nobody at work.
    // The list that is shown, also when the address names none: the one to begin with may be another by now.
    const address = location.search || queue.querySelector("[aria-current]").search;
    const response = await fetch(`${location.pathname}${address}`, { headers: { "X-Passive": "1" } });
    // Busy, or being replaced by a new release.
    if (response.status === 429 || response.status >= 500) throw new Error("not refreshed");
    // Nothing in the answer: the session has ended, and the page itself is led to the sign-in.
    if (response.status === 204 || !arrived(response, location.pathname)) return location.reload();
    const page = await parse(response);
    const fresh = page.querySelector("[data-refresh]");
    document.title = page.title;
    const held = queue.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    const place = [...queue.querySelectorAll(".ref")].indexOf(document.activeElement);
    queue.replaceChildren(...fresh.childNodes);
    queueStatus.textContent = held ? focusAgain(held, place) : "";
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

let looks = 0; // Of two at once the later one has the focus, whichever answer comes first.

// In place, so that what stands in the other forms stays. Whatever goes wrong, the form is sent as usual.
async function reveal(event) {
  const button = event.submitter;
  const name = button?.dataset.reveal;
  if (!name || event.defaultPrevented) return; // idle.js has a form wait for its writer to sign in
  event.preventDefault();
  const look = ++looks;
  const departure = button.closest(".depart")?.querySelector("[name=departure]");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", event.target.elements.csrfmiddlewaretoken.value);
  if (departure) body.set("departure", departure.value);
  try {
    const response = await fetch(button.formAction, { method: "POST", body });
    if (!arrived(response, new URL(button.formAction).pathname)) throw new Error("not revealed");
    const fresh = (await parse(response)).getElementById(name);
    if (!fresh) throw new Error("signed out");
    document.getElementById(name).replaceWith(fresh);
    if (look === looks) fresh.focus();
    hideLater(fresh);
    said.textContent = "";
    document.querySelector("[data-warns-at]")?.remove(); // a look keeps the request
    const recorded = document.getElementById("attempt-departure");
    if (departure && recorded) recorded.value = departure.value;
  } catch {
    event.target.action = button.formAction;
    event.target.submit();
  }
}

// All actions are one form; the Enter key presses the button of the one it is pressed in.
function enter(event) {
  const step = event.key === "Enter" && event.target.matches("input:not([type=checkbox])") && event.target.closest("form.step");
  const button = step && step.querySelector("button[formaction]");
  if (!button) return;
  event.preventDefault();
  button.click();
}

if (said) {
  document.addEventListener("submit", reveal);
  document.addEventListener("keydown", enter);
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
  const work = document.getElementById("work");
  if (!work || !event.target.closest("form.step") || Date.now() - told < WORKING * 1000) return;
  told = Date.now();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", work.elements.csrfmiddlewaretoken.value);
  const address = `${location.pathname.replace(/reveal\/.*/, "")}working/`;
  const response = await fetch(address, { method: "POST", body }).catch(() => null);
  if (response?.status === 204) warning?.remove();
}

// Only whoever may record an attempt holds the request by typing; for others there is nothing to tell.
if (said && document.querySelector("form[action$='/attempt/']")) document.addEventListener("input", working);

// --- A card photo -----------------------------------------------------------------------------------

const photo = document.querySelector("[data-closes] .card-frame");
if (photo) setTimeout(() => location.assign(document.querySelector(".breadcrumbs li:nth-last-child(2) a").href), PHOTO * 1000);
