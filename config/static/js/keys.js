// Keyboard: "/" goes to the search box, Escape closes menus.
function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

export function listenForKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !isTyping(event.target) && !event.defaultPrevented && !event.ctrlKey && !event.metaKey) {
      const boxes = [...document.querySelectorAll("[data-search]")];
      const box = boxes.at(-1); // the page's own box comes after the bar's
      if (!box) return;
      event.preventDefault();
      box.focus();
      box.select();
    }
    if (event.key === "Escape") {
      for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
    }
  });
}
