// On a phone the row of pages can be wider than the screen: bring the page that is open into view.
const here = document.querySelector(".page-nav [aria-current]");
if (here) here.scrollIntoView({ block: "nearest", inline: "center" });
