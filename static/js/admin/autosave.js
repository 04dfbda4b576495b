// Keeps what is typed in a page's form: in this browser at once, on the server once typing pauses. Offers
// what only this browser has when the page is opened again.

import { forget, keyOf, send, store, stored } from "./kept-drafts.js";

const PAUSE = 1_500; // without typing, in milliseconds
const LONGEST = 5_000; // somebody who never pauses is kept so often
const AT_HAND = 300; // until this browser has it
const AGAIN = 5_000; // after a failure
const BEACON = 60_000; // bytes; browsers send no more once a page is closed
const OPEN_ELSEWHERE = 15_000; // a copy younger than that may be of a window that is still open

const WORDS = {
  away: "Not kept yet: no connection. It is kept in this browser.",
  busy: "Not kept yet: the site is busy. It is kept in this browser, and sent again by itself.",
  "signed out": "Not kept yet: you are signed out. It is kept in this browser.",
  refused: "Not kept: you may no longer change this page. It is kept in this browser.",
  large: "Not kept: this is more than a form may hold. Save it in parts.",
};
const NOWHERE = "Not kept yet, and this browser keeps nothing. Leave this page open until it is saved.";

const place = document.querySelector("[data-drafts]");
if (place) start(place.closest("form")); // whoever may only look types nothing

function start(form) {
  const { account } = document.getElementById("session").dataset;
  const { url, page } = place.dataset;
  const token = form.elements._draft;
  const count = form.elements._draft_number;
  document.querySelector(".submit-row")?.append(place); // where one looks before leaving
  form.autocomplete = "off"; // on Back a browser would put back a part: no rows that were added, and no order

  let last = null; // what the server has, as text
  let timer, local, since; // of what it does not have
  let isSending = false;
  let isLeaving = false; // the form itself is on its way

  const csrf = () => form.elements.csrfmiddlewaretoken.value;
  const values = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !["csrfmiddlewaretoken", "_draft", "_draft_number"].includes(name));
  const key = () => keyOf(account, page, token.value);
  const record = () => ({ url, account, token: token.value, number: Number(count.value), values: values(), at: Date.now() });

  function say(words) {
    if (place.textContent !== words) place.textContent = words;
  }

  function note(event) {
    // Whoever types is still here: the browser stopped the form, or its writer did.
    if (event?.isTrusted) isLeaving = false;
    if (isLeaving) return;
    since ??= Date.now();
    clearTimeout(timer);
    timer = setTimeout(keep, Math.max(0, Math.min(PAUSE, since + LONGEST - Date.now())));
    local ??= setTimeout(keepHere, AT_HAND);
  }

  // The number rises with every copy, wherever it goes: of two, the higher is the newer.
  function next() {
    count.value = Number(count.value) + 1;
    return record();
  }

  function keepHere() {
    clearTimeout(local);
    local = undefined;
    if (JSON.stringify(values()) === last) forget(key());
    else store(key(), next());
  }

  async function keep() {
    if (isSending || isLeaving) return;
    const text = JSON.stringify(values());
    since = undefined;
    if (text === last) return forget(key());
    clearTimeout(local);
    local = undefined;
    const copy = next();
    const isHere = store(key(), copy);
    isSending = true;
    const { state, at } = await send(copy, csrf());
    isSending = false;
    if (state === "kept") {
      last = text;
      forget(keyOf(account, page, copy.token), copy.number);
      say(`Kept at ${at}`);
      if (JSON.stringify(values()) !== last) note();
    } else if (state === "closed" || state === "older") {
      // This form was saved, discarded or taken up elsewhere; what is typed since is a text of its own.
      forget(keyOf(account, page, copy.token));
      token.value = crypto.getRandomValues(new Uint32Array(6)).join("").padEnd(20, "0").slice(0, 40);
      await keep();
    } else {
      say(isHere ? WORDS[state] ?? WORDS.away : NOWHERE);
      clearTimeout(timer);
      timer = setTimeout(keep, AGAIN);
    }
  }

  // A page that is left sends once more what the server does not have.
  function leave() {
    if (isLeaving || last === null || JSON.stringify(values()) === last) return;
    const copy = next();
    store(key(), copy);
    if (new Blob([JSON.stringify(copy.values)]).size < BEACON) send(copy, csrf(), { keepalive: true });
  }

  // What an earlier window typed and could not send.
  async function recover() {
    const held = stored(account, page).filter(([name, { at }]) => name !== key() && Date.now() - at > OPEN_ELSEWHERE);
    let isNew = false;
    for (const [name, copy] of held) {
      const { state } = await send(copy, csrf());
      if (["kept", "closed", "older"].includes(state)) forget(name);
      isNew ||= state === "kept";
    }
    if (!isNew) return;
    const response = await fetch(location.href, { headers: { "X-Passive": "1" } }).catch(() => null);
    if (response?.status !== 200) return;
    const offered = new DOMParser().parseFromString(await response.text(), "text/html").getElementById("drafts");
    if (offered) document.getElementById("drafts").replaceWith(offered);
  }

  for (const type of ["input", "change"]) form.addEventListener(type, note);
  form.addEventListener("submit", (event) => {
    keepHere(); // should it not arrive
    // A form that waits for a sign-in does not leave.
    setTimeout(() => {
      if (event.defaultPrevented) return;
      isLeaving = true;
      clearTimeout(timer);
      setTimeout(() => {
        isLeaving = false;
        note();
      }, 30_000);
    });
  });
  addEventListener("pagehide", leave);
  document.addEventListener("signing-out", keepHere);
  addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });
  addEventListener("online", () => keep());
  addEventListener("load", () => {
    // A form that came back with errors, or with a draft in it, holds what was never saved.
    if (document.querySelector(".error-summary, .stale, .taken-up")) keep();
    else last = JSON.stringify(values());
    recover();
    setTimeout(recover, OPEN_ELSEWHERE + 1_000);
  });
}
