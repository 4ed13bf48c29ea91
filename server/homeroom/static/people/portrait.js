// Shows the chosen photo in the frame before it is sent.
const form = document.querySelector("form[data-preview]");
if (form) {
  const frame = form.querySelector("img");
  form.querySelector("input[type=file]").addEventListener("change", (event) => {
    const [photo] = event.target.files;
    if (photo) frame.src = URL.createObjectURL(photo);
  });
}
