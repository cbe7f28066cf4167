"use strict";
(() => {
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

  /* ---- filters: a row stays when every question that is set is answered yes ---- */

  const watch = (form, rows, asks, unit, after) => {
    const words = new Map(rows.map((row) => [row, folded(row.textContent)]));
    const apply = () => {
      const wanted = folded(form.elements.text.value);
      const active = asks.filter(({ name }) => {
        const field = form.elements[name];
        return field.type === "checkbox" ? field.checked : field.value !== "";
      });
      let shown = 0;
      for (const row of rows) {
        const fits =
          words.get(row).includes(wanted) &&
          active.every(({ name, fits: test }) => test(row, form.elements[name].value));
        row.hidden = !fits;
        shown += fits ? 1 : 0;
      }
      const whole = shown === rows.length;
      form.elements.count.value = whole
        ? `共 ${rows.length} ${unit}`
        : `显示 ${shown} / ${rows.length} ${unit}`;
      after(shown);
    };
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () => setTimeout(apply));
    apply();
    return () => {
      form.reset();
      apply();
    };
  };

  const itemRows = all("tr.item");
  const itemForm = one("#items form");
  const clearItems = watch(
    itemForm,
    itemRows,
    [
      { name: "area", fits: (row, value) => row.dataset.area === value },
      { name: "force", fits: (row, value) => row.dataset.force === value },
      { name: "state", fits: (row, value) => row.dataset.state === value },
      { name: "gap", fits: (row) => "gap" in row.dataset },
      { name: "doubt", fits: (row) => "doubt" in row.dataset },
    ],
    "条",
    (shown) => {
      const empty = (part) => !one("tr.item:not([hidden])", part);
      for (const body of all("table.items tbody")) body.hidden = empty(body);
      for (const area of all("section.area")) area.hidden = empty(area);
      one("#items > .none").hidden = shown > 0;
    },
  );
  const indicatorForm = one("#indicators form");
  const clearIndicators = indicatorForm
    ? watch(
        indicatorForm,
        all("tr.indicator"),
        [
          { name: "kind", fits: (row, value) => row.dataset.kind === value },
          { name: "linked", fits: (row) => "linked" in row.dataset },
        ],
        "个",
        () => {},
      )
    : () => {};

  /* ---- a link into a filtered table clears the filter first ---- */

  const arrive = (row) => {
    all("tr.here").forEach((other) => other.classList.remove("here"));
    row.classList.add("here");
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "center" });
    const quotation = one("button.quote", row);
    if (quotation && isBeside()) open(quotation);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (!link) return;
    const goal = document.getElementById(link.getAttribute("href").slice(1));
    if (!goal) return;
    if (goal.hidden || goal.closest("[hidden]")) {
      (goal.closest("#indicators") ? clearIndicators : clearItems)();
    }
    if (goal.matches("tr")) {
      event.preventDefault();
      arrive(goal);
    }
  });

  /* ---- more quotations ---- */

  for (const button of all("button.more")) {
    const closed = button.textContent;
    button.addEventListener("click", () => {
      const open = button.previousElementSibling.classList.toggle("open");
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "收起" : closed;
    });
  }

  /* ---- the source: pages with boxes, or the text with the quotation marked ---- */

  const source = one("aside.source");
  const spot = one(".spot", source);
  const tabs = all('[role="tab"]', source);
  const pages = one("#pages");
  const text = one("#text");
  const paragraphs = all("[data-s]", text);
  const starts = paragraphs.map((paragraph) => Number(paragraph.dataset.s));
  const jump = one('select[name="page"]', source);
  const SVG = "http://www.w3.org/2000/svg";
  let current = null;

  const isBeside = () => getComputedStyle(source).position === "sticky";

  const show = (tab) => {
    for (const other of tabs) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !chosen;
    }
    source.classList.toggle("on-text", tab.id === "tab-text");
  };
  const bring = (scroll, part, share) => {
    const offset = part.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
    scroll.scrollTop += offset - scroll.clientHeight * share;
  };

  const unmark = () => {
    all(".marks > *").forEach((mark) => mark.remove());
    for (const mark of all("mark", text)) {
      const parent = mark.parentNode;
      mark.replaceWith(...mark.childNodes);
      parent.normalize();
    }
  };

  const markPages = (boxes) => {
    let first = null;
    for (const [page, x0, top, x1, bottom] of boxes) {
      const svg = pages && one(`figure[data-page="${page}"] .marks`, pages);
      if (!svg) continue;
      const box = document.createElementNS(SVG, "rect");
      const room = 1.5;
      box.setAttribute("x", x0 - room);
      box.setAttribute("y", top - room);
      box.setAttribute("width", x1 - x0 + 2 * room);
      box.setAttribute("height", bottom - top + 2 * room);
      svg.append(box);
      first = first || { box, page };
    }
    return first;
  };

  /* Offsets count characters as the reader of the file counts them (code points). */
  const units = (string, count) => [...string].slice(0, count).join("").length;

  const markText = (start, end) => {
    let index = starts.length - 1;
    while (index >= 0 && starts[index] > start) index -= 1;
    let first = null;
    for (; index >= 0 && index < paragraphs.length && starts[index] < end; index += 1) {
      let at = starts[index];
      const walker = document.createTreeWalker(paragraphs[index], NodeFilter.SHOW_TEXT);
      const nodes = [];
      while (walker.nextNode()) nodes.push(walker.currentNode);
      for (const node of nodes) {
        const length = [...node.data].length;
        const from = Math.max(start - at, 0);
        const to = Math.min(end - at, length);
        at += length;
        if (from >= to) continue;
        const range = document.createRange();
        range.setStart(node, units(node.data, from));
        range.setEnd(node, units(node.data, to));
        const mark = document.createElement("mark");
        range.surroundContents(mark);
        first = first || mark;
      }
    }
    return first;
  };

  const open = (button) => {
    if (current) current.classList.remove("current");
    current = button;
    button.classList.add("current");
    source.classList.add("open");
    unmark();
    const boxes = button.dataset.b
      ? button.dataset.b.split(";").map((box) => box.split(",").map(Number))
      : [];
    const onPage = markPages(boxes);
    const inText = markText(Number(button.dataset.s), Number(button.dataset.e));
    spot.textContent = one(".where", button).textContent || "无标题处";
    if (!onPage && pages) show(one("#tab-text"));
    else if (onPage && !source.dataset.chosen) show(one("#tab-pages"));
    if (onPage) {
      jump.value = String(onPage.page);
      if (!pages.hidden) bring(pages, onPage.box, 0.33);
    }
    if (inText && !text.hidden) bring(text, inText, 0.33);
  };

  const again = () => {
    const box = pages && !pages.hidden && one(".marks > *", pages);
    if (box) bring(pages, box, 0.33);
    const mark = !text.hidden && one("mark", text);
    if (mark) bring(text, mark, 0.33);
  };

  const close = () => {
    source.classList.remove("open");
    if (current) current.focus();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button.quote");
    if (button) open(button);
  });
  one(".close", source).addEventListener("click", close);
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      source.dataset.chosen = tab.id === "tab-text" ? "text" : "";
      if (tab.id !== "tab-text") delete source.dataset.chosen;
      show(tab);
      again();
    });
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      other.focus();
      other.click();
    });
  }
  if (jump) {
    jump.addEventListener("change", () => {
      show(one("#tab-pages"));
      bring(pages, one(`#page-${jump.value}`), 0);
    });
  }
  let zoom = 100;
  for (const button of all("[data-zoom]", source)) {
    button.addEventListener("click", () => {
      zoom = Math.min(250, Math.max(60, zoom + 25 * Number(button.dataset.zoom)));
      source.style.setProperty("--zoom", `${zoom}%`);
      again();
    });
  }

  /* ---- keys ---- */

  const step = (by) => {
    const rows = itemRows.filter((row) => row.offsetParent !== null);
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains("here"));
    const next = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
    if (rows[next]) arrive(rows[next]);
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && source.classList.contains("open")) close();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, select, textarea")) return;
    if (event.key === "/") {
      event.preventDefault();
      itemForm.elements.text.focus();
      one("#items").scrollIntoView();
    } else if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
  });

  /* ---- paper shows everything ---- */

  addEventListener("beforeprint", () => {
    all("details").forEach((part) => (part.open = true));
  });
})();
