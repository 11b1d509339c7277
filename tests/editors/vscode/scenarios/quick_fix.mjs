// One finding repaired without the mouse, and taken back by one Ctrl+Z.
export const files = {
  "ping.py": `import sqlite3
import sys

db = sqlite3.connect("hosts.db")
db.execute("SELECT * FROM hosts WHERE name = '" + sys.argv[1] + "'")
`,
};

const REPAIRED = files["ping.py"].replace(/"SELECT.*"'"/, `"SELECT * FROM hosts WHERE name = ?", (sys.argv[1],)`);

export default async function ({ window }) {
  await window.file("ping.py");
  await window.squiggles(1);
  await window.goto(5, 4);
  const fixes = await window.quickFixes();
  await window.screenshot("quick-fix");
  await fixes.first().getByText("Pass the values as parameters").waitFor();
  await window.press("Enter");
  await window.squiggles(0);
  await window.saves("ping.py", REPAIRED);
  await window.problems();
  await window.editor.click();
  await window.press("Control+Z");
  await window.squiggles(1);
  await window.saves("ping.py", files["ping.py"]);
}
