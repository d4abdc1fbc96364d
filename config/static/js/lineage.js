// Enhances the lineage picture that the server drew: zoom and pan, keys, search, minimap, export, and swapping in another state.
// One file on purpose: a module of its own is a request of its own. What few need (export, the full map) is fetched when needed.
const MOVE_MILLISECONDS = 260;
let view = null;

function start(previous) {
  const stage = document.getElementById("lineage");
  if (!stage) return;
  for (const part of stage.querySelectorAll("[data-needs-script]")) part.hidden = false;
  const frame = stage.querySelector("[data-frame]");
  frame.classList.add("is-live");
  frame.style.height = ""; // the style sheet's height, or less where the picture needs less
  const { height } = frame.querySelector("[data-picture]").viewBox.baseVal;
  frame.style.height = `${Math.min(frame.clientHeight, Math.max(height + 70, 360))}px`;
  view = viewOf(frame);
  if (view.svg.matches("[data-map]")) nameMap(view);
  if (previous) arrive(previous);
  else view.open();
}

// Keeps the focus card where it was on the screen and lets every card glide from its old place to its new one.
function arrive(previous) {
  const anchor = [...view.cards()].find((card) => previous.places.has(card.dataset.card));
  if (!anchor) return view.open();
  const middle = [...view.cards()].find((card) => card.matches(".is-focus") && previous.places.has(card.dataset.card)) ?? anchor;
  const [oldX, oldY] = previous.places.get(middle.dataset.card);
  const [newX, newY] = view.place(middle);
  const { x, y, k } = previous.at;
  view.go(x + (oldX - newX) * k, y + (oldY - newY) * k, k);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const [shiftX, shiftY] = [newX - oldX, newY - oldY];
  for (const card of view.cards()) {
    const old = previous.places.get(card.dataset.card);
    const [toX, toY] = view.place(card);
    const timing = { duration: MOVE_MILLISECONDS, easing: "ease-out" };
    if (!old) card.animate([{ opacity: 0 }, { opacity: 1 }], timing);
    else if (old[0] + shiftX !== toX || old[1] + shiftY !== toY) {
      const from = `translate(${old[0] + shiftX}px, ${old[1] + shiftY}px)`;
      card.animate([{ transform: from }, { transform: `translate(${toX}px, ${toY}px)` }], timing);
    }
  }
  for (const line of view.svg.querySelectorAll("[data-line]")) {
    if (!previous.lines.has(line.dataset.line)) line.animate([{ opacity: 0 }, { opacity: 1 }], { duration: MOVE_MILLISECONDS * 1.5 });
  }
}

function remember() {
  const places = new Map([...view.cards()].map((card) => [card.dataset.card, view.place(card)]));
  const lines = new Set([...view.svg.querySelectorAll("[data-line]")].map((line) => line.dataset.line));
  return { places, lines, at: { ...view.at } };
}

async function nameMap(on) {
  const { nearby } = await import("./lineage-map.js");
  nearby(on, JSON.parse(document.getElementById("lg-labels").textContent));
}

async function exportAs(kind) {
  const { exportPicture } = await import("./lineage-export.js");
  exportPicture(view, kind);
}

let newest = 0;
async function swap(href, { push = true } = {}) {
  const stage = document.getElementById("lineage");
  const turn = ++newest;
  const column = document.activeElement?.dataset?.column;
  const card = document.activeElement?.closest?.("[data-card]")?.dataset.card;
  stage.classList.add("is-busy");
  let page;
  try {
    const answer = await fetch(href, { headers: { "X-Requested-With": "fetch" } });
    page = answer.ok && !answer.redirected && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("lineage");
  } catch {
    page = null;
  }
  if (turn !== newest) return;
  if (!page) return void (location.href = href);
  const previous = remember();
  stage.replaceWith(document.importNode(page, true));
  if (push) history.pushState({ lineage: true }, "", href);
  start(previous);
  const next = (column && document.querySelector(`[data-column="${column}"]`)) || (card && view.cards().find((one) => one.dataset.card === card)?.querySelector("a"));
  next?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("#lineage")) return;
  const link = event.target.closest("a[data-swap]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    return void swap(link.getAttribute("href"));
  }
  const zoom = event.target.closest("[data-zoom]")?.dataset.zoom;
  if (zoom) view[zoom]();
  const kind = event.target.closest("[data-export]")?.dataset.export;
  if (kind) exportAs(kind);
});
addEventListener("popstate", () => document.getElementById("lineage") && swap(location.href, { push: false }));

// --- Zoom, pan, pinch and the minimap.
const [LEAST, MOST, ROOM, READABLE] = [0.02, 2.5, 24, 0.85];

