// The page as it is typed, beside its form. The server makes it from what stands in the form and saves nothing.

import { answerOf, wordsOf } from "./answer.js";
import { ready, show } from "./preview-frame.js";

const PAUSE = 350; // milliseconds between a change and the question for the page
const PATIENCE = 10_000; // milliseconds
const KEPT = "admin.preview"; // how this person likes the preview: nothing else is kept in the browser

const pane = document.getElementById("preview-pane");
if (pane) start();

function start() {
  const form = document.getElementById(pane.dataset.form);
  const frame = pane.querySelector("iframe");
  const stage = pane.querySelector(".preview-stage");
  const words = pane.querySelector("[data-words]");
  const edge = pane.querySelector(".preview-edge");
  const opener = document.querySelector("[data-preview]");
  const beside = matchMedia("(min-width: 64rem)"); // elsewhere it covers the screen
  const kept = { isOpen: false, width: 390, scheme: matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light", share: 45 };
  try {
    Object.assign(kept, JSON.parse(localStorage.getItem(KEPT)));
  } catch {
    // It opens as it does for the first time.
  }
  const keep = () => {
    try {
      localStorage.setItem(KEPT, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing forgets this too.
    }
  };

  // --- following the form ---

  let html = "";
  let timer = null;
  let isAsking = false;
  let isBehind = true; // the form says something else than the preview

  function follow() {
    isBehind = true;
    if (pane.open && !isAsking) timer ??= setTimeout(ask, PAUSE);
  }

  async function ask() {
    clearTimeout(timer);
    timer = null;
    isAsking = true;
    isBehind = false;
    pane.setAttribute("aria-busy", "true");
    try {
      const headers = { Accept: "application/json" };
      const sent = { method: "POST", body: new FormData(form), headers, signal: AbortSignal.timeout(PATIENCE) };
      const answer = await answerOf(await fetch(pane.dataset.at, sent));
      await ready(frame);
      if (answer.html) {
        html = answer.html;
        show(frame, html, kept.scheme);
      }
      say(answer);
    } catch (problem) {
      tell([wordsOf(problem, "The preview could not be made. It waits, and what you typed stays here.")]);
    }
    pane.removeAttribute("aria-busy");
    isAsking = false;
    if (isBehind) follow();
  }

  function say({ html, errors }) {
    const lines = Object.entries(errors).flatMap(([name, found]) => found.map((line) => named(name) + line));
    if (!lines.length) return tell([]);
    tell([html ? "Not saved like this:" : "This cannot be shown yet:", ...lines]);
  }

  const named = (name) => {
    const field = name && form.elements.namedItem(name);
    const label = field?.labels?.[0] ?? (field?.id && document.querySelector(`label[for="${field.id}"]`));
    return label ? `${label.textContent.trim().replace(/:$/, "")}: ` : "";
  };

  function tell(lines) {
    const text = lines.join("\n");
    if (words.textContent !== text) words.textContent = text;
  }

  for (const type of ["input", "change", "formset:added"]) form.addEventListener(type, follow);

  // --- nothing in it leads away ---

  ready(frame).then(() => {
    const page = frame.contentDocument;
    page.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (!link && !event.target.closest?.("button")) return;
      event.preventDefault();
      if (!link) return;
      const address = link.getAttribute("href");
      if (address.startsWith("#")) page.getElementById(address.slice(1))?.scrollIntoView();
      else tell([`In the live page this leads to ${address}`]);
    });
    page.addEventListener("submit", (event) => event.preventDefault());
    page.addEventListener("keydown", (event) => {
      // Escape and Ctrl+S mean in the frame what they mean around it.
      if (event.key !== "Escape" && !((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s")) return;
      event.preventDefault();
      const { key, ctrlKey, metaKey } = event;
      if (key === "Escape") close();
      else pane.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey, metaKey, bubbles: true, cancelable: true }));
    });
  });

  // --- how it looks ---

  function fit() {
    const room = stage.clientWidth;
    const scale = Math.min(1, room / kept.width);
    frame.style.inlineSize = `${kept.width}px`;
    frame.style.blockSize = `${stage.clientHeight / scale}px`;
    frame.style.transform = `translateX(${Math.max(0, (room - kept.width * scale) / 2)}px) scale(${scale})`;
  }

  function dress() {
    for (const button of pane.querySelectorAll("[data-width], [data-scheme]")) {
      const { width, scheme } = button.dataset;
      button.setAttribute("aria-pressed", width ? Number(width) === kept.width : scheme === kept.scheme);
    }
    document.documentElement.style.setProperty("--preview-share", `${kept.share}%`);
    edge.setAttribute("aria-valuenow", Math.round(kept.share));
    fit();
  }

  new ResizeObserver(fit).observe(stage);

  pane.addEventListener("click", ({ target }) => {
    const { width, scheme } = target.dataset;
    if ("close" in target.dataset) return close();
    if (width) kept.width = Number(width);
    else if (scheme) kept.scheme = scheme;
    else return;
    keep();
    dress();
    if (html) show(frame, html, kept.scheme);
  });

  function widen(share) {
    kept.share = Math.min(70, Math.max(25, share));
    keep();
    dress();
  }

  edge.addEventListener("pointerdown", (event) => {
    edge.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  edge.addEventListener("pointermove", (event) => {
    if (edge.hasPointerCapture(event.pointerId)) widen(100 - (100 * event.clientX) / innerWidth);
  });
  edge.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: 5, ArrowRight: -5 }[event.key];
    if (!step) return;
    event.preventDefault();
    widen(kept.share + step);
  });

  // --- opening and closing ---

  function open() {
    if (beside.matches) pane.open = true;
    else pane.showModal();
    document.documentElement.classList.toggle("has-preview", beside.matches);
    opener.setAttribute("aria-expanded", "true");
    dress();
    if (isBehind && !isAsking) ask();
  }

  function close() {
    pane.close();
  }

  let isMoving = false; // between beside the form and on top of it
  pane.addEventListener("close", () => {
    if (isMoving) {
      isMoving = false;
      return open();
    }
    document.documentElement.classList.remove("has-preview");
    opener.setAttribute("aria-expanded", "false");
    kept.isOpen = false;
    keep();
    opener.focus();
  });
  pane.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) close();
  });
  beside.addEventListener("change", () => {
    isMoving = pane.open;
    if (isMoving) pane.close();
  });

  opener.hidden = false;
  opener.addEventListener("click", () => {
    if (pane.open) return close();
    kept.isOpen = true;
    keep();
    open();
  });
  // The sheet that covers a small screen is opened by hand each time.
  if (kept.isOpen && beside.matches) addEventListener("load", open);
}
