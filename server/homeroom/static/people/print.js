// The print button of a sheet.
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
