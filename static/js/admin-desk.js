// Small help on a step's page: what is wrong gets the eye, and a form is sent once.
(() => {
  "use strict";
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelector("[data-errors]")?.focus();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-once]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-once]").forEach((form) => delete form.dataset.sent);
  });
})();
