// Keeps the page of the offline check, and answers with it where the network does not.
//
// Served by certificates/offline.py, which puts before it: const KEPT = {version, page, parts}.
// It keeps no certificate's address and no answer: every check is asked anew, or made by the page.

const PREFIX = "offline-check-";
const NAME = PREFIX + KEPT.version;
const PATIENCE = 10_000; // milliseconds: a network that hangs is none

self.addEventListener("install", (event) => {
  const fresh = (path) => new Request(path, { cache: "reload" });
  const kept = [KEPT.page, ...KEPT.parts].map(fresh);
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll(kept)).then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith(PREFIX) && name !== NAME;
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, pathname));
  else if (KEPT.parts.includes(pathname)) event.respondWith(part(request));
});

async function page(request, pathname) {
  try {
    const answer = await Promise.race([fetch(request), late()]);
    if (answer.status >= 502 && answer.status <= 504) throw new Error("the portal is away");
    if (answer.ok && pathname === KEPT.page) {
      const copy = answer.clone(); // in the reader's language of today
      const cache = await caches.open(NAME);
      await cache.put(KEPT.page, copy);
    }
    return answer;
  } catch {
    return (await kept(KEPT.page)) ?? Response.error();
  }
}

async function part(request) {
  return (await kept(new URL(request.url).pathname)) ?? fetch(request);
}

const kept = (path) => caches.open(NAME).then((cache) => cache.match(path, { ignoreVary: true }));

const late = () =>
  new Promise((_, reject) => setTimeout(() => reject(new Error("no answer in time")), PATIENCE));
