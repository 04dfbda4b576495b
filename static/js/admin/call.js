// A call is kept, sealed, from the first field on. Like a screen that refreshes itself, that is no activity.

const PAUSE = 1000; // milliseconds after the last key
const form = document.getElementById("call_form");
const said = document.querySelector("[data-kept]");
let timer = 0;
let isSent = false;
let isKept = true;
let running = Promise.resolve();

async function keep(last = false) {
  isKept = true;
  try {
    const response = await fetch(form.action, {
      method: "POST", body: new FormData(form), keepalive: last, headers: { "X-Autosave": "1", "X-Passive": "1" },
    });
    const answer = response.headers.get("Content-Type")?.startsWith("application/json") ? await response.json() : {};
    if (!response.ok || !answer.words) throw new Error("not kept");
    said.textContent = answer.words;
  } catch {
    isKept = false;
    said.textContent = "Not kept: no connection, or you were signed out. What you typed is still on this page.";
  }
}

form.addEventListener("input", () => {
  isKept = isSent = false; // a form that was stopped is still here
  clearTimeout(timer);
  timer = setTimeout(() => { running = running.then(() => keep()); }, PAUSE);
});
form.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return; // it waits for its writer to sign in
  clearTimeout(timer);
  isSent = true;
});
// A tab that is closed, or put away on a phone, keeps what it has at once.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden || isKept || isSent) return;
  clearTimeout(timer);
  keep(true);
});
// What could not be kept is lost with the page.
addEventListener("beforeunload", (event) => {
  if (!isKept && !isSent) event.preventDefault();
});
addEventListener("pageshow", () => { isSent = false; });
