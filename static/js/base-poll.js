// Waits for the machine: asks `data-poll` for JSON and loads `data-next` (or this page) again once
// the answer's `state` is no longer `data-state`. Slower with time, and silent while not looked at.

const waiting = document.querySelector("[data-poll]");
const FIRST = 3000;
const SLOWEST = 15000;

async function ask(pause) {
  if (!document.hidden) {
    try {
      const answer = await fetch(waiting.dataset.poll, { headers: { Accept: "application/json" } });
      if (answer.ok && (await answer.json()).state !== waiting.dataset.state) {
        window.location.assign(waiting.dataset.next || window.location.href);
        return;
      }
    } catch {
      // no network for a moment: the next try comes by itself
    }
  }
  setTimeout(ask, pause, Math.min(pause * 1.25, SLOWEST));
}

if (waiting) setTimeout(ask, FIRST, FIRST);
