// A table is chosen; and while it is being read, ask how far it is and say so. At its end the page
// is shown anew.
(() => {
  "use strict";
  for (const field of document.querySelectorAll("[data-file] input")) {
    field.hasChangeListener = true; // the admin's own script looks for a field that only it has
  }
  const EVERY = 1500;
  const box = document.querySelector("[data-import]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const show = (news) => {
    for (const place of document.querySelectorAll("[data-progress]")) {
      const words = news[place.dataset.progress];
      if (place.textContent !== words) place.textContent = words;
    }
    bar.value = news.percent;
  };
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.import, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 403) return location.reload();
      if (answer.ok) {
        const news = await answer.json();
        show(news);
        if (news.over) return location.reload();
      }
    } catch {
      // The line is down for a moment: the next look will tell.
    }
    setTimeout(look, EVERY);
  };
  setTimeout(look, EVERY);
})();
