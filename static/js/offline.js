// The page of the offline check: takes a code, shows what it says, keeps the newest signed list.
//
// All words stand in the page's templates (templates/certificates/offline_body.html).

const check = globalThis.offlineCheck;
const root = document.querySelector("[data-offline]");
const field = root.querySelector("textarea");
const { key: publicKey, host, online, listUrl, worker } = root.dataset;
const LISTS = "offline-list"; // the cache that holds the newest list
let key = null;
let list = null;
let asked = ""; // what the shown answer is about

const day = (iso) => iso.slice(0, 10).split("-").reverse().join("/");
const moment = (iso) => `${iso.slice(11, 16)}, ${day(iso)}`;

// A template's words, with values put into their places.
function words(name, values = {}) {
  const made = root.querySelector(`template[data-words="${name}"]`).content.cloneNode(true);
  for (const [place, value] of Object.entries(values)) {
    for (const spot of made.querySelectorAll(`[data-fill="${place}"]`)) spot.textContent = value;
  }
  return made;
}

function place(name, ...content) {
  root.querySelector(`[data-place="${name}"]`).replaceChildren(...content);
}

// The answer

function warnings(answer, from) {
  const elsewhere = from && from !== host;
  return [elsewhere && "elsewhere", answer.because && `warn-${answer.because}`]
    .filter((name) => name && root.querySelector(`template[data-words="${name}"]`))
    .map((name) => words(name, { host: from }));
}

function facts(token, said, answer) {
  const made = words("facts", {
    number: String(said.number).padStart(2, "0"),
    issued: day(said.issued),
    list: list ? moment(list.generated_at) : "–",
    revoked: answer.row ? day(answer.row.revoked_on) : "",
    printed: answer.row ? `${answer.row.number} (${answer.row.office})` : "",
  });
  for (const one of made.querySelectorAll("[data-when]")) {
    if (!one.dataset.when.split(" ").includes(answer.status)) one.remove();
  }
  for (const one of made.querySelectorAll("[data-online]")) one.href = online + token;
  return made;
}

async function answer(written) {
  if (!key) return [words("unsupported")];
  const { token, host: from } = check.tokenIn(written);
  const said = await check.readToken(token, key);
  if (!said.genuine) return [words(`refused-${said.because}`), ...warnings({}, from)];
  const found = check.judge(said, list);
  return [words(found.status), ...warnings(found, from), facts(token, said, found)];
}

async function show(written) {
  if (!written.trim()) return field.focus();
  asked = written;
  place("answer", ...(await answer(written)));
  const heading = root.querySelector('[data-place="answer"] h2');
  heading.tabIndex = -1;
  heading.focus();
}

// The list

function tell() {
  const values = list && {
    list: moment(list.generated_at), until: moment(list.next_update),
    serial: list.serial, count: list.revoked.length,
  };
  place("list", words(values ? "list" : "no-list", values ?? {}));
}

// Takes the list if it is the office's and no older than the kept one; tells whether it did.
async function take(document) {
  if (!key) return false;
  const read = await check.readList(document, key, list);
  place("fault", ...(read.list ? [] : [words(`list-${read.because}`)]));
  if (!read.list) return false;
  list = read.list;
  tell();
  return true;
}

async function keptList() {
  const inside = document.getElementById("list");
  if (inside) return take(inside.textContent);
  if (!("caches" in globalThis)) return false;
  const found = await (await caches.open(LISTS)).match(listUrl);
  return found ? take(await found.text()) : false;
}

async function newList() {
  if (!listUrl) return;
  const document = await fetch(listUrl, { cache: "no-store" })
    .then((found) => (found.ok ? found.text() : null))
    .catch(() => null);
  if (document === null || !(await take(document)) || !("caches" in globalThis)) return;
  await (await caches.open(LISTS)).put(listUrl, new Response(document));
  if (asked) place("answer", ...(await answer(asked)));
}

// Staying on the device

async function stay() {
  if (!worker) return;
  if (!("serviceWorker" in navigator)) return place("ready", words("not-kept"));
  try {
    await navigator.serviceWorker.register(worker, { scope: root.dataset.scope });
    await navigator.serviceWorker.ready;
    place("ready", words(list ? "ready" : "ready-without-list"));
  } catch {
    if (navigator.onLine) place("ready", words("not-kept"));
  }
}

// The camera, where the browser reads QR codes itself

async function scan(button) {
  const video = root.querySelector("video");
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    return place("answer", words("no-camera"));
  }
  button.hidden = true;
  video.hidden = false;
  video.srcObject = stream;
  await video.play();
  let codes = [];
  while (!codes.length && stream.active) {
    codes = await detector.detect(video).catch(() => []);
    await new Promise(requestAnimationFrame);
  }
  stream.getTracks().forEach((track) => track.stop());
  video.hidden = true;
  button.hidden = false;
  field.value = codes[0]?.rawValue ?? "";
  await show(field.value);
}

async function canScan() {
  if (!navigator.mediaDevices || !("BarcodeDetector" in globalThis)) return false;
  return (await globalThis.BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

async function start() {
  for (const part of root.querySelectorAll("[data-scripted]")) part.hidden = false;
  root.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    show(field.value);
  });
  root.querySelector("[data-list-file]")?.addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file && (await take(await file.text())) && asked) await show(asked);
  });
  const button = root.querySelector("[data-scan]");
  button.addEventListener("click", () => scan(button));
  button.hidden = !(await canScan());

  key = await check.keyFrom(publicKey);
  tell();
  if (!key) place("answer", words("unsupported"));
  await keptList();
  const token = location.pathname.startsWith(root.dataset.scope) && !root.hasAttribute("data-file")
    ? location.pathname.slice(root.dataset.scope.length) : "";
  if (token && !token.startsWith("offline/")) {
    field.value = token;
    await show(token);
  }
  await newList();
  await stay();
  root.dataset.done = "yes";
}

start();
