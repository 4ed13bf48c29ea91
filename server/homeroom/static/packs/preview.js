// A card as a child sees it, for a teacher: nothing that is done here is sent anywhere.
import { mountCard } from "/static/student/player/player.js";

const card = JSON.parse(document.getElementById("card").textContent);
mountCard(document.getElementById("preview"), card, { mode: "preview" });
