// "All" above a list of check boxes.

const all = document.querySelector("[data-all]");

if (all) {
  const boxes = () => [...document.querySelectorAll("input[name=dossier]")];
  const one = all.querySelector("input");
  all.hidden = false;
  one.addEventListener("change", () => boxes().forEach((box) => (box.checked = one.checked)));
  document.addEventListener("change", () => {
    const checked = boxes().filter((box) => box.checked).length;
    one.checked = checked === boxes().length;
    one.indeterminate = checked > 0 && !one.checked;
  });
}
