// In a folder that is not trusted code is checked, and nothing that the folder brings along is run or read.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";

const page = `\`\`\`toml
title = "Any call of print"
severity = "high"
confidence = "high"
cwe = [1]
message = "print is called."

[[call]]
language = "python"
calls = ["print"]
\`\`\`

## Python

\`\`\`python flagged
print("a")  #! print-called
\`\`\`
`;

export default async function ({ machine }) {
  const root = machine.folder("foreign", {
    ".vscode/settings.json": JSON.stringify({ "penmark.path": "\${workspaceFolder}/penmark", "penmark.interpreter": "./penmark" }),
    ".penmark/rules/own/print-called.md": page,
    penmark: `#!/bin/sh\ntouch "$(dirname "$0")/was-run"\n`,
    "job.py": `import sys\n\nprint(eval(sys.argv[1]))\n`,
  });
  fs.chmodSync(path.join(root, "penmark"), 0o755);
  const window = await machine.open(root, { trust: false });
  await window.file("job.py");
  await window.problems("code-injection");
  await window.screenshot("restricted");
  assert.ok(!fs.existsSync(path.join(root, "was-run")), "the workspace's program was run");
  await window.close();
}
