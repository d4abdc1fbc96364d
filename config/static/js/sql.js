// Lights up a column wherever it is: in the text, in the picture, in the table. Without this, each name leads to its column's row.
const result = document.querySelector("[data-sql]");
const numbers = (part) => (part?.dataset.columns ?? part?.dataset.column ?? "").split(" ").filter(Boolean);

function light(wanted) {
  for (const part of result.querySelectorAll("[data-columns], .lg-row")) {
    part.classList.toggle("is-on", numbers(part).some((number) => wanted.has(number)));
  }
}

for (const kind of ["pointerover", "focusin"]) {
  result?.addEventListener(kind, (event) => {
    light(new Set(numbers(event.target.closest("[data-columns], .lg-row"))));
  });
}
