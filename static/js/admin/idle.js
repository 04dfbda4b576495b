// Warns two minutes before a session ends, keeps somebody who types signed in, and never loses a form:
// after the end it stays as it is until its writer has signed in again, in another tab.

const WARN = 120; // seconds before the end
const PACE = 15_000; // how often this page looks at the clock, in milliseconds
const KEEP = 240_000; // somebody who types is kept signed in this often, in milliseconds

const place = document.getElementById("session");
const bar = document.createElement("div");
bar.className = "session-bar";
bar.setAttribute("role", "alert");
const words = document.createElement("p");
const stay = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "Stay signed in" });
const signIn = Object.assign(document.createElement("a"), {
  className: "button", href: place.dataset.signIn, target: "_blank", textContent: "Sign in, in a new tab",
});

let ends = Infinity; // when the session ends, as this page knows it
let kept = Date.now(); // when this page last kept it
let typed = 0; // when somebody last did something here
let isOver = false;

function show(text, ...controls) {
  if (words.textContent === text) return;
  words.textContent = text;
  bar.replaceChildren(words, ...controls);
  place.append(bar);
  uncover(document.activeElement);
}

// The field that somebody types into stays in sight above the bar.
function uncover(field) {
  const isHidden = field.getBoundingClientRect().bottom > bar.getBoundingClientRect().top;
  if (isHidden && field.matches("#content :is(input, select, textarea)")) field.scrollIntoView({ block: "nearest" });
}

function hide() {
  words.textContent = "";
  bar.remove();
}

// Asks how long the session lasts. Asking passively keeps nobody signed in.
async function ask({ passive }) {
  let response;
  try {
    response = await fetch(place.dataset.url, { headers: passive ? { "X-Passive": "1" } : {}, redirect: "manual" });
  } catch {
    return; // offline for a moment: the clock goes on
  }
  if (!response.ok) return;
  const { seconds, extends: extendable, token } = await response.json();
  if (!seconds) return over();
  if (!passive) kept = Date.now();
  ends = Date.now() + seconds * 1000;
  // Signing in anew changes the token that every form carries.
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = token;
  if (isOver) {
    isOver = false;
    return show("You are signed in again. What you typed is still here: save it now.");
  }
  if (seconds > WARN) return hide();
  if (extendable) return show(`You will be signed out in ${minutes(seconds)}. What you typed stays here.`, stay);
  show(`You will be signed out in ${minutes(seconds)}, after ten hours. Save what you typed.`);
}

function minutes(seconds) {
  return seconds > 60 ? "two minutes" : "one minute";
}

function over() {
  isOver = true;
  show("You were signed out. What you typed is still on this page. Sign in, then save it here.", signIn);
}

function look() {
  const now = Date.now();
  if (isOver) return;
  if (typed > kept && now - kept > KEEP) return ask({ passive: false });
  // Another tab may have kept the session: the server knows.
  if (ends - now <= WARN * 1000) return ask({ passive: true });
}

stay.addEventListener("click", () => ask({ passive: false }));
for (const type of ["input", "keydown", "pointerdown"]) {
  addEventListener(type, (event) => { if (!place.contains(event.target)) typed = Date.now(); }, { passive: true });
}
// A form that is sent after the end would leave the page: it waits instead.
addEventListener("submit", (event) => {
  if (isOver && event.target.method === "post") {
    event.preventDefault();
    signIn.focus();
  }
}, { capture: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden) ask({ passive: true }); });
setInterval(look, PACE);
ask({ passive: true });
