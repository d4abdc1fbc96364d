// Keys of the inbox: j and k move, Enter opens, x ticks, 1 accepts, 2 merges, 3 declines, h puts off.
const list = document.querySelector("[data-inbox]");
const form = document.getElementById("bulk");
const rows = list ? [...list.children] : [];
let at = -1;

function go(to) {
  at = Math.max(0, Math.min(rows.length - 1, to));
  rows.forEach((row, index) => row.toggleAttribute("data-here", index === at));
  const link = rows[at].querySelector("a");
  link.focus();
  rows[at].scrollIntoView({ block: "nearest" });
}

function box(row) {
  return row.querySelector("input[type=checkbox]");
}

// A decision about the ticked rows, or else about the one under the cursor. What needs a word more gets the focus instead of being sent.
function decide(what, needs) {
  if (!rows.some((row) => box(row).checked) && at >= 0) box(rows[at]).checked = true;
  if (!rows.some((row) => box(row).checked)) return;
  form.elements.do.value = what;
  const field = needs && form.elements[needs];
  if (field && !field.value) {
    const folded = field.closest("details");
    if (folded) folded.open = true;
    field.focus();
    return;
  }
  form.requestSubmit();
}

const keys = {
  j: () => go(at + 1),
  k: () => go(at - 1),
  x: () => at >= 0 && (box(rows[at]).checked = !box(rows[at]).checked),
  1: () => decide("accept"),
  2: () => decide("merge", "case"),
  3: () => decide("decline", "reason"),
  h: () => decide("snooze", "until"),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  if (!rows.length || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = keys[event.key];
  if (act) {
    event.preventDefault();
    act();
  }
});
