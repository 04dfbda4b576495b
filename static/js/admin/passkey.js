// Signs in with a passkey, or makes one: asks the browser, puts its answer into the form and sends it.

const WORDS = {
  NotAllowedError: "The passkey was not used. Try again, or sign in another way.",
  InvalidStateError: "This device already holds a passkey for your account.",
};

const canDo = Boolean(window.PublicKeyCredential?.parseCreationOptionsFromJSON);

async function answer(form) {
  if (form.dataset.passkey === "sign-in") {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    const { request_options: options } = await response.json();
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options.publicKey);
    return navigator.credentials.get({ publicKey });
  }
  const { publicKey: options } = JSON.parse(form.querySelector("script[type='application/json']").textContent);
  return form.dataset.passkey === "create"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const error = form.querySelector("[data-passkey-error]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    error.textContent = "";
    if (!canDo) {
      error.textContent = "This browser is too old for passkeys. Update it, or use a code.";
      return;
    }
    try {
      const credential = await answer(form);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch (exception) {
      error.textContent = WORDS[exception.name] ?? "That did not work. Try again, or sign in another way.";
    }
  });
}
