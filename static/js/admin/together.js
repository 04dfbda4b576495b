// Writing a section anew chooses what is written.

for (const side of document.querySelectorAll(".together .form-row")) {
  const choice = side.querySelector("input[type=radio]");
  side.addEventListener("input", (event) => {
    if (event.target !== choice) choice.checked = true;
  });
}
