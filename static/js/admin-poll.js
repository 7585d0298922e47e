// While the machine is at work on a batch, look again every two seconds and put in what is new.
(() => {
  "use strict";
  const EVERY = 2000;
  const look = async () => {
    const area = document.querySelector("[data-poll]");
    if (!area) return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const news = page.querySelector("[data-poll], [data-polled]");
        if (news) area.replaceWith(news);
      }
    } catch {
      // The line is down for a moment: the next look will tell.
    }
    setTimeout(look, EVERY);
  };
  document.addEventListener("DOMContentLoaded", () => setTimeout(look, EVERY));
})();
