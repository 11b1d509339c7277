// One file for the extension host: `node scripts/build.mjs [--minify | --watch]`.
import { context } from "esbuild";

const flags = new Set(process.argv.slice(2));
const bundle = await context({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  external: ["vscode"],
  format: "cjs",
  platform: "node",
  target: "node20", // what VS Code 1.91 runs on
  minify: flags.has("--minify"),
  sourcemap: flags.has("--minify") ? false : "linked",
  logLevel: "warning",
});
if (flags.has("--watch")) {
  await bundle.watch();
} else {
  await bundle.rebuild();
  await bundle.dispose();
}
