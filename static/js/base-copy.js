// "Copy" beside a value that is typed into another app; hidden where the browser cannot copy.

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const label = button.querySelector("[data-copy-label]") ?? button;
    const before = label.textContent;
    label.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      label.textContent = button.dataset.done;
      setTimeout(() => (label.textContent = before), 4000);
    });
  }
}
