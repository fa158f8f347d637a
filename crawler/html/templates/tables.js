"use strict";
// Sorting by buttons in the heads of table[data-sort]; a search field above each table[data-filter].
const bodyOf = table => table.tBodies[0];
const textOf = cell => cell.textContent.trim().replace(/\u202f/g, "").replace(/^–$/, "");
const valueOf = cell => cell ? cell.dataset.value ?? textOf(cell) : "";
const compare = new Intl.Collator("en", { numeric: true }).compare;

function order(a, b) {
  if (a === "" || b === "") return (a === "") - (b === "");
  return isNaN(a) || isNaN(b) ? compare(a, b) : a - b;
}

function sort(table, heads, head, column) {
  const first = head.classList.contains("num") ? "descending" : "ascending";
  const other = first === "ascending" ? "descending" : "ascending";
  const way = head.getAttribute("aria-sort") === first ? other : first;
  heads.forEach(each => each.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", way);
  const rows = [...bodyOf(table).rows].map(row => [valueOf(row.cells[column]), row]);
  rows.sort(([a], [b]) => way === "ascending" || a === "" || b === "" ? order(a, b) : order(b, a));
  bodyOf(table).append(...rows.map(([, row]) => row));
}

for (const table of document.querySelectorAll("table[data-sort]")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const label = head.textContent.trim();
    if (!label) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, heads, head, column));
  });
}

for (const table of document.querySelectorAll("table[data-filter]")) {
  const rows = [...bodyOf(table).rows];
  const bar = document.createElement("div");
  const label = document.createElement("label");
  const field = document.createElement("input");
  const count = document.createElement("output");
  bar.className = "filter";
  field.type = "search";
  label.append("Filter " + table.dataset.filter, field);
  bar.append(label, count);
  (table.closest(".scroll") ?? table).before(bar);
  const texts = new Map(rows.map(row => [row, row.textContent.toLowerCase()]));
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/);
    rows.forEach(row => { row.hidden = !words.every(word => texts.get(row).includes(word)); });
    const left = rows.filter(row => !row.hidden).length;
    count.textContent = field.value.trim() ? left + " of " + rows.length : "";
  });
  field.addEventListener("keydown", event => {
    if (event.key === "Escape") { field.value = ""; field.dispatchEvent(new Event("input")); }
  });
}
