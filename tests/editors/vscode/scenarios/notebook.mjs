// A cell is code like any other, and knows what the cells above it import.
const cell = (source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source });

export const files = {
  "orders.ipynb": JSON.stringify({
    cells: [cell(["import sqlite3\n", "import sys"]), cell([`db = sqlite3.connect("orders.db")\n`, `db.execute("DELETE FROM orders WHERE id = " + sys.argv[1])`])],
    metadata: { language_info: { name: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  }),
};

export default async function ({ window }) {
  await window.press("Control+P");
  await window.choose("orders.ipynb");
  const marks = window.page.locator(".notebook-editor .squiggly-error");
  await marks.first().waitFor();
  await window.problems("sql-injection");
  await window.screenshot("notebook");
}
