"use strict";
// Tables: a click on a column's head sorts by it, largest first, and the other way round the second time.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, column) => {
    const words = row.cells[column].textContent.trim();
    const number = parseFloat(words.replace(/[,\u202f%]/g, ""));
    return Number.isNaN(number) ? words.toLowerCase() : number;
  };
  heads.forEach((head, column) => head.addEventListener("click", () => {
    const ascending = head.getAttribute("aria-sort") === "descending";
    heads.forEach(other => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", ascending ? "ascending" : "descending");
    const order = (a, b) => {
      const x = key(a, column), y = key(b, column);
      const less = typeof x === typeof y ? (x < y ? -1 : x > y ? 1 : 0) : typeof x === "number" ? 1 : -1;
      return ascending ? less : -less;
    };
    const body = table.tBodies[0];
    body.append(...[...body.rows].sort(order));
  }));
}
// Confusion matrix: classes in another order.
const matrix = document.getElementById("matrix");
if (matrix) {
  const classes = +matrix.dataset.classes, cell = +matrix.dataset.cell, left = +matrix.dataset.left;
  const squares = [...matrix.querySelectorAll("rect[data-t]")];
  const rows = Array.from({length: classes}, () => ({right: 0, all: 0}));
  const wrong = [];
  for (const square of squares) {
    const {t, a, n} = square.dataset;
    rows[t].all += +n;
    if (t === a) rows[t].right += +n; else wrong.push([+n, +t, +a]);
  }
  const all = [...rows.keys()];
  const recall = k => rows[k].all ? rows[k].right / rows[k].all : 2;
  const orders = {
    label: () => all,
    worst: () => [...all].sort((x, y) => recall(x) - recall(y)),
    pairs: () => [...new Set(wrong.sort((x, y) => y[0] - x[0]).flatMap(([, t, a]) => [t, a]).concat(all))],
  };
  const buttons = [...document.querySelectorAll("[data-for=matrix] button")];
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const place = [];
      orders[button.dataset.order]().forEach((k, at) => { place[k] = at; });
      for (const square of squares) {
        square.setAttribute("x", left + place[square.dataset.a] * cell);
        square.setAttribute("y", 8 + place[square.dataset.t] * cell);
      }
      for (const count of matrix.querySelectorAll("text.count")) {
        count.setAttribute("x", left + (place[count.dataset.a] + 0.5) * cell);
        count.setAttribute("y", 8 + (place[count.dataset.t] + 0.5) * cell + 4);
      }
      for (const label of matrix.querySelectorAll("text.truth")) label.setAttribute("y", 8 + (place[label.dataset.t] + 0.5) * cell + 4);
      for (const label of matrix.querySelectorAll("text.answer")) {
        label.setAttribute("transform", `translate(${left + (place[label.dataset.a] + 0.5) * cell + 4} ${classes * cell + 20}) rotate(-60)`);
      }
      buttons.forEach(other => other.setAttribute("aria-pressed", String(other === button)));
    });
  }
}
// Paper shows all.
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach(each => { each.open = true; }));
document.documentElement.dataset.ready = "true";
