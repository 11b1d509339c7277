// A server that is killed comes back by itself, and goes on with what is in the editor.
import assert from "node:assert/strict";
import { until } from "../workbench.mjs";

export const files = { "job.py": `import sys\n\nprint(sys.argv)\n` };

export default async function ({ machine, window }) {
  await window.file("job.py");
  await until("the server runs", () => machine.servers().length === 1);
  const [killed] = machine.servers();
  process.kill(killed, "SIGKILL");
  await until("another server runs", () => machine.servers().some((each) => each !== killed));
  await window.press("Control+End");
  await window.page.keyboard.insertText(`eval(sys.argv[1])\n`);
  await window.squiggles(1);
  await window.problems("code-injection");
  assert.equal(machine.servers().length, 1);
}
