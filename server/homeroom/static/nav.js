// On a phone a row of ways can be wider than the screen: bring the one that is open into view, without moving the page.
for (const here of document.querySelectorAll(".page-nav [aria-current], .tabs [aria-current], .g-links [aria-current]")) {
  const row = here.closest(".page-nav, .tabs, .g-links");
  const [inner, outer] = [here.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}
