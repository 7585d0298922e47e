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
  // Areas that scroll are landmarks: each needs a name of its own.
  const vietnamese = document.documentElement.lang === "vi";
  const nameOf = (area) => {
    if (area.closest("#nav-sidebar")) return vietnamese ? "Danh mục" : "Menu";
    if (area.querySelector("table")) return vietnamese ? "Bảng" : "Table";
    return vietnamese ? "Vùng cuộn" : "Scrollable content";
  };
  const rename = (root) => {
    root.querySelectorAll('[aria-label="scrollable content"]').forEach((area) => {
      area.setAttribute("aria-label", nameOf(area));
    });
  };
  document.addEventListener("DOMContentLoaded", () => {
    const all = () => [tidy, rename].forEach((act) => act(document));
    all();
    window.addEventListener("load", all);
    new MutationObserver(all).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
})();
