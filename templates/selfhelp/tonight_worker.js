// Keeps the page "Help tonight" with its style and script, and nothing else, so that it opens with no signal.
// It is never asked about any other page. "Leave" ends it and forgets what it keeps: static/js/site.js.

const KEPT = "tonight";
const PATIENCE = 3000; // milliseconds
const FILES = ["{{ page }}", "{% static "css/tonight.css" %}", "{% static "js/site.js" %}"];

async function keep() {
  const kept = await caches.open(KEPT);
  await kept.addAll(FILES);
  for (const request of await kept.keys()) {
    if (!FILES.includes(new URL(request.url).pathname)) await kept.delete(request);
  }
  await skipWaiting();
}

async function fetched(request, path) {
  const response = await fetch(request).catch(() => Response.error());
  try {
    if (response.ok && await caches.has(KEPT)) await (await caches.open(KEPT)).put(path, response.clone());
  } catch {
    // A device that is full, or keeps nothing: what came is shown all the same.
  }
  return response;
}

// A weak signal often brings nothing and never says so: what is kept is then shown, and what comes late is kept.
async function fresh(event, path) {
  const coming = fetched(event.request, path);
  event.waitUntil(coming);
  const response = await Promise.race([coming, new Promise((isLate) => setTimeout(isLate, PATIENCE))]);
  if (response?.ok) return response;
  return await caches.match(path).catch(() => null) ?? coming;
}

addEventListener("install", (event) => event.waitUntil(keep()));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { origin, pathname } = new URL(event.request.url);
  if (event.request.method === "GET" && origin === location.origin && FILES.includes(pathname)) {
    event.respondWith(fresh(event, pathname));
  }
});
