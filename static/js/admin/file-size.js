// Says at once that a file is too large, before it is sent: nothing that was typed beside it is lost.

for (const input of document.querySelectorAll("input[type=file][data-most-bytes]")) {
  const most = Number(input.dataset.mostBytes);
  const said = document.createElement("p");
  said.className = "errorlist";
  said.setAttribute("role", "alert");
  input.after(said);
  input.addEventListener("change", () => {
    const [file] = input.files;
    const isTooLarge = file && file.size > most;
    said.textContent = isTooLarge
      ? `This file has ${Math.round(file.size / 1e6)} MB; ${Math.round(most / 1e6)} MB are allowed. Export it again with a lower quality.`
      : "";
    if (isTooLarge) input.value = "";
  });
}
