// Packs the extension with vsce, which is given all arguments: `npm run package -- --target linux-x64 -o penmark.vsix`.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const licence = join(here, "LICENSE");
const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");
const flags = [
  "--no-dependencies", // esbuild has taken in what is needed
  "--allow-missing-repository",
  "--no-rewrite-relative-links",
  "--allow-package-all-secrets", // the rules' pages describe what secrets look like
];

// The licence stands once in the repository, at its root; in the .vsix it belongs beside package.json.
copyFileSync(join(here, "..", "..", "LICENSE"), licence);
try {
  execFileSync(process.execPath, [vsce, "package", ...flags, ...process.argv.slice(2)], { cwd: here, stdio: "inherit" });
} finally {
  rmSync(licence, { force: true });
}
