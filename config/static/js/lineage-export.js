// The picture as a file: its own styles and the current colours are written into it, so that it looks the same elsewhere.
const MOST_PIXELS = 40e6;

export async function exportPicture(view, kind) {
  const text = asText(view);
  const name = `lineage-${new Date().toISOString().slice(0, 10)}`;
  if (kind === "svg") return save(new Blob([text], { type: "image/svg+xml" }), `${name}.svg`);
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const { width, height } = view.size;
  const scale = Math.min(2, Math.sqrt(MOST_PIXELS / (width * height)));
  const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  canvas.toBlob((blob) => save(blob, `${name}.png`), "image/png");
}

function asText({ svg, size }) {
  const copy = svg.cloneNode(true);
  copy.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  copy.setAttribute("width", size.width);
  copy.setAttribute("height", size.height);
  copy.querySelector("[data-view]").removeAttribute("transform");
  for (const part of copy.querySelectorAll(".lg-handle, .lg-hit")) part.remove();
  const sheet = document.createElementNS("http://www.w3.org/2000/svg", "style");
  sheet.textContent = resolved(rulesOf(document.styleSheets).join("\n"));
  const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  for (const [key, value] of Object.entries({ width: "100%", height: "100%", fill: colour("--bg") })) back.setAttribute(key, value);
  copy.prepend(sheet, back);
  return new XMLSerializer().serializeToString(copy);
}

function rulesOf(sheets) {
  const found = [];
  const visit = (rules) => {
    for (const rule of rules) {
      if (rule.selectorText) { if (/\.lg\b|\.lg-|\.tone-/.test(rule.selectorText)) found.push(rule.cssText); }
      else if (rule.styleSheet) visit(rule.styleSheet.cssRules);
      else if (rule.cssRules && !rule.media) visit(rule.cssRules);
    }
  };
  for (const sheet of sheets) visit(sheet.cssRules);
  return found;
}

// Only var(--tone) changes from sign to sign and stays; every other variable becomes its colour.
const resolved = (text) => text.replace(/--tone(-bg)?: var\((--[\w-]+)\)/g, (_, bg, name) => `--tone${bg ?? ""}: ${colour(name)}`)
  .replace(/var\((--(?!tone)[\w-]+)\)/g, (_, name) => colour(name));

function colour(name) {
  const probe = document.body.appendChild(document.createElement("i"));
  probe.style.color = `var(${name})`;
  const value = /^--(sans|mono)$/.test(name) ? getComputedStyle(document.documentElement).getPropertyValue(name) : getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function save(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
