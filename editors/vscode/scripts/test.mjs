// The tests in `test/`, built as the extension is and run by Node's own runner. None of them needs VS Code.
import { spawnSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const folder = "dist/test";
const names = readdirSync("test").filter((name) => name.endsWith(".test.ts"));
rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: names.map((name) => join("test", name)),
  outdir: folder,
  bundle: true,
  format: "cjs",
  platform: "node",
  target: "node20",
  sourcemap: "inline",
  logLevel: "warning",
});
const built = names.map((name) => join(folder, name.replace(/ts$/, "js")));
const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...built], { stdio: "inherit" });
process.exit(status ?? 1);
