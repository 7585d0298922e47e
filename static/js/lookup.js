// The look-up desk by keyboard: one key an answer, another for the next candidate. Keys sleep while
// somebody types, and can be switched off, because a screen reader has keys of its own.
(() => {
  "use strict";
  const OFF = "lookup-keys-off";
  const TYPING = "textarea, select, input:not([type=radio], [type=checkbox])";
  const isOff = () => {
    try {
      return localStorage.getItem(OFF) === "1";
    } catch {
      return false;
    }
  };
  const take = (target) => {
    if (target.matches("details")) {
      const ground = target.querySelector("input:checked");
      if (target.open && ground) {
        target.querySelector("form").requestSubmit();
        return;
      }
      target.open = true;
      (ground ?? target.querySelector("[type=radio]")).focus();
      return;
    }
    target.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.repeat || event.isComposing || event.defaultPrevented || isOff()) return;
    if (event.target.closest(TYPING)) return;
    // The arrows of a choice move within it.
    if (event.key.startsWith("Arrow") && event.target.closest("[type=radio]")) return;
    const target = document.querySelector(`[data-keys~="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    take(target);
  });
  document.addEventListener("DOMContentLoaded", () => {
    const field = document.querySelector("[data-keys-switch]");
    if (!field) return;
    const box = field.querySelector("input");
    field.hidden = false;
    box.checked = !isOff();
    box.addEventListener("change", () => {
      try {
        localStorage.setItem(OFF, box.checked ? "0" : "1");
      } catch {
        // Without storage the keys stay as they are for this page.
      }
    });
  });
})();
