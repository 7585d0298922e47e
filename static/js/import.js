// While a table is being read, ask how far it is and say so; at its end, show the page anew.
(() => {
  "use strict";
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
