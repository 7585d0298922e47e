// Counting with a scanner: each slip that is scanned is marked as there; what is not on the list is
// written down at the end of the page. Without this script the same is done by hand.

const form = document.querySelector("[data-count]");
const box = form.querySelector("[data-scan]");
const field = box.querySelector("input");
const said = box.querySelector("[data-said]");
const extra = form.querySelector("textarea[name=extra]");

function count(number) {
  const slip = form.querySelector(`[data-slip="${CSS.escape(number)}"]`);
  if (slip) {
    slip.querySelector("input[type=radio][value=received]").checked = true;
    slip.scrollIntoView({ block: "center" });
    return said.dataset.full;
  }
  const lines = extra.value.split("\n").filter(Boolean);
  if (!lines.includes(number)) extra.value = [...lines, number].join("\n");
  return said.dataset.extra;
}

box.hidden = false;
field.focus();
field.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // a scanner ends with Enter, which must not send the form
  const number = field.value.trim().toUpperCase();
  field.value = "";
  if (number) said.textContent = `${number}: ${count(number)}`;
});
