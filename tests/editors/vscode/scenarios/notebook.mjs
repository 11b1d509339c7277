// A cell is code like any other, and knows what the cells above it import; repairs stay in their cells.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { until } from "../workbench.mjs";

const cell = (...source) => ({ cell_type: "code", execution_count: null, metadata: {}, outputs: [], source });

export const files = {
  "orders.ipynb": JSON.stringify({
    cells: [
      cell("import random\n", "import sqlite3\n", "import sys"),
      cell(`db = sqlite3.connect("orders.db")\n`, `db.execute("DELETE FROM orders WHERE id = " + sys.argv[1])`),
      cell(`token = "".join(random.choice("abcdef") for _ in range(32))`),
    ],
    metadata: { language_info: { name: "python" } },
    nbformat: 4,
    nbformat_minor: 5,
  }),
};

export default async function ({ window }) {
  const marks = window.page.locator(".notebook-editor .squiggly-error");
  // On a busy machine VS Code now and then shows nothing of a notebook until it is opened again.
  await until("the notebook is shown", async () => {
    await window.find("Control+P", "orders.ipynb");
    const shown = await marks.first().waitFor({ timeout: 10_000 }).then(() => true, () => false);
    if (!shown) await window.command("View: Close Editor");
    return shown;
  });
  await window.problems("insecure-random", "sql-injection");
  await window.status("2 findings in this file");
  await window.screenshot("notebook");

  await window.command("Penmark: Fix All Safe Problems in File");
  await window.problems();
  await window.command("File: Save");
  await window.page.locator(".tab.active:not(.dirty)").waitFor();
  const { cells } = JSON.parse(fs.readFileSync(path.join(window.root, "orders.ipynb"), "utf8"));
  const sources = cells.map(({ source }) => source.join(""));
  assert.deepEqual(sources, [
    "import random\nimport sqlite3\nimport sys",
    `db = sqlite3.connect("orders.db")\ndb.execute("DELETE FROM orders WHERE id = ?", (sys.argv[1],))`,
    `import secrets\n\ntoken = "".join(secrets.choice("abcdef") for _ in range(32))`,
  ]);
}
