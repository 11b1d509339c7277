// Packs the extension with vsce, which is given all arguments: `npm run package -- --target linux-x64 -o penmark.vsix`.
// The licence stands once in the repository, at its root; in the .vsix it belongs beside package.json.
import { execFileSync } from "node:child_process";
import { copyFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(dirname(fileURLToPath(import.meta.url)));
const licence = join(here, "LICENSE");
const vsce = createRequire(import.meta.url).resolve("@vscode/vsce/vsce");

copyFileSync(join(here, "..", "..", "LICENSE"), licence);
try {
  const packing = [vsce, "package", "--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", ...process.argv.slice(2)];
  execFileSync(process.execPath, packing, { cwd: here, stdio: "inherit" });
} finally {
  rmSync(licence);
}
