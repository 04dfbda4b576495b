// Moves the rows of a list by keys and by dragging, without asking the server each time.

const form = document.getElementById("order_form");
const moved = document.querySelector("[data-moved]");
const said = form.querySelector("[data-announce]");
const EDGE = 80; // pixels from the ends of the window: a row that is dragged there scrolls the page
const STEP = 8; // pixels a frame

function tell(row) {
  const rows = [...row.parentElement.children];
  said.textContent = `${nameOf(row)} is now number ${rows.indexOf(row) + 1} of ${rows.length}.`;
  moved.hidden = false;
  row.parentElement.dispatchEvent(new Event("change", { bubbles: true }));
}

const nameOf = (row) => row.querySelector(".order-name").textContent.trim();

form.addEventListener("click", (event) => {
  const button = event.target.closest("[name=_move]");
  if (!button) return;
  event.preventDefault();
  const row = button.closest("li");
  const isUp = button.value.endsWith(" up");
  const neighbor = isUp ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbor) {
    said.textContent = `${nameOf(row)} is already ${isUp ? "first" : "last"}.`;
    return;
  }
  if (isUp) neighbor.before(row);
  else neighbor.after(row);
  button.focus();
  tell(row);
});

for (const list of document.querySelectorAll("[data-order]")) {
  for (const grip of list.querySelectorAll("[data-grip]")) {
    const row = grip.closest("li");
    grip.hidden = false;
    let pointer = 0;
    let y = 0; // where it is in the window
    const put = () => {
      const over = [...list.children].find((one) => {
        const { top, bottom } = one.getBoundingClientRect();
        return one !== row && y >= top && y < bottom;
      });
      if (!over) return;
      // Past the middle of a row, so that rows of unlike heights do not change places without end.
      const { top, height } = over.getBoundingClientRect();
      const isAbove = row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_PRECEDING;
      if (isAbove && y < top + height / 2) over.before(row);
      else if (!isAbove && y > top + height / 2) over.after(row);
      else return;
      // Taken out for a moment, the grip has lost the pointer.
      grip.setPointerCapture(pointer);
      tell(row);
    };
    const scroll = () => {
      if (!row.classList.contains("is-dragged")) return;
      const by = y < EDGE ? -STEP : y > innerHeight - EDGE ? STEP : 0;
      if (by) {
        scrollBy(0, by);
        put();
      }
      requestAnimationFrame(scroll);
    };
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      pointer = event.pointerId;
      y = event.clientY;
      grip.setPointerCapture(pointer);
      row.classList.add("is-dragged");
      scroll();
    });
    grip.addEventListener("pointermove", ({ clientY }) => {
      if (!grip.hasPointerCapture(pointer)) return;
      y = clientY;
      put();
    });
    for (const type of ["pointerup", "pointercancel"]) {
      grip.addEventListener(type, () => row.classList.remove("is-dragged"));
    }
  }
}
