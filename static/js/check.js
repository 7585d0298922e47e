// A certificate's file may be dropped anywhere on the page and is then checked at once; while a file
// is on its way the page says so.

const form = document.querySelector("[data-check-file]");
const input = form.querySelector("input[type=file]");
const page = document.body;

const bearsFile = (event) => event.dataTransfer?.types.includes("Files");

document.addEventListener("dragover", (event) => {
  if (!bearsFile(event)) return;
  event.preventDefault();
  page.classList.add("drop-anywhere");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) page.classList.remove("drop-anywhere");
});

document.addEventListener("drop", (event) => {
  page.classList.remove("drop-anywhere");
  const onField = event.target.closest("[data-file]"); // base-file.js has taken it already
  if (onField || !bearsFile(event)) return;
  event.preventDefault();
  input.files = event.dataTransfer.files;
  form.requestSubmit();
});

form.addEventListener("submit", () => {
  if (input.files.length) form.querySelector("[data-sending]").hidden = false;
});

window.addEventListener("pageshow", () => {
  form.querySelector("[data-sending]").hidden = true;
});
