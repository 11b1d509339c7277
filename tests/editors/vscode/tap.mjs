// Stands between an editor and a language server, and notes when what matters passes:
// `node tap.mjs LOG COMMAND ARGUMENT…` appends lines of JSON { at, method, version } to LOG; `at` in ms since 1970.
import { spawn } from "node:child_process";
import fs from "node:fs";

const [log, command, ...args] = process.argv.slice(2);
const server = spawn(command, args, { stdio: ["pipe", "pipe", "inherit"] });

// A message that is small comes in one piece, which is all that a key makes pass.
function pass(from, to, method) {
  from.on("data", (data) => {
    const at = performance.timeOrigin + performance.now();
    to.write(data);
    const text = data.toString("latin1");
    if (text.includes(method)) {
      fs.appendFileSync(log, `${JSON.stringify({ at, method, version: Number(/"version":(\d+)/.exec(text)?.[1]) })}\n`);
    }
  });
  from.on("end", () => to.end());
}

pass(process.stdin, server.stdin, "textDocument/didChange");
pass(server.stdout, process.stdout, "textDocument/publishDiagnostics");
server.on("exit", (code) => process.exit(code ?? 1));
