// A question that depends on another one is shown with its answer: data-when="purpose=other".

const dependent = document.querySelectorAll("[data-when]");

function show() {
  for (const one of dependent) {
    const [name, wanted] = one.dataset.when.split("=");
    const chosen = document.querySelector(`input[name="${name}"]:checked`);
    const block = one.matches("input, select, textarea") ? one.closest(".field") : one;
    block.hidden = chosen?.value !== wanted;
  }
}

if (dependent.length) {
  document.addEventListener("change", show);
  window.addEventListener("pageshow", show); // back in the browser restores choices late
  show();
}
