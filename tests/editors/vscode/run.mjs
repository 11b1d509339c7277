// Runs the named scenarios, or all, one after the other in one workbench, and writes a line of JSON for each:
// { scenario, seconds, error? }. Called by `test_workbench.py`, which sets the environment.
import fs from "node:fs";
import path from "node:path";
import { Machine, environment } from "./workbench.mjs";

const folder = path.join(import.meta.dirname, "scenarios");
const named = process.argv.slice(2);
const names = named.length ? named : fs.readdirSync(folder).map((each) => path.basename(each, ".mjs"));
const scenarios = Object.fromEntries(await Promise.all(names.map(async (each) => [each, await import(path.join(folder, `${each}.mjs`))])));

const machine = await Machine.start(environment());
try {
  // A scenario has a folder of its own, or its files stand in the folder that all the others share.
  const files = Object.assign({}, ...Object.values(scenarios).map((each) => each.files ?? {}));
  let window;
  let windows = 0;
  for (const [scenario, { default: play }] of Object.entries(scenarios)) {
    const start = performance.now();
    let error;
    try {
      window ??= await machine.open(machine.folder(`shop${windows++ || ""}`, files));
      await play({ machine, window });
      await window.clear();
    } catch (reason) {
      error = String(reason?.stack ?? reason);
      await machine.screenshots(`failed-${scenario}`);
      await machine.closeAll();
      window = undefined;
    }
    process.stdout.write(`${JSON.stringify({ scenario, seconds: (performance.now() - start) / 1000, error })}\n`);
  }
} finally {
  await machine.stop();
}
