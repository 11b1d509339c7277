// A block that arrives at once is made safe at once: by the first item of the menu, as one step that can be undone.
import assert from "node:assert/strict";
import { BEFORE, MODULE, RULES, SAFE, TITLE, COMPLETION } from "../completion.mjs";

export const files = { "shop.py": MODULE };

export default async function ({ window }) {
  await window.file("shop.py");
  await window.status("No findings in this file");
  await window.press("Control+End");
  await window.paste(COMPLETION);
  await window.problems(...RULES);
  await window.goto(16, 8);
  await window.lens(TITLE).waitFor();
  await window.screenshot("inserted");

  const fixes = await window.quickFixes();
  assert.equal((await fixes.first().innerText()).trim(), TITLE);
  await window.screenshot("make-safe");
  await window.press("Enter");
  await window.problems();
  await window.lens(TITLE).waitFor({ state: "detached" });
  await window.saves("shop.py", SAFE);
  await window.screenshot("safe");

  await window.editor.click();
  await window.press("Control+Z");
  await window.problems(...RULES);
  await window.saves("shop.py", BEFORE);
}
