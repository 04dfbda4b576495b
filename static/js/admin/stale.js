// Asks now and then whether the request is still as this page shows it. Asking is no activity.

const PACE = 20_000; // milliseconds
const place = document.querySelector("[data-state]");
const note = place.querySelector(".notice");
const words = place.querySelector("[data-state-words]");

function say(text) {
  if (words.textContent === text && !note.hidden) return;
  note.hidden = false;
  words.textContent = text;
}

async function ask() {
  if (document.hidden) return;
  try {
    const response = await fetch(place.dataset.stateUrl, { headers: { "X-Passive": "1" }, redirect: "manual" });
    if (!response.ok || !response.headers.get("Content-Type")?.startsWith("application/json")) return;
    const now = await response.json();
    if (now.mark !== place.dataset.state) say(now.words);
  } catch {
    // Offline for a moment: it is asked again.
  }
}

setInterval(ask, PACE);
document.addEventListener("visibilitychange", ask);
addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
