"use strict";
(() => {
  const table = document.getElementById("patients");
  const form = document.getElementById("filter");
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const heads = Array.from(table.tHead.rows[0].cells);
  const byText = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const key = (row, column) => {
    const cell = row.cells[column];
    return "v" in cell.dataset ? cell.dataset.v : cell.textContent.trim();
  };
  // What is missing stays at the end in both directions; equal rows keep the order of the file.
  const sort = (column, down) => {
    const figures = "figures" in heads[column].dataset;
    const sign = down ? -1 : 1;
    const order = rows.map((row, place) => [key(row, column), place, row]);
    order.sort(([a, i], [b, j]) => {
      if ((a === "") !== (b === "")) return a === "" ? 1 : -1;
      const found = figures ? Number(a) - Number(b) : byText.compare(a, b);
      return sign * found || i - j;
    });
    body.append(...order.map(([, , row]) => row));
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(column, down);
    });
  });

  const text = document.getElementById("filter-text");
  const category = document.getElementById("filter-category");
  const quality = document.getElementById("filter-quality");
  const shown = document.getElementById("shown");
  const content = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const filter = () => {
    const wanted = text.value.trim().toLowerCase();
    let count = 0;
    for (const row of rows) {
      const fits =
        content.get(row).includes(wanted) &&
        (category.value === "" || row.dataset.category === category.value) &&
        (quality.value === "" || row.dataset.quality === quality.value);
      row.hidden = !fits;
      if (fits) count += 1;
    }
    const words = shown.dataset.words.split(/\{ \$(\w+) \}/);
    shown.textContent = words
      .map((word, place) => (place % 2 ? { shown: count, all: rows.length }[word] : word))
      .join("");
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(filter));
  form.hidden = false;
  filter();

  // The arrow keys walk through the fields of an oncoprint; the field's values are read out.
  const reading = document.getElementById("reading");
  const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  for (const grid of document.querySelectorAll(".grid")) {
    const lines = grid.querySelector("tbody").rows;
    let at = null;
    const show = (row, column) => {
      const cell = lines[row] && lines[row].cells[column];
      if (!cell || column < 1) return;
      if (at) lines[at[0]].cells[at[1]].classList.remove("at");
      at = [row, column];
      cell.classList.add("at");
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
      reading.textContent = cell.title;
    };
    grid.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step || event.target !== grid) return;
      event.preventDefault();
      if (at) show(at[0] + step[0], at[1] + step[1]);
      else show(0, 1);
    });
    grid.addEventListener("mouseover", (event) => {
      const cell = event.target.closest("td");
      if (cell && cell.title) reading.textContent = cell.title;
    });
  }
})();
