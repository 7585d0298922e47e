// A long list on the page: what is typed leaves only the rows that hold it, marks or not.
(() => {
  "use strict";
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();
  document.addEventListener("DOMContentLoaded", () => {
    for (const area of document.querySelectorAll("[data-find]")) {
      const field = area.querySelector("[data-find-field]");
      const told = area.querySelector("[data-find-told]");
      const rows = [...area.querySelectorAll("tbody tr")].map((row) => [row, plain(row.textContent)]);
      field.hidden = false;
      field.addEventListener("input", () => {
        const words = plain(field.value).split(/\s+/).filter(Boolean);
        let number = 0;
        for (const [row, text] of rows) {
          row.hidden = !words.every((word) => text.includes(word));
          number += row.hidden ? 0 : 1;
        }
        told.hidden = words.length === 0;
        told.textContent = `${number} ${told.dataset.words}`;
      });
      // Enter looks for the words and sends nothing.
      field.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
      });
    }
  });
})();
