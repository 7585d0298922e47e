// Reads the QR code of an identity card from a photograph, where the browser can. The picture stays
// on the phone: only the text of the code is put into the field and sent with the form.

const field = document.querySelector("#id_card");
const button = document.querySelector("[data-camera]");
const said = document.querySelector("[data-camera-said]");

async function read(file) {
  said.textContent = "";
  try {
    const picture = await createImageBitmap(file);
    const [code] = await new BarcodeDetector({ formats: ["qr_code"] }).detect(picture);
    if (code?.rawValue) {
      field.value = code.rawValue;
      field.form.requestSubmit();
      return;
    }
  } catch {
    // a picture that cannot be opened is answered like one without a code
  }
  said.textContent = said.dataset.unreadable;
}

if (button && "BarcodeDetector" in window) {
  button.hidden = false;
  button.querySelector("input").addEventListener("change", (event) => {
    const [file] = event.target.files;
    if (file) read(file);
    event.target.value = "";
  });
}
