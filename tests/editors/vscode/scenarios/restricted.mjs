// In a folder that is not trusted code is checked, and nothing that the folder brings along is run or read; once it is trusted, it is.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { until } from "../workbench.mjs";

const PAGE = `\`\`\`toml
title = "Any call of print"
severity = "high"
confidence = "high"
cwe = [1]
message = "print is called."

[[call]]
language = "python"
calls = ["print"]
\`\`\`

It is called here.

## Python

\`\`\`python flagged
print("a")  # want print-called "print"
\`\`\`
`;

export default async function ({ machine }) {
  const root = machine.folder("foreign", {
    ".vscode/settings.json": JSON.stringify({ "penmark.path": "${workspaceFolder}/penmark", "penmark.interpreter": "${workspaceFolder}/penmark" }),
    ".penmark/rules/own/print-called.md": PAGE,
    penmark: `#!/bin/sh\ntouch "$(dirname "$0")/was-run"\nexec python3 -I "${machine.launcher}" "$@"\n`,
    "job.py": `import sys\n\nprint(eval(sys.argv[1]))\n`,
  });
  const wasRun = () => fs.existsSync(path.join(root, "was-run"));
  fs.chmodSync(path.join(root, "penmark"), 0o755);
  const window = await machine.open(root, { trust: false });
  await window.file("job.py");
  await window.problems("code-injection");
  await window.status("1 finding in this file");
  assert.ok(!wasRun(), "the workspace's program was run");
  await window.screenshot("restricted");

  await window.command("Workspaces: Manage Workspace Trust");
  await window.page.locator(".workspace-trust-editor .monaco-button", { hasText: /^Trust$/ }).click();
  await window.problems("code-injection", "print-called");
  await until("the workspace's program is run", wasRun);
  await window.close();
}
