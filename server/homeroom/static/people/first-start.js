// Chooses the time zone of this device, while nobody has chosen one. Without this script the list still works.
const zones = document.getElementById("field-timezone");
const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zones && zones.value === "UTC" && [...zones.options].some((zone) => zone.value === here)) {
  zones.value = here;
}
