// Whoever signs out leaves nothing typed in this browser that the server has, or takes now.

import { forget, send, stored } from "./kept-drafts.js";

const { account } = document.getElementById("session").dataset;
const form = document.getElementById("logout-form");

form?.addEventListener("submit", async (event) => {
  document.dispatchEvent(new Event("signing-out")); // an open form hands over what it holds
  const held = stored(account);
  if (!held.length) return;
  event.preventDefault();
  for (const [key, copy] of held) {
    const { state } = await send(copy, form.elements.csrfmiddlewaretoken.value);
    if (!["kept", "closed", "older"].includes(state)) continue;
    forget(key);
    addEventListener("pagehide", () => forget(key)); // the open form keeps its text once more as it is left
  }
  form.submit();
});
