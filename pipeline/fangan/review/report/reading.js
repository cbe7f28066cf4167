"use strict";
(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const bar = document.querySelector(".bar");

  /* The two sides of each block, by its number. */
  const sides = new Map();
  for (const part of all("[data-n]")) {
    const number = part.dataset.n;
    if (!sides.has(number)) sides.set(number, []);
    sides.get(number).push(part);
  }
  const numberAt = (target) => target.closest?.("[data-n]")?.dataset.n;

  let lit = null;
  let fixed = null;
  const light = (number) => {
    if (number === lit) return;
    for (const part of sides.get(lit) ?? []) part.classList.remove("on");
    for (const part of sides.get(number) ?? []) part.classList.add("on");
    lit = number;
  };
  const release = () => {
    for (const part of sides.get(fixed) ?? []) part.classList.remove("fixed");
    fixed = null;
  };
  const fix = (number, from) => {
    const again = number === fixed;
    release();
    if (again) return;
    fixed = number;
    light(number);
    const parts = sides.get(number);
    for (const part of parts) part.classList.add("fixed");
    const onPage = from.matches("rect");
    const other = parts.find((part) => part.matches("rect") !== onPage);
    other?.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("pointerover", (event) => {
    if (fixed === null) light(numberAt(event.target) ?? null);
  });
  document.addEventListener("focusin", (event) => {
    const number = numberAt(event.target);
    if (number !== undefined && fixed === null) light(number);
  });
  document.addEventListener("click", (event) => {
    const part = event.target.closest("[data-n]");
    if (part && !String(getSelection())) fix(part.dataset.n, part);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      release();
      light(null);
    }
    const part = event.target.closest?.(".block");
    if (part && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      fix(part.dataset.n, part);
    }
  });

  bar.addEventListener("submit", (event) => event.preventDefault());
  bar.addEventListener("change", (event) => {
    const field = event.target;
    if (field.name === "page") {
      document.getElementById(`page-${field.value}`).scrollIntoView();
      return;
    }
    for (const part of all(`[data-n].${field.name}`)) part.classList.toggle("off", !field.checked);
  });
})();
