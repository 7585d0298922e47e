// A file may be dropped on the field; the choice itself is the browser's own control.

for (const box of document.querySelectorAll("[data-file]")) {
  const input = box.querySelector("input[type=file]");
  const mark = (event) => {
    event.preventDefault();
    box.classList.toggle("file--over", event.type === "dragover");
  };
  box.addEventListener("dragover", mark);
  box.addEventListener("dragleave", mark);
  box.addEventListener("drop", (event) => {
    mark(event);
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