function viewOf(frame) {
  const svg = frame.querySelector("[data-picture]");
  const group = svg.querySelector("[data-view]");
  const whole = svg.viewBox.baseVal;
  const size = { width: whole.width, height: whole.height };
  svg.removeAttribute("viewBox");
  const at = { x: 0, y: 0, k: 1 };
  const watchers = [];
  const limit = (k) => Math.max(LEAST, Math.min(MOST, k));

  const view = {
    svg, frame, at, size, watchers,
    cards: () => [...group.querySelectorAll("[data-card]")],
    place: (card) => { const m = card.transform.baseVal[0].matrix; return [m.e, m.f]; },
    go(x, y, k) {
      Object.assign(at, { x, y, k: limit(k) });
      group.setAttribute("transform", `translate(${at.x.toFixed(1)},${at.y.toFixed(1)}) scale(${at.k.toFixed(4)})`);
      for (const watch of watchers) watch();
    },
    zoom(factor, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
      const k = limit(at.k * factor);
      view.go(x - ((x - at.x) * k) / at.k, y - ((y - at.y) * k) / at.k, k);
    },
    in: () => view.zoom(1.25),
    out: () => view.zoom(0.8),
    fit(most = 1) {
      const k = Math.min(most, (frame.clientWidth - ROOM) / size.width, (frame.clientHeight - ROOM) / size.height);
      view.go((frame.clientWidth - size.width * k) / 2, (frame.clientHeight - size.height * k) / 2, k);
    },
    // The first look: everything if its words stay readable, else the focus in the middle and no room wasted beyond the edges.
    open() {
      view.fit();
      const focus = group.querySelector(".is-focus");
      if (at.k >= READABLE || !focus) return;
      view.show(focus, READABLE);
      const kept = (offset, room, length) => (length < room ? (room - length) / 2 : Math.min(0, Math.max(room - length, offset)));
      view.go(kept(at.x, frame.clientWidth, size.width * at.k), kept(at.y, frame.clientHeight, size.height * at.k), at.k);
    },
    show(card, k = at.k) {
      const [x, y] = view.place(card);
      const box = card.getBBox();
      const tall = Math.min(box.height, frame.clientHeight / k - 60);
      view.go(frame.clientWidth / 2 - (x + 122) * k, frame.clientHeight / 2 - (y + tall / 2) * k, k);
    },
    // Brings a card into sight without moving more than needed.
    reveal(card) {
      const [x, y] = view.place(card);
      const [left, top] = [x * at.k + at.x, y * at.k + at.y];
      if (left < 0 || top < 0 || left + 244 * at.k > frame.clientWidth || top + 72 * at.k > frame.clientHeight) view.show(card);
    },
  };
  listen(view);
  minimap(view);
  return view;
}

function listen(view) {
  const { svg, frame, at } = view;
  const fingers = new Map();
  let moved = 0;
  const local = (event) => { const box = frame.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };

  svg.addEventListener("wheel", (event) => {
    // A plain wheel scrolls the page; with Ctrl (and a pinch on a touchpad) it zooms, with Shift or sideways it pans.
    if (event.ctrlKey || event.metaKey) { event.preventDefault(); view.zoom(Math.exp(-event.deltaY * 0.01), ...local(event)); }
    else if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) { event.preventDefault(); view.go(at.x - (event.deltaX || event.deltaY), at.y, at.k); }
  }, { passive: false });
  svg.addEventListener("pointerdown", (event) => { fingers.set(event.pointerId, local(event)); moved = 0; });
  svg.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = local(event);
    const others = [...fingers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    if (others.length) {
      const far = (place) => Math.hypot(place[0] - others[0][0], place[1] - others[0][1]) || 1;
      view.zoom(far(now) / far(before), (now[0] + others[0][0]) / 2, (now[1] + others[0][1]) / 2);
    } else view.go(at.x + now[0] - before[0], at.y + now[1] - before[1], at.k);
    moved += Math.hypot(now[0] - before[0], now[1] - before[1]);
    if (moved > 4 && !svg.hasPointerCapture(event.pointerId)) svg.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, now);
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, (event) => fingers.delete(event.pointerId));
  svg.addEventListener("pointerleave", (event) => { if (!svg.hasPointerCapture(event.pointerId)) fingers.delete(event.pointerId); });
  // A drag that ends on a link must not follow it.
  svg.addEventListener("click", (event) => { if (moved > 4) { event.preventDefault(); event.stopPropagation(); } moved = 0; }, true);
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("focusin", (event) => { const card = event.target.closest("[data-card]"); if (card && event.target.matches(":focus-visible")) view.reveal(card); });
}

