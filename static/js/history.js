// The residence history while it is typed: the rule of applications/history.py, in its own words,
// and the bar of the months that are covered. The server asks the same again.

const list = document.querySelector("[data-residences]");
const NO_END = Number.MAX_SAFE_INTEGER;

export function monthNumber(text) {
  const found = /^(\d{1,2})\s*[/. -]?\s*(\d{4})$/.exec(text.trim());
  if (!found || found[1] < 1 || found[1] > 12) return null;
  return Number(found[2]) * 12 + Number(found[1]) - 1;
}

export function typed(month) {
  return `${String((month % 12) + 1).padStart(2, "0")}/${Math.floor(month / 12)}`;
}

const words = (text, values) => text.replace(/%\((\w+)\)s/g, (_all, name) => values[name]);

// Stays are {started, ended, kind} with months as numbers; the answer is [{row, field, message}].
export function problemsOf(stays, rules) {
  return [
    ...ofRows(stays, rules),
    ...ofStart(stays[0], rules),
    ...ofSequence(stays, rules),
    ...ofEnd(stays, rules),
  ];
}

function ofRows(stays, rules) {
  const found = [];
  stays.forEach(({ started, ended }, row) => {
    if (started > rules.now) found.push({ row, field: "from", message: rules.from_future });
    if (ended === NO_END) return;
    if (ended < started) found.push({ row, field: "to", message: rules.to_before_from });
    else if (ended > rules.now) found.push({ row, field: "to", message: rules.to_future });
  });
  return found;
}

function ofStart(first, rules) {
  if (first.started <= rules.first) return [];
  return [{ row: 0, field: "from", message: words(rules.start, { month: typed(rules.first) }) }];
}

function ofSequence(stays, rules) {
  const found = [];
  let reached = stays[0].ended;
  stays.slice(1).forEach((stay, before) => {
    const row = before + 1;
    const earlier = stays.slice(0, row);
    if (stay.started < stays[before].started) {
      found.push({ row, field: "from", message: rules.order });
    } else if (stay.started > reached + 1) {
      const months = { first: typed(reached + 1), last: typed(stay.started - 1) };
      found.push({ row, field: "from", message: words(rules.gap, months) });
    } else if (earlier.some((one) => one.kind === stay.kind && one.ended > stay.started)) {
      found.push({ row, field: "from", message: rules.overlap });
    }
    reached = Math.max(reached, stay.ended);
  });
  return found;
}

function ofEnd(stays, rules) {
  const last = stays.reduce((best, stay, row) => (stay.ended > stays[best].ended ? row : best), 0);
  const { ended } = stays[last];
  if (ended >= rules.now - 1) return [];
  return [{ row: last, field: "to", message: words(rules.end, { month: typed(ended + 1) }) }];
}

function control(card, name) {
  return card.querySelector(`[name$="-${name}"]`);
}

function stayOf(card) {
  const started = monthNumber(control(card, "from").value);
  const now = control(card, "until_now").checked;
  const ended = now ? NO_END : monthNumber(control(card, "to").value);
  const kind = card.querySelector('[name$="-kind"]:checked')?.value ?? "";
  return started === null || ended === null ? null : { started, ended, kind };
}

function adapt(card) {
  const abroad = card.querySelector('[name$="-kind"]:checked')?.value === "abroad";
  control(card, "to").closest(".field").hidden = control(card, "until_now").checked;
  control(card, "country").closest(".field").hidden = !abroad;
  control(card, "province").closest(".field").hidden = abroad;
}

function tell(card, name, message) {
  const input = control(card, name);
  const field = input.closest(".field");
  field.querySelectorAll(".field__error").forEach((one) => one.remove());
  field.classList.toggle("field--wrong", Boolean(message));
  input.toggleAttribute("aria-invalid", Boolean(message));
  const hint = document.getElementById(`${input.id}_hint`) ? `${input.id}_hint` : "";
  input.setAttribute("aria-describedby", message ? `${hint} ${input.id}_error`.trim() : hint);
  if (!message) return;
  input.setAttribute("aria-invalid", "true");
  const error = document.querySelector("[data-live-error]").content.firstElementChild.cloneNode(true);
  error.id = `${input.id}_error`;
  error.querySelector("[data-message]").textContent = message;
  input.before(error);
}

function draw(stays, rules) {
  const bar = document.querySelector("[data-bar]");
  if (!bar) return;
  const covered = new Set();
  const parts = stays.flatMap(({ started, ended }) => {
    const begin = Math.max(started, rules.first);
    const end = Math.min(ended, rules.now);
    for (let month = begin; month <= end; month += 1) covered.add(month);
    if (begin > end) return [];
    const part = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const place = { x: begin - rules.first, y: 0, width: end - begin + 1, height: 10 };
    part.setAttribute("class", "months__covered");
    for (const [name, value] of Object.entries(place)) part.setAttribute(name, value);
    return [part];
  });
  bar.querySelector("[data-parts]").replaceChildren(...parts);
  const missing = Number(bar.dataset.bar) - covered.size;
  const said = bar.querySelector("[data-said]");
  said.textContent = missing ? words(said.dataset.missing, { count: missing }) : said.dataset.whole;
}

function check(rules, { aloud }) {
  const cards = [...list.querySelectorAll("[data-stay]")];
  cards.forEach(adapt);
  const stays = cards.map(stayOf);
  if (rules.first) draw(stays.filter(Boolean), rules);
  if (!aloud || !rules.first || rules.first > rules.now || stays.some((stay) => !stay)) return;
  const problems = problemsOf(stays, rules);
  cards.forEach((card, row) => {
    for (const name of ["from", "to"]) {
      const found = problems.find((one) => one.row === row && one.field === name);
      tell(card, name, found?.message);
    }
  });
}

// A message that appears under the finger would move what is being pressed: it waits for the release.
let pressed = false;
let waiting = false;

function release(rules) {
  pressed = false;
  if (waiting) setTimeout(() => check(rules, { aloud: true }));
  waiting = false;
}

if (list) {
  const rules = JSON.parse(list.dataset.rules);
  document.addEventListener("mousedown", () => (pressed = true), true);
  document.addEventListener("mouseup", () => release(rules), true);
  list.addEventListener("input", () => check(rules, { aloud: false }));
  list.addEventListener("change", () => {
    waiting = pressed;
    check(rules, { aloud: !pressed });
  });
  window.addEventListener("pageshow", () => check(rules, { aloud: false }));
  check(rules, { aloud: false });
}
