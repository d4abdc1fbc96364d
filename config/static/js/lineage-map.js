// Names on the full map: only those in sight, and only when near enough to be read.
const [BOX_WIDTH, BOX_HEIGHT, NEAR, MOST, LETTERS] = [190, 22, 0.6, 400, 27];

export function nearby(view, labels) {
  const group = view.svg.querySelector("[data-near]");
  let waiting = 0;
  const draw = () => {
    waiting = 0;
    const { x, y, k } = view.at;
    const [left, top] = [-x / k - BOX_WIDTH, -y / k - BOX_HEIGHT];
    const [right, bottom] = [(view.frame.clientWidth - x) / k, (view.frame.clientHeight - y) / k];
    const seen = k < NEAR ? [] : labels.filter(([, , lx, ly]) => lx > left && lx < right && ly > top && ly < bottom).slice(0, MOST);
    group.replaceChildren(...seen.map(label));
  };
  view.watchers.push(() => { waiting ||= requestAnimationFrame(draw); });
  view.find = (text) => {
    const hit = text.trim() && labels.find(([, name]) => name.toLowerCase().includes(text.trim().toLowerCase()));
    if (hit) view.go(view.frame.clientWidth / 2 - (hit[2] + BOX_WIDTH / 2) * 0.9, view.frame.clientHeight / 2 - hit[3] * 0.9, 0.9);
  };
}

function label([key, name, x, y]) {
  const make = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);
  const [link, text, title] = [make("a"), make("text"), make("title")];
  link.setAttribute("href", `/assets/${key}/lineage/`);
  for (const [attribute, value] of Object.entries({ class: "lg-maptext", x: x + 7, y: y + 15 })) text.setAttribute(attribute, value);
  text.textContent = name.length > LETTERS ? `…${name.slice(1 - LETTERS)}` : name;
  title.textContent = name;
  link.append(title, text);
  return link;
}
