// On every page: what is wrong is read first, and nothing is sent twice.

const errors = document.querySelector("[data-errors]");
if (errors) {
  errors.focus();
  document.title = `${errors.querySelector("h2").textContent.trim()} – ${document.title}`;
}

for (const form of document.querySelectorAll("form[method=post]:not([data-repeatable])")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.setAttribute("aria-disabled", "true");
  });
}

// Back in the browser shows the page as it was: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((one) => one.removeAttribute("aria-disabled"));
  }
});
