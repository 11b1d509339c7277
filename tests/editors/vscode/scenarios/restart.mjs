// A server that is killed comes back by itself, and goes on with what is in the editor; so does one that a person restarts.
import assert from "node:assert/strict";
import { until } from "../workbench.mjs";

export const files = { "job.py": `import sys\n\nprint(sys.argv)\n` };

export default async function ({ machine, window }) {
  await window.file("job.py");
  await until("the server runs", () => machine.servers().length === 1);
  const [killed] = machine.servers();
  process.kill(killed, "SIGKILL");
  const successor = await until("another server runs", () => machine.servers().find((each) => each !== killed));
  await window.press("Control+End");
  await window.page.keyboard.insertText(`eval(sys.argv[1])\n`);
  await window.squiggles(1);
  await window.problems("code-injection");
  assert.deepEqual(machine.servers(), [successor]);

  await window.command("Penmark: Restart Server");
  await until("a third server runs", () => machine.servers().some((each) => each !== successor));
  await until("the second has ended", () => machine.servers().length === 1);
  await window.problems("code-injection");
  await window.status("1 finding in this file");
}
