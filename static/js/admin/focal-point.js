// Lets an editor set a picture's focal point on the picture itself. The two number fields below it hold
// the value and work without this file.

const frame = document.querySelector(".focal-point");
const fields = ["focal_x", "focal_y"].map((name) => document.getElementById(`id_${name}`));

if (frame && fields.every(Boolean)) {
  const [across, down] = fields;
  const point = document.createElement("button");
  point.type = "button";
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  frame.append(point, said);

  const perCent = (field) => Math.min(100, Math.max(0, Math.round(Number(field.value) || 0)));
  const words = () => `${perCent(across)} per cent from the left, ${perCent(down)} per cent from the top`;

  const draw = () => {
    point.style.insetInlineStart = `${perCent(across)}%`;
    point.style.insetBlockStart = `${perCent(down)}%`;
    point.setAttribute("aria-label", `Focus: ${words()}. Arrow keys move it.`);
  };

  const move = (x, y) => {
    across.value = x;
    down.value = y;
    fields.forEach((field) => {
      field.value = perCent(field);
      // Whoever watches the form for changes sees it as typed.
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    said.textContent = words();
  };

  frame.addEventListener("click", (event) => {
    // A keyboard's click on the button has no place on the picture.
    if (event.detail === 0) return;
    const box = frame.querySelector("img").getBoundingClientRect();
    move(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
    point.focus();
  });

  point.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1;
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const [x, y] = steps[event.key];
    move(perCent(across) + x * step, perCent(down) + y * step);
  });

  fields.forEach((field) => field.addEventListener("input", draw));
  draw();
}
