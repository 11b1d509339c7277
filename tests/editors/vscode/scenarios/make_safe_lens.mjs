// The line above an inserted block does the same with one click.
import { COMPLETION, MODULE, RULES, SAFE, TITLE } from "../completion.mjs";

export const files = { "lens.py": MODULE };

export default async function ({ window }) {
  await window.file("lens.py");
  await window.status("No findings in this file");
  await window.press("Control+End");
  await window.paste(COMPLETION);
  await window.problems(...RULES);
  await window.goto(14, 1);
  await window.lens(TITLE).click();
  await window.problems();
  await window.saves("lens.py", SAFE);
}
