// The admin draws its signs with the letters of a font: hide those words from screen readers,
// and give the two signs that are pressed the manners of a button.
(() => {
  "use strict";
  const tidy = (root) => {
    root.querySelectorAll(".material-symbols-outlined:not([aria-hidden])").forEach((sign) => {
      const pressed = sign.hasAttribute("x-on:click");
      if (!pressed) {
        sign.setAttribute("aria-hidden", "true");
        sign.setAttribute("translate", "no");
      }
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    tidy(document);
    new MutationObserver(() => tidy(document)).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
})();
