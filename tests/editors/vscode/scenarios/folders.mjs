// A window without anything to check has no server. A command starts one, for all folders; each keeps its own penmark.toml.
import assert from "node:assert/strict";
import fs from "node:fs";
import { until } from "../workbench.mjs";

const digest = `import hashlib\n\nprint(hashlib.md5(b"").hexdigest())\n`;

export default async function ({ machine }) {
  const root = machine.folder("folders", {
    "loud/digest.py": digest,
    "calm/quiet.py": digest,
    "calm/penmark.toml": `ignore = ["weak-hash"]\n`,
    "both.code-workspace": JSON.stringify({ folders: [{ path: "loud" }, { path: "calm" }] }),
  });
  const others = machine.servers();
  const own = () => machine.servers().filter((each) => !others.includes(each));
  const window = await machine.open(`${root}/both.code-workspace`);
  await window.command("Penmark: Show Log"); // answered by the extension, which is active then
  await window.page.locator(".part.panel .monaco-editor.focused").waitFor();
  assert.deepEqual(own(), []);

  await window.command("Penmark: Scan Workspace");
  await window.notification("Penmark: 1 finding in 3 files.");
  await until("one server runs", () => own().length === 1);
  await window.problems("weak-hash");
  await window.file("quiet.py");
  await window.status("No findings in this file");
  await window.close();
  fs.rmSync(root, { recursive: true });
}
