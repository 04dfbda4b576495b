// Progressive enhancement only: every page is complete without this file.

const root = document.documentElement;

// Leave quickly: blank the page at once and replace it in the history, so that Back does not return to it.
// A click on any "Leave this site", or Escape three times within about a second of each other. The server
// forgets the answers, also from pages without questions: Back may lead to some.

const exits = document.querySelectorAll(".leave");
const PAUSE = 1200;
let escapes = 0;
let lastEscape = 0;

function leave() {
  root.hidden = true;
  document.title = "\u00a0";
  const [exit] = exits;
  // "Help tonight" is kept no longer; a browser that keeps nothing refuses.
  navigator.serviceWorker?.getRegistrations().then((all) => all.forEach((one) => one.unregister()), () => {});
  globalThis.caches?.delete("tonight").catch(() => {});
  navigator.sendBeacon?.("/request/leave/");
  location.replace(exit.href ?? exit.value);
}

for (const exit of exits) {
  exit.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    escapes = 0;
    return;
  }
  escapes = event.timeStamp - lastEscape < PAUSE ? escapes + 1 : 1;
  lastEscape = event.timeStamp;
  if (escapes === 3 && exits.length) leave();
});

// A link to a question opens it.

function openTarget() {
  // Not ":target", which matches nothing while the page loads.
  const details = document.getElementById(location.hash.slice(1))?.closest("details");
  if (details) details.open = true;
}

addEventListener("hashchange", openTarget);
openTarget();

// A sentence about today is hidden once its moment has passed, on a page left open or cached.

function hidePast() {
  for (const time of document.querySelectorAll("time[data-until]")) {
    time.hidden = Date.parse(time.dateTime) <= Date.now();
  }
}

// Shown again by Back: answers may have been sent or forgotten meanwhile, and only the server knows. The first
// "pageshow" is left alone: the browser lays the page out in that same step.
function shownAgain() {
  if (exits[0]?.form) location.reload();
  hidePast();
}

addEventListener("pagehide", () => addEventListener("pageshow", shownAgain, { once: true }));
document.addEventListener("visibilitychange", hidePast);
hidePast();

// After a mistake in a form, the list of what to mend takes focus, once the browser had its turn.

const mistakes = document.querySelector(".error-summary");
requestAnimationFrame(() => mistakes !== document.activeElement && mistakes?.focus());

// On paper every answer is open; afterwards the page is as it was.

let closed = [];

addEventListener("beforeprint", () => {
  closed = [...document.querySelectorAll("details:not([open])")];
  for (const details of closed) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of closed) details.open = false;
});
