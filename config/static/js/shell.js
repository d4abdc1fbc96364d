// What every page may use: the search key, menus that close, dialogs, copy buttons, toasts that leave. All of it is optional.
const TOAST_MILLISECONDS = 6000;
const SUGGEST_MILLISECONDS = 150;

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy]");
  if (copy) copyText(copy);
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens).showModal();
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog").close();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

async function copyText(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const said = button.querySelector("[data-said]");
  if (said) said.textContent = "Copied";
}

function dismissToasts() {
  for (const toast of document.querySelectorAll("[data-toast]:not([data-timed])")) {
    toast.dataset.timed = "1";
    if (toast.querySelector("form, a")) continue; // something to press stays until the page changes
    setTimeout(() => toast.remove(), TOAST_MILLISECONDS);
  }
}

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-auto]");
  if (form && event.target.matches("select, [type=checkbox]")) form.requestSubmit();
});

function isTyping(target) {
  return target.closest("input, textarea, select, [contenteditable]") !== null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !isTyping(event.target) && !event.defaultPrevented && !event.ctrlKey && !event.metaKey) {
    const box = [...document.querySelectorAll("[data-search]")].at(-1); // the page's own box comes after the bar's
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  }
  if (event.key === "Escape") {
    for (const menu of document.querySelectorAll("details.menu[open]")) menu.open = false;
  }
});

// Suggestions: names that begin with what was typed, in the browser's own list.
let asked;
document.addEventListener("input", (event) => {
  const box = event.target.closest("[data-suggest]");
  if (!box) return;
  clearTimeout(asked);
  asked = setTimeout(() => suggest(box), SUGGEST_MILLISECONDS);
});

async function suggest(box) {
  const typed = box.value;
  if (typed.length < 2) return;
  const answer = await fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`);
  if (!answer.ok || box.value !== typed) return;
  const { suggestions } = await answer.json();
  const list = document.getElementById("suggestions");
  list.replaceChildren(...suggestions.map((name) => Object.assign(document.createElement("option"), { value: name })));
  box.setAttribute("list", "suggestions");
}

// On the SQL page, lights up a column wherever it is: in the text, in the picture, in the table.
const columnsOf = (part) => (part?.dataset.columns ?? part?.dataset.column ?? "").split(" ").filter(Boolean);
for (const kind of ["pointerover", "focusin"]) {
  document.querySelector("[data-sql]")?.addEventListener(kind, (event) => {
    const wanted = columnsOf(event.target.closest("[data-columns], .lg-row"));
    for (const part of event.currentTarget.querySelectorAll("[data-columns], .lg-row")) {
      part.classList.toggle("is-on", columnsOf(part).some((column) => wanted.includes(column)));
    }
  });
}

dismissToasts();
document.addEventListener("htmx:after:swap", dismissToasts);