function minimap(view) {
  const map = view.frame.querySelector("[data-minimap]");
  const cards = view.cards();
  if (!map || cards.length < 4) return;
  map.setAttribute("viewBox", `0 0 ${view.size.width} ${view.size.height}`);
  const add = (name, box) => {
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    for (const [key, value] of Object.entries({ class: name, ...box })) rect.setAttribute(key, value);
    return map.appendChild(rect);
  };
  for (const card of cards) {
    const [x, y] = view.place(card);
    const box = card.querySelector(".lg-box");
    add(card.matches(".is-focus") ? "here" : "", { x, y, width: box.getAttribute("width"), height: box.getAttribute("height"), rx: 12 });
  }
  const seen = add("window", {});
  view.watchers.push(() => {
    const { x, y, k } = view.at;
    // It shows only while something is out of sight. SVG has no `hidden` property.
    map.toggleAttribute("hidden", view.size.width * k <= view.frame.clientWidth && view.size.height * k <= view.frame.clientHeight);
    for (const [key, value] of Object.entries({ x: -x / k, y: -y / k, width: view.frame.clientWidth / k, height: view.frame.clientHeight / k })) seen.setAttribute(key, value);
  });
  map.addEventListener("pointerdown", (event) => {
    const spot = new DOMPoint(event.clientX, event.clientY).matrixTransform(map.getScreenCTM().inverse());
    view.go(view.frame.clientWidth / 2 - spot.x * view.at.k, view.frame.clientHeight / 2 - spot.y * view.at.k, view.at.k);
  });
}

// --- Keys: arrows between cards, Shift with up and down between columns, search, Escape.
const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function keysOf(current, swap) {
  document.addEventListener("keydown", (event) => {
    const view = current();
    if (!view || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("[data-find]")) return find(view, event);
    if (event.target.closest("input, textarea, select")) return;
    if (event.key === "Escape") return void clear(swap);
    const card = event.target.closest("[data-card]");
    const inside = event.target.closest("#lineage");
    if (inside && ["+", "-", "0"].includes(event.key)) return void { "+": view.in, "-": view.out, 0: view.fit }[event.key]();
    if (!card || !WAYS[event.key]) return;
    event.preventDefault();
    const [dx, dy] = WAYS[event.key];
    if (event.shiftKey && dy) alongColumns(card, event.target, dy);
    else nearest(view, card, dx, dy)?.querySelector("a, .lg-head")?.focus({ preventScroll: true });
  });
  document.addEventListener("input", (event) => event.target.matches("[data-find]") && mark(current(), event.target.value));
}

function clear(swap) {
  for (const card of document.querySelectorAll(".is-found")) card.classList.remove("is-found");
  const link = document.querySelector("#lineage [data-clear]");
  if (link) swap(link.getAttribute("href"));
}

function alongColumns(card, from, step) {
  const rows = [...card.querySelectorAll("[data-column]")];
  const at = rows.indexOf(from.closest("[data-column]"));
  rows[at < 0 ? (step > 0 ? 0 : rows.length - 1) : at + step]?.focus({ preventScroll: true });
}

function nearest(view, card, dx, dy) {
  const [x, y] = view.place(card);
  let [best, least] = [null, Infinity];
  for (const other of view.cards()) {
    const [ox, oy] = view.place(other);
    const [ahead, aside] = dx ? [(ox - x) * dx, Math.abs(oy - y)] : [(oy - y) * dy, Math.abs(ox - x)];
    if (ahead <= 0 || (dy && aside > 122)) continue;
    const far = ahead + aside * (dx ? 0.6 : 2);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

const matching = (view, text) => view.cards().filter((card) => text && card.textContent.toLowerCase().includes(text.toLowerCase()));

function mark(view, text) {
  if (view.find) return view.find(text); // the full map has no cards
  const found = matching(view, text.trim());
  for (const card of view.cards()) card.classList.toggle("is-found", found.includes(card));
  if (found.length) view.reveal(found[0]);
}

function find(view, event) {
  if (event.key === "Escape") {
    event.target.value = "";
    mark(view, "");
    event.target.blur();
  }
  const found = matching(view, event.target.value.trim());
  if (event.key !== "Enter" || !found.length) return;
  event.preventDefault();
  const text = event.target.value.trim().toLowerCase();
  const row = [...found[0].querySelectorAll("[data-column]")].find((one) => one.textContent.toLowerCase().includes(text));
  view.reveal(found[0]);
  (row ?? found[0].querySelector("a"))?.focus({ preventScroll: true });
}

keysOf(() => view, swap);
start();
