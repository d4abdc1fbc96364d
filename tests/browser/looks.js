// Judges colours by looks: contrast, and links that stand in running text. What is found depends on an element's colours, size and weight, on what
// is painted behind it and, for a link, on the words around it; and costs axe three quarters of its time. So a look that passed once, on any page
// of this tab, isn't judged again. What may lie over something else (positioned, moved, drawn in a picture) always is.
async () => {
  const passed = new Set(JSON.parse(sessionStorage.getItem("looks that passed") ?? "[]"));
  const kept = new Map();
  const behind = (element) => {
    if (!element) return "";
    if (!kept.has(element)) {
      const { backgroundColor, backgroundImage, filter, mixBlendMode, opacity, position, transform } = getComputedStyle(element);
      const moved = ["absolute", "fixed"].includes(position) || transform !== "none" || element instanceof SVGElement;
      const above = behind(element.parentElement);
      const own = backgroundColor === "rgba(0, 0, 0, 0)" ? [] : [backgroundColor];
      const more = [backgroundImage, filter, mixBlendMode, opacity].filter((value) => !["none", "normal", "1"].includes(value));
      kept.set(element, moved || above === null ? null : [...own, ...more, above].join("<"));
    }
    return kept.get(element);
  };
  const painted = (element) => {
    const { color, fontSize, fontWeight, textShadow, textDecoration, borderBottom, display } = getComputedStyle(element);
    const ground = behind(element);
    return ground === null ? null : [color, fontSize, fontWeight, textShadow, textDecoration, borderBottom, display, ground].join(" ");
  };
  const look = (element) => {
    if (!element.matches("a[href]")) return painted(element);
    const [own, around] = [painted(element), painted(element.parentElement)];
    return own === null || around === null ? null : `${own} in ${around}`;
  };
  const says = (element) =>
    element.matches("a[href], input, select, textarea") || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const seen = [...document.body.querySelectorAll("*")].filter((element) => says(element) && element.checkVisibility({ visibilityProperty: true }));
  const looks = new Map(seen.map((element) => [element, look(element)]));
  const fresh = [...looks].filter(([, value]) => value === null || !passed.has(value)).map(([element]) => element);
  if (!fresh.length) return [];
  const rules = { runOnly: ["color-contrast", "link-in-text-block"], resultTypes: ["violations", "incomplete"], elementRef: true };
  const found = await axe.run({ include: fresh }, rules);
  const doubtful = new Set([...found.violations, ...found.incomplete].flatMap((rule) => rule.nodes).map(({ element }) => looks.get(element)));
  for (const element of fresh) if (looks.get(element) && !doubtful.has(looks.get(element))) passed.add(looks.get(element));
  sessionStorage.setItem("looks that passed", JSON.stringify([...passed]));
  return found.violations;
}
