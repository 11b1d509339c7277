// From a key to the squiggle that it makes or takes away, on the screen, over 100 keys. A benchmark, not a test:
// run by `python -m tests.editors.vscode.play keystroke.mjs`. Times in ms; the clocks of the page and of the tap are one machine's.
import fs from "node:fs";
import path from "node:path";
import { Machine, environment, until } from "./workbench.mjs";

const KEYS = 100;
const FUNCTIONS = 40; // of nine lines each
const FILE = "orders.py";

const LINES = [
  "import hashlib",
  "import sqlite3",
  "",
  ...Array.from({ length: FUNCTIONS }, (_, number) => [
    "",
    `def order_${number}(db: sqlite3.Connection, name: str, amounts: list[int]) -> str:`,
    `    """The sum of the orders, and a mark to know it by."""`,
    `    row = db.execute("SELECT id FROM customers WHERE name = ?", (name,)).fetchone()`,
    `    total = sum(amount for amount in amounts if amount > ${number})`,
    `    if row is None:`,
    `        return ""`,
    `    return f"{row[0]}:{total}:" + hashlib.md(name.encode()).hexdigest()`,
    "",
  ]).flat(),
];
const LINE = 3 + 9 * (FUNCTIONS / 2) + 8;
const COLUMN = LINES[LINE - 1].indexOf("(name.encode") + 1; // a 5 typed here makes a weak hash of it

/** Runs in the page: notes when a key goes down, and when the frame is shown that has another number of squiggles. */
function watch() {
  const squiggles = () => document.querySelectorAll(".editor-instance .squiggly-error, .editor-instance .squiggly-warning, .editor-instance .squiggly-info").length;
  window.keys = [];
  let waiting;
  window.addEventListener("keydown", (event) => (waiting = { down: event.timeStamp, before: squiggles() }), true);
  new MutationObserver(() => {
    if (waiting === undefined || squiggles() === waiting.before) return;
    const { down } = waiting;
    waiting = undefined;
    // What is posted from within a frame is heard when the frame has been painted.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => window.keys.push({ down: performance.timeOrigin + down, painted: performance.timeOrigin + performance.now() });
    port2.postMessage(undefined);
  }).observe(document.querySelector(".editor-instance"), { subtree: true, childList: true, attributes: true });
}

/** Has the editor start the extension's server through the tap. */
function tapped(machine) {
  const log = path.join(machine.home, "tap.log");
  const program = path.join(machine.home, "tapped");
  const tap = path.join(import.meta.dirname, "tap.mjs");
  fs.writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${tap}" "${log}" python3 -I "${machine.launcher}" "$@"\n`, { mode: 0o755 });
  const settings = path.join(machine.home, "data", "Machine", "settings.json");
  fs.mkdirSync(path.dirname(settings), { recursive: true });
  fs.writeFileSync(settings, JSON.stringify({ "penmark.path": program }));
  return () => fs.readFileSync(log, "utf8").trim().split("\n").map((line) => JSON.parse(line));
}

function summary(values) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share) => Number(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1));
  return { median: at(0.5), p95: at(0.95), worst: at(1) };
}

const machine = await Machine.start(environment());
try {
  const passed = tapped(machine);
  const window = await machine.open(machine.folder("orders", { [FILE]: LINES.join("\n") }));
  await window.file(FILE);
  await window.status("No findings in this file");
  await window.goto(LINE, COLUMN);
  await window.page.evaluate(watch);
  const seen = () => window.page.evaluate(() => window.keys.length);
  for (let key = 0; key < KEYS; key++) {
    await window.press(key % 2 === 0 ? "5" : "Backspace");
    await until(`key ${key} is on the screen`, async () => (await seen()) === key + 1);
    await window.page.waitForTimeout(120 + 17 * (key % 7)); // as a person types, not in step with anything
  }
  const keys = await window.page.evaluate(() => window.keys);
  const messages = passed();
  const between = (method, { down, painted }) => messages.find((each) => each.method === method && each.at > down && each.at < painted);
  const parts = keys.map((key) => {
    const heard = between("textDocument/didChange", key).at;
    const said = between("textDocument/publishDiagnostics", key).at;
    return { total: key.painted - key.down, toServer: heard - key.down, server: said - heard, toScreen: key.painted - said };
  });
  for (const part of Object.keys(parts[0])) console.log(JSON.stringify({ part, ...summary(parts.map((each) => each[part])) }));
} finally {
  await machine.stop();
}
