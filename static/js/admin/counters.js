// Says how long a text is beside fields marked data-good-length; spoken only after a pause in typing.

const PAUSE = 1500; // milliseconds

for (const field of document.querySelectorAll("[data-good-length]")) {
  const good = Number(field.dataset.goodLength);
  const shown = document.createElement("p");
  shown.className = "counter";
  shown.setAttribute("aria-hidden", "true");
  const spoken = document.createElement("p");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  field.after(shown, spoken);

  const words = () => {
    const length = [...field.value].length;
    const state = length > good ? ": search engines may cut the end" : "";
    return `${length} of about ${good} characters${state}`;
  };
  let waiting;
  const update = () => {
    shown.textContent = words();
    shown.classList.toggle("is-long", [...field.value].length > good);
  };
  field.addEventListener("input", () => {
    update();
    clearTimeout(waiting);
    waiting = setTimeout(() => (spoken.textContent = words()), PAUSE);
  });
  update();
}
